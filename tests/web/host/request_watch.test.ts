// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserGlobals } from '../../../web/src/host/globals.js';
import { watchingWrites } from '../../../web/src/host/request_watch.js';

const PATIENTS = '/api/v1/patients';
const globals = browserGlobals();

/** How often a writing request to the patients was told while `call` was under way. */
async function toldDuring(call: () => unknown): Promise<number> {
  let told = 0;
  watchingWrites(globals, PATIENTS, call, () => {
    told += 1;
  });
  await vi.advanceTimersByTimeAsync(100);
  return told;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}')));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('watchingWrites (2.5): a context that sends by itself', () => {
  it.each<[string, () => unknown]>([
    ['by fetch', () => fetch(PATIENTS, { method: 'POST' })],
    ['to one record', () => fetch(`${PATIENTS}/p1?x=1`, { method: 'patch' })],
    ['on the API’s own host', () => fetch(`https://api.example${PATIENTS}`, { method: 'PUT' })],
    [
      'by a Request',
      () => fetch(new Request(`http://localhost${PATIENTS}/p1`, { method: 'DELETE' })),
    ],
    ['by XMLHttpRequest', () => new XMLHttpRequest().open('POST', PATIENTS)],
    [
      'after an await',
      async () => {
        await Promise.resolve();
        await fetch(PATIENTS, { method: 'POST' });
      },
    ],
    [
      'without waiting for it',
      () => void Promise.resolve().then(() => fetch(PATIENTS, { method: 'POST' })),
    ],
  ])('IsTold: %s', async (_, call) => {
    expect(await toldDuring(call)).toBe(1);
  });

  it.each<[string, () => unknown]>([
    ['a read', () => fetch(PATIENTS)],
    ['another resource', () => fetch('/api/v1/patients-archive', { method: 'POST' })],
    ['no request', () => undefined],
    ['one of ours', () => globals.fetch(PATIENTS, { method: 'POST' })],
    ['an address that is none', () => fetch('http://', { method: 'POST' })],
  ])('IsNotTold: %s', async (_, call) => {
    expect(await toldDuring(call)).toBe(0);
  });

  it('PutsBackWhatItReplaced', async () => {
    const { fetch: before } = window;
    const { open } = XMLHttpRequest.prototype;
    expect(() =>
      watchingWrites(
        globals,
        PATIENTS,
        () => {
          throw new Error('no');
        },
        () => undefined,
      ),
    ).toThrow('no');
    expect(window.fetch).toBe(before);
    await toldDuring(() => fetch(PATIENTS, { method: 'POST' }));
    expect(window.fetch).toBe(before);
    expect(XMLHttpRequest.prototype.open).toBe(open);
  });

  it('GivesWhatTheFunctionGives', async () => {
    const made = { id: 'p1' };
    expect(
      watchingWrites(
        globals,
        PATIENTS,
        () => made,
        () => undefined,
      ),
    ).toBe(made);
    await vi.advanceTimersByTimeAsync(100);
  });
});
