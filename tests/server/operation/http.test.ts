import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type TestClinic } from '../support/clinic.ts';

/** BEHAVIOUR 7.1b, 7.2, 3.7: what surrounds the answers. */
const page = '<!doctype html><title>Clinique</title>';
let clinic: TestClinic;
let uiDir: string;

beforeAll(async () => {
  uiDir = mkdtempSync(join(tmpdir(), 'clinic-ui-'));
  mkdirSync(join(uiDir, 'assets'));
  writeFileSync(join(uiDir, 'index.html'), page);
  writeFileSync(join(uiDir, 'assets', 'core-1a2b.wasm'), 'x');
  clinic = await startClinic({ uiDir, corsOrigins: ['https://clinique.example'] });
});
afterAll(async () => {
  await clinic.close();
  rmSync(uiDir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(clinic.url + path, { headers });

describe('7.2: headers', () => {
  it('allow WebAssembly and no eval', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).not.toContain('upgrade-insecure-requests');
  });

  it('keep API answers out of every cache', async () => {
    expect((await get('/api/v1/patients')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('3.7: other origins', () => {
  const preflight = (origin: string) =>
    fetch(`${clinic.url}/api/v1/patients`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'idempotency-key,if-match,content-type',
      },
    });

  it('may call when listed', async () => {
    const { headers } = await preflight('https://clinique.example');
    expect(headers.get('access-control-allow-origin')).toBe('https://clinique.example');
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(
      /idempotency-key.*if-match/,
    );
    const answer = await get('/api/v1/patients', { origin: 'https://clinique.example' });
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
  });

  it('may not when unknown', async () => {
    expect(
      (await preflight('https://elsewhere.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
});

describe('the user interface', () => {
  it('is served for every address that a browser opens', async () => {
    for (const path of ['/', '/patients/42', '/rendez-vous']) {
      const answer = await get(path, { accept: 'text/html' });
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, page]);
    }
  });

  it('keeps named assets and types WebAssembly', async () => {
    const answer = await get('/assets/core-1a2b.wasm');
    expect(answer.headers.get('content-type')).toBe('application/wasm');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    await answer.arrayBuffer();
  });

  it('does not hide unknown routes and assets', async () => {
    for (const path of ['/api/v1/nothing', '/assets/missing.js', '/demo/x']) {
      expect([path, (await get(path, { accept: 'text/html' })).status]).toEqual([path, 404]);
    }
  });
});
