import { afterEach, describe, expect, it, vi } from 'vitest';
import { newRowStore } from '../../../web/src/client/new_row_store.js';

const KEY = Symbol.for('synchrone.v1');

/** Another copy of the package: its modules are evaluated again. */
async function freshCopy(): Promise<typeof import('synchrone/core')> {
  vi.resetModules();
  return import('synchrone/core');
}

/** Notes every look at a global. */
function trap(name: string, touched: string[]): void {
  const own = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
  traps.push(() => Object.defineProperty(globalThis, name, own));
  const value: unknown = Reflect.get(globalThis, name);
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => {
      touched.push(name);
      return value;
    },
  });
}
const traps: (() => void)[] = [];

afterEach(() => {
  for (const restore of traps.splice(0)) restore();
  Reflect.deleteProperty(globalThis, KEY);
  vi.unstubAllGlobals();
});

describe('3.1: one page, one client', () => {
  it('two copies of the package share one queue and one error class', async () => {
    vi.stubGlobal('document', {});
    const [one, two] = [await freshCopy(), await freshCopy()];
    expect(one.getSyncClient).not.toBe(two.getSyncClient);
    expect(one.getMutationQueue()).toBe(two.getMutationQueue());
    const error = await one
      .getSyncClient()
      .mutations('/api/v1/patients')
      .delete('')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(one.SyncMutationError);
    expect(error).toBeInstanceOf(two.SyncMutationError);
    expect({ code: 'x' }).not.toBeInstanceOf(two.SyncMutationError);
  });
});

describe('3.1: a document that is being left', () => {
  it('keeps its own client and plants none in the next document', async () => {
    vi.stubGlobal('document', { name: 'old' });
    const old = await freshCopy();
    const own = old.getSyncClient();
    // WebKit, during a reload: the window is that of the next document already.
    Reflect.deleteProperty(globalThis, KEY);
    vi.stubGlobal('document', { name: 'next' });
    expect(old.getSyncClient()).toBe(own);
    expect(Reflect.has(globalThis, KEY)).toBe(false);
    const next = await freshCopy();
    const theirs = next.getSyncClient();
    expect(theirs).not.toBe(own);
    expect(old.getSyncClient()).toBe(own);
    expect(Reflect.get(globalThis, KEY)).toBe(theirs);
  });

  it('plants none either where it has used none before', async () => {
    vi.stubGlobal('document', { name: 'old' });
    const old = await freshCopy();
    vi.stubGlobal('document', { name: 'next' });
    const late = old.getSyncClient();
    expect(old.getSyncClient()).toBe(late);
    expect(Reflect.has(globalThis, KEY)).toBe(false);
  });
});

describe('2.7, 3.1: a server', () => {
  it('shares nothing between requests, and only operations fail', async () => {
    const { configure, getMutationQueue, getSyncClient } = await freshCopy();
    configure({ language: 'en', companyId: 'c1', baseUrl: 'https://api.clinic.example' });
    const first = getMutationQueue();
    first.setUser({ id: 'alice' });
    first.pause();
    first.resume();
    first.setOfflineMode(true);
    expect(getMutationQueue().getSnapshot()).toMatchObject({ userId: null, waiting: null });
    expect(getMutationQueue()).not.toBe(first);
    expect(Reflect.has(globalThis, KEY)).toBe(false);
    expect([first.getAll(), first.getPendingCount(), first.resolveId('x')]).toEqual([
      [],
      0,
      undefined,
    ]);
    await expect(
      first.enqueue({ type: 'POST', endpoint: '/api/v1/patients', data: { id: 'x' } }),
    ).rejects.toMatchObject({ code: 'NO_PAGE', message: expect.stringContaining('browser') });
    await expect(
      getSyncClient().mutations('/api/v1/patients').create({ first_name: 'Ana' }),
    ).rejects.toMatchObject({ code: 'NO_PAGE' });
    const store = getSyncClient().resource('/api/v1/patients', undefined, newRowStore);
    store.setConfirmed([{ id: 'p1' }]);
    expect(store.getRows()).toEqual([]);
    await expect(store.refetch()).rejects.toMatchObject({ code: 'READ_FAILED' });
    // The language of what is rendered there is the application's, not the machine's.
    expect(getSyncClient().serverLanguage()).toBe('en');
  });

  it('importing configuring and rendering touch no globals', async () => {
    // Node has no window, document or localStorage: touching one of them would throw.
    const touched: string[] = [];
    for (const name of ['BroadcastChannel', 'fetch', 'WebAssembly']) trap(name, touched);
    const { configure, getMutationQueue, getSyncClient } = await freshCopy();
    configure({ language: 'fr', companyId: 'c1' });
    const client = getSyncClient();
    const store = client.resource('/api/v1/patients', { method: 'PUT' }, newRowStore);
    const calls = client.mutations('/api/v1/patients');
    expect(store.getServerState()).toEqual({ rows: [], isLoading: true, error: null });
    expect(store.getServerRows()).toBe(store.getServerRows());
    expect(calls.getServerState()).toEqual({
      isPending: false,
      isSending: false,
      waiting: null,
      failure: null,
    });
    expect(client.overlay('/api/v1/patients').getServerVersion()).toBe(0);
    getMutationQueue().subscribe(() => undefined);
    expect(touched).toEqual([]);
  });
});
