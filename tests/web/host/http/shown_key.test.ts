import { describe, expect, it } from 'vitest';
import { metaOf } from '../../../../web/src/host/http/response_meta.js';

describe('3.12a: an answer that shows the key', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['repeats it', { 'Idempotency-Key': 'key-1' }, true],
    ['repeats it in quotes', { 'Idempotency-Key': '"key-1"' }, true],
    ['was replayed', { 'Idempotency-Replayed': 'true' }, true],
    ['was replayed, as others say it', { 'Idempotent-Replayed': 'true' }, true],
    ['was not replayed', { 'Idempotency-Replayed': 'false' }, false],
    ['names another key', { 'Idempotency-Key': 'key-2' }, false],
    ['says nothing', {}, false],
  ])('%s', (_, headers, shows) => {
    const response = new Response('{}', { status: 201, headers });
    const asked = { url: '/api/v1/patients', baseUrl: '', pageOrigin: '', key: 'key-1' };
    expect(metaOf(response, asked).keyHonoured ?? false).toBe(shows);
  });
});
