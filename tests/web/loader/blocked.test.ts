import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SyncMutationError } from '../../../web/src/types/errors.js';
import { type OpenPage, PATIENTS, openPage } from '../support/open_page.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const blockedByCsp = class {
  constructor() {
    throw new WebAssembly.CompileError('Refused to compile: unsafe-eval');
  }
};

describe('7.2: a page that may not compile WebAssembly', () => {
  it.each([
    [
      'by its CSP',
      () =>
        vi.stubGlobal('WebAssembly', {
          ...WebAssembly,
          CompileError,
          RuntimeError,
          Module: blockedByCsp,
        }),
    ],
    ['because there is none', () => vi.stubGlobal('WebAssembly', undefined)],
  ])('gets one clear error where it asked and no blank page %s', async (_, block) => {
    block();
    const open: OpenPage = openPage();
    const stopped: SyncMutationError[] = [];
    open.client.queue.on('sync:stopped', ({ error }) => stopped.push(error));
    const store = open.client.resource(PATIENTS);
    open.page.server.on(`GET ${PATIENTS}`, { status: 200, body: [{ id: 'p1' }] });
    expect(open.client.queue.getSnapshot()).toMatchObject({ pending: 0, sender: false });
    expect(open.client.queue.getPending()).toEqual([]);
    expect(open.client.mutations(PATIENTS).getState().isPending).toBe(false);
    await store.load();
    expect(store.getRows()).toEqual([{ id: 'p1' }]);
    const error = await open.client
      .mutations(PATIENTS)
      .create({ a: 1 })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'WASM_BLOCKED',
      message: expect.stringContaining("'wasm-unsafe-eval'"),
    });
    await expect(
      open.client.queue.enqueue({ type: 'POST', endpoint: PATIENTS, data: { id: 'x' } }),
    ).rejects.toBe(error);
    await open.page.settle();
    expect(stopped).toEqual([error]);
    // A sign-in, a pause or a setting does not fail because nothing can be saved.
    const { queue } = open.client;
    queue.setUser({ id: 'alice' });
    queue.setUser(null);
    queue.pause();
    queue.resume();
    queue.setOfflineMode(true);
    queue.configure({ language: 'en' });
    expect([queue.explain('x'), queue.resolveId('x'), queue.exportAudit()]).toEqual([
      undefined,
      undefined,
      '',
    ]);
    expect(queue.getSnapshot()).toMatchObject({
      waiting: 'stopped',
      storage: { durable: false, reason: 'stopped' },
    });
    expect(open.page.signal('window', 'beforeunload').defaultPrevented).toBe(false);
    for (const command of [
      () => queue.process(),
      () => queue.clear(),
      () => queue.retry('x'),
      () => queue.logout(),
    ])
      await expect(command()).rejects.toBe(error);
  });
});

const { CompileError, RuntimeError } = WebAssembly;
