// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserGlobals } from '../../../../web/src/host/browser/browser_globals.js';
import {
  RequestObserver,
  type WatchedKind,
} from '../../../../web/src/host/http/request_observer.js';

const PATIENTS = '/api/v1/patients';
const globals = browserGlobals();
const left: string[] = [];

/** How often a request of the same change was seen while `call` was under way, and soon after. */
async function seenDuring(
  call: () => unknown,
  kind: WatchedKind = 'create',
  stop = false,
): Promise<number> {
  let seen = 0;
  const watched = {
    kind,
    collections: [PATIENTS, `https://api.example/base${PATIENTS}`],
    ids: () => ['p1'],
    seen: () => {
      seen += 1;
      return stop ? ('stop' as const) : undefined;
    },
  };
  const result = new RequestObserver(globals).during(watched, call);
  void Promise.resolve(result).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  return seen;
}

const later = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
const post = (url = PATIENTS): Promise<Response> => fetch(url, { method: 'POST' });

beforeEach(() => {
  vi.useFakeTimers();
  left.length = 0;
  vi.stubGlobal('fetch', (url: string | Request, init?: RequestInit) => {
    left.push(`${init?.method ?? 'GET'} ${String(url)}`);
    return Promise.resolve(new Response('{}'));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('2.5c: a request that a method starts while it runs is seen', () => {
  it.each<[string, () => unknown]>([
    ['by fetch', () => post()],
    ['to one record', () => fetch(`${PATIENTS}/p1?x=1`, { method: 'patch' })],
    ['with a slash at the end', () => post(`${PATIENTS}/`)],
    ['with a query', () => post(`${PATIENTS}?clinic=3`)],
    ['on another origin', () => post(`https://api.example${PATIENTS}`)],
    ['behind a base that is not ours', () => post(`/proxy${PATIENTS}`)],
    ['without the base that is ours', () => post('/patients')],
    ['under one record', () => post(`${PATIENTS}/p1/archive`)],
    [
      'by a Request',
      () => fetch(new Request(`http://localhost${PATIENTS}/p1`, { method: 'DELETE' })),
    ],
    [
      'by XMLHttpRequest, as axios does',
      () => {
        const request = new XMLHttpRequest();
        request.open('POST', PATIENTS);
        request.send('{}');
      },
    ],
    ['by sendBeacon', () => navigator.sendBeacon(PATIENTS, '{}')],
  ])('%s', async (_, call) => {
    vi.stubGlobal('navigator', Object.assign(navigator, { sendBeacon: () => true }));
    expect(await seenDuring(call)).toBe(1);
  });

  it.each<[string, () => unknown]>([
    ['a read', () => fetch(PATIENTS)],
    ['another resource', () => post('/api/v1/patients-archive')],
    ['another one under the same base', () => post('/api/v1/consents')],
    ['no request', () => undefined],
    ['one of ours', () => globals.fetch(PATIENTS, { method: 'POST' })],
    ['an address that is none', () => post('http://')],
  ])('not: %s', async (_, call) => {
    expect(await seenDuring(call)).toBe(0);
  });
});

describe('2.5c: a request that a method starts later is seen where it does the same', () => {
  it.each<[string, () => unknown]>([
    [
      'after an await',
      async () => {
        await Promise.resolve();
        await post();
      },
    ],
    [
      'after an await that takes its time',
      async () => {
        await later(500);
        await post();
      },
    ],
    ['without waiting for it', () => void Promise.resolve().then(() => post())],
    ['in an effect that follows', () => void later(20).then(() => post())],
  ])('%s', async (_, call) => {
    expect(await seenDuring(call)).toBe(1);
  });

  it.each<[WatchedKind, string, string, number]>([
    ['create', 'PUT', `${PATIENTS}/p1`, 1],
    ['create', 'POST', `${PATIENTS}/p2/reminders`, 0],
    ['update', 'PUT', `${PATIENTS}/p1`, 1],
    ['update', 'PATCH', `${PATIENTS}/p2`, 0],
    ['update', 'POST', PATIENTS, 0],
    ['update', 'POST', `${PATIENTS}/p1/sms-reminders`, 0],
    ['delete', 'DELETE', `${PATIENTS}/p1`, 1],
    ['delete', 'PATCH', `${PATIENTS}/p1`, 1],
    ['delete', 'DELETE', `${PATIENTS}/p2`, 0],
  ])('of %s: %s %s', async (kind, method, url, count) => {
    const call = (): void => void Promise.resolve().then(() => fetch(url, { method }));
    expect(await seenDuring(call, kind)).toBe(count);
  });

  it('one that runs inside another is its own, and not the other one’s', async () => {
    const watch = new RequestObserver(globals);
    const seen: string[] = [];
    const one = (name: string) => ({
      kind: 'create' as const,
      collections: [PATIENTS],
      ids: () => [],
      seen: () => void seen.push(name),
    });
    void watch.during(one('outer'), () => watch.during(one('inner'), () => post()));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(seen).toEqual(['inner']);
  });
});

describe('2.5c: a request that is stopped', () => {
  it('never leaves: fetch rejects', async () => {
    const answers: unknown[] = [];
    await seenDuring(() => post().catch((error: unknown) => answers.push(error)), 'create', true);
    expect([left, answers]).toEqual([[], [expect.any(TypeError)]]);
  });

  it('never leaves: XMLHttpRequest has an error', async () => {
    const heard: string[] = [];
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = () => void left.push('xhr');
    const call = (): void => {
      const request = new XMLHttpRequest();
      request.onerror = () => heard.push('error');
      request.open('POST', PATIENTS);
      request.send('{}');
    };
    await seenDuring(call, 'create', true);
    XMLHttpRequest.prototype.send = send;
    expect([left, heard]).toEqual([[], ['error']]);
  });
});

describe('the page is as it was', () => {
  it('what makes requests is put back, also when the function throws', async () => {
    const { fetch: before } = window;
    const { open, send } = XMLHttpRequest.prototype;
    const watched = { kind: 'create', collections: [PATIENTS], ids: () => [] } as const;
    const throwing = (): never => {
      throw new Error('no');
    };
    expect(() =>
      new RequestObserver(globals).during({ ...watched, seen: () => undefined }, throwing),
    ).toThrow('no');
    expect(window.fetch).toBe(before);
    await seenDuring(() => post());
    expect(window.fetch).toBe(before);
    expect([XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send]).toEqual([open, send]);
  });

  it('the function’s result is handed on', () => {
    const made = { id: 'p1' };
    const watched = { kind: 'create', collections: [PATIENTS], ids: () => [] } as const;
    const result = new RequestObserver(globals).during(
      { ...watched, seen: () => undefined },
      () => made,
    );
    expect(result).toBe(made);
  });
});
