// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PageClient } from '../../../../web/src/client/client.js';
import { browserGlobals } from '../../../../web/src/host/browser/browser_globals.js';
import { quiet } from '../../support/fake_page.js';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('the real globals, in jsdom', () => {
  it('the client works over them without locks and channels', async () => {
    const sent: { url: string; init: RequestInit }[] = [];
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      sent.push({ url, init });
      return Promise.resolve(
        new Response(JSON.stringify({ success: true, data: { id: 's1' } }), {
          status: 201,
          headers: { 'content-type': 'application/json' },
        }),
      );
    });
    vi.stubGlobal('BroadcastChannel', undefined);
    const heard: unknown[] = [];
    window.addEventListener('mutation:synced', (event) =>
      heard.push((event as CustomEvent<{ record: unknown }>).detail.record),
    );
    const client = new PageClient(browserGlobals());
    const promise = client.mutations('/api/v1/patients').create({ id: 'local', first_name: 'Ana' });
    expect(Object.keys(localStorage).some((key) => key.startsWith('synchrone:'))).toBe(true);
    await expect(promise).resolves.toEqual({ id: 's1', first_name: 'Ana' });
    await quiet();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      url: '/api/v1/patients',
      init: { method: 'POST', credentials: 'same-origin' },
    });
    expect(heard).toEqual([{ id: 's1', first_name: 'Ana' }]);
  });

  it('run what waits for an idle page at once where the browser does not say when it is', () => {
    const waiting: [() => void, IdleRequestOptions | undefined][] = [];
    const run = vi.fn();
    browserGlobals().whenIdle(run);
    expect(run).toHaveBeenCalledOnce();
    vi.stubGlobal('requestIdleCallback', (...call: (typeof waiting)[number]) => waiting.push(call));
    browserGlobals().whenIdle(run);
    expect(waiting).toEqual([[run, { timeout: 500 }]]);
  });

  it('notify the page', () => {
    const globals = browserGlobals();
    expect(globals.origin()).toBe(window.location.origin);
    expect(globals.visible()).toBe(document.visibilityState !== 'hidden');
    expect(globals.onLine()).toBe(true);
    expect(globals.languages()).toEqual(navigator.languages);
    expect(globals.locks()).toBeNull();
    expect(globals.storage()).toBe(window.localStorage);
    expect(globals.randomBytes(16)).toHaveLength(16);
    const heard = vi.fn();
    globals.listen('document', 'visibilitychange', heard);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['a worker with a copy', {}, () => Promise.resolve(new Response()), true],
    ['a worker without one', {}, () => Promise.resolve(undefined), false],
    ['a worker whose caches the page may not see', {}, () => Promise.reject(new Error()), true],
    ['no worker', null, () => Promise.resolve(new Response()), false],
  ])('a copy is held by %s', async (_, controller, match, held) => {
    vi.stubGlobal('navigator', { serviceWorker: { controller } });
    vi.stubGlobal('caches', { match });
    await expect(browserGlobals().workerHolds('/api')).resolves.toBe(held);
  });

  it.each([
    ['a service worker that has reached nothing', {}, {}, 'rejects'],
    ['an API behind a service worker', { date: 'Sat, 09 Nov 2024 08:00:00 GMT' }, {}, 408],
    ['an API without one', {}, null, 408],
  ])('408 of %s', async (_, headers: Record<string, string>, controller, outcome) => {
    vi.stubGlobal('navigator', { serviceWorker: { controller } });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 408, headers })));
    const seen = browserGlobals()
      .fetch('/api', {})
      .then(
        ({ status }) => status,
        () => 'rejects',
      );
    await expect(seen).resolves.toBe(outcome);
  });

  it('a document without an address has the origin of the one around it', () => {
    vi.stubGlobal('location', { origin: 'null' });
    window.origin = 'https://clinic.example';
    expect(browserGlobals().origin()).toBe('https://clinic.example');
  });

  it('a platform without fetch rejects, one without crypto has no bytes', async () => {
    vi.stubGlobal('fetch', undefined);
    vi.stubGlobal('crypto', undefined);
    const globals = browserGlobals();
    await expect(globals.fetch('/x', {})).rejects.toThrow(TypeError);
    expect(globals.randomBytes(4)).toBeNull();
  });

  it('a channel passes text only and survives the end of the page', () => {
    class Channel {
      static opened: Channel[] = [];
      onmessage: ((event: { data: unknown }) => void) | null = null;
      constructor(readonly name: string) {
        Channel.opened.push(this);
      }
      postMessage(): void {
        throw new DOMException('closed', 'InvalidStateError');
      }
    }
    vi.stubGlobal('BroadcastChannel', Channel);
    const heard: string[] = [];
    const post = browserGlobals().openChannel('synchrone.v1', (message) => heard.push(message));
    for (const data of ['text', { not: 'text' }]) Channel.opened[0]?.onmessage?.({ data });
    expect(heard).toEqual(['text']);
    expect(() => post?.('x')).not.toThrow();
  });
});

/** Each part of the platform as a browser that denies it gives it. */
const denied = (): never => {
  throw new DOMException('denied', 'SecurityError');
};
class Denied {
  constructor() {
    denied();
  }
}
function property(holder: object, name: string, get: () => unknown): void {
  const own = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { configurable: true, get });
  restores.push(() => {
    if (own) Object.defineProperty(holder, name, own);
    else Reflect.deleteProperty(holder, name);
  });
}
const restores: (() => void)[] = [];
afterEach(() => {
  for (const restore of restores.splice(0)) restore();
});

describe('5.4, 6.3: a platform part that is denied or missing', () => {
  it.each<[string, () => void]>([
    ['BroadcastChannel throws', () => vi.stubGlobal('BroadcastChannel', Denied)],
    ['BroadcastChannel is missing', () => vi.stubGlobal('BroadcastChannel', undefined)],
    ['localStorage throws', () => property(window, 'localStorage', denied)],
    ['localStorage is null', () => property(window, 'localStorage', () => null)],
    ['indexedDB throws', () => property(window, 'indexedDB', denied)],
    ['navigator.locks throws', () => property(navigator, 'locks', denied)],
    [
      'locks.request throws',
      () => property(navigator, 'locks', () => ({ request: denied, query: denied })),
    ],
    [
      'locks.request rejects',
      () =>
        property(navigator, 'locks', () => ({
          request: () => Promise.reject(new DOMException('', 'SecurityError')),
        })),
    ],
    ['crypto is missing', () => vi.stubGlobal('crypto', undefined)],
    ['crypto throws', () => vi.stubGlobal('crypto', { getRandomValues: denied })],
    ['structuredClone is missing', () => vi.stubGlobal('structuredClone', undefined)],
    ['TextEncoder is missing', () => vi.stubGlobal('TextEncoder', undefined)],
    ['TextDecoder is missing', () => vi.stubGlobal('TextDecoder', undefined)],
    ['AbortController is missing', () => vi.stubGlobal('AbortController', undefined)],
    ['AbortController throws', () => vi.stubGlobal('AbortController', Denied)],
    ['the visibility throws', () => property(document, 'visibilityState', denied)],
    ['navigator.onLine throws', () => property(navigator, 'onLine', denied)],
    ['navigator.languages throws', () => property(navigator, 'languages', denied)],
    ['CustomEvent throws', () => property(window, 'CustomEvent', () => Denied)],
    ['events cannot be listened to', () => property(window, 'addEventListener', () => denied)],
  ])('%s: questions, rendering and sending work', async (_, take) => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response('{"id":"s1"}', {
          status: 201,
          headers: { 'content-type': 'application/json' },
        }),
      ),
    );
    take();
    const client = new PageClient(browserGlobals());
    client.queue.setUser({ id: 'alice' });
    expect(client.queue.getPendingCount()).toBe(0);
    expect(client.queue.getSnapshot().pending).toBe(0);
    expect(client.language()).toBeTypeOf('string');
    const calls = client.mutations('/api/v1/patients');
    const created = calls.create({ id: 'local', first_name: 'Ana' });
    await expect(created.applied).resolves.toBeDefined();
    await expect(created.synced).resolves.toMatchObject({ id: 's1' });
  });
});
