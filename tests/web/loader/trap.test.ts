import { describe, expect, it } from 'vitest';
import { type OpenPage, PATIENTS, openPage } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';

/** From now on the module dies when it asks the page for this, this many times. */
function dieAt(open: OpenPage, port: 'now' | 'setTimer', times: number): void {
  const { page } = open;
  const real = page[port].bind(page) as (...args: unknown[]) => unknown;
  let left = times;
  const dying = (...args: unknown[]): unknown => {
    const byEngine = port === 'now' ? new Error().stack?.includes('wasm') : args[0] === 'send';
    if (left === 0 || !byEngine) return real(...args);
    left -= 1;
    throw new WebAssembly.RuntimeError('unreachable');
  };
  Reflect.set(page, port, dying);
}

function clinicPage(): OpenPage & { api: ReferenceApi; received: string[] } {
  const open = openPage();
  const api = new ReferenceApi(open.page.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
  const received: string[] = [];
  open.client.queue.on('sync:diagnostic', ({ code }) => received.push(code));
  open.client.queue.on('sync:stopped', ({ error }) => received.push(`stopped ${error.code}`));
  return { ...open, api, received };
}

describe('7.2: a trap inside the real module', () => {
  it('before the record is written, the change is made once by the successor', async () => {
    const open = clinicPage();
    const store = open.client.resource(PATIENTS);
    await store.load();
    const calls = open.client.mutations(PATIENTS);
    open.page.goOnline(false);
    calls.update('p1', { last_name: 'before' });
    await open.page.settle();
    dieAt(open, 'now', 1);
    calls.update('p1', { first_name: 'x' });
    expect(store.getById('p1')).toMatchObject({ first_name: 'x', last_name: 'before' });
    await open.page.settle();
    expect(open.received).toEqual(['ENGINE_RESTARTED']);
    expect(open.client.queue.getPendingCount()).toBe(2);
    expect(store.getById('p1')).toMatchObject({ first_name: 'x', last_name: 'before' });
    open.page.goOnline(true);
    await open.page.settle();
    expect(open.api.rows.get('p1')).toMatchObject({
      first_name: 'x',
      last_name: 'before',
      version: 3,
    });
  });

  it('after the record is written, the change is not made twice', async () => {
    const open = clinicPage();
    open.client.queue.getPending();
    await open.page.settle();
    dieAt(open, 'setTimer', 1);
    const promise = open.client.mutations(PATIENTS).create({ id: 'local', first_name: 'Ana' });
    expect(open.client.queue.getPending()).toMatchObject([
      { id: promise.mutationId, entity: 'local' },
    ]);
    await open.page.settle();
    expect(open.api.rows.size).toBe(2);
    await expect(promise.synced).resolves.toMatchObject({ id: 's1' });
  });

  it("answers to the dead engine's requests are dropped and the same key is sent again", async () => {
    const open = clinicPage();
    open.page.server.holding = true;
    open.client.mutations(PATIENTS).create({ id: 'local', first_name: 'Ana' });
    await open.page.settle();
    dieAt(open, 'now', 1);
    await open.client.queue.process();
    open.page.server.release();
    await open.page.settle();
    await open.page.advance(60_000);
    expect(open.api.keys.size).toBe(1);
    expect(open.client.queue.getPendingCount()).toBe(0);
  });

  it('the second one stops the engine with one event and the data intact', async () => {
    const open = clinicPage();
    open.page.online = false;
    const calls = open.client.mutations(PATIENTS);
    calls.update('p1', { first_name: 'kept' });
    await open.page.settle();
    const records = [...open.page.browser.storage.values.values()].filter((value) =>
      value.includes('kept'),
    );
    dieAt(open, 'now', Infinity);
    await expect(calls.update('p1', { first_name: 'y' })).rejects.toMatchObject({
      code: 'STOPPED',
    });
    await expect(calls.update('p1', { first_name: 'z' })).rejects.toMatchObject({
      code: 'STOPPED',
    });
    open.page.goOnline(true);
    await open.page.settle();
    expect(open.received.filter((code) => code.startsWith('stopped'))).toEqual(['stopped STOPPED']);
    expect(open.client.queue.getPending()).toEqual([]);
    expect([...open.page.browser.storage.values.values()]).toEqual(expect.arrayContaining(records));
    open.page.end();
    const next = openPage(open.page.browser);
    expect(next.client.queue.getPending()).toMatchObject([{ data: { first_name: 'kept' } }]);
  });
});
