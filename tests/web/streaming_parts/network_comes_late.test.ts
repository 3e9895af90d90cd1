import { describe, expect, it, vi } from 'vitest';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

/** Against hanging, not slowness. */
const patience = { timeout: 300_000 };
const gate = vi.hoisted(() => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
});
vi.mock('../../../web/src/host/network.js', async (original) => {
  await gate.opened;
  return original();
});

describe('3.12, 6.1: what a page needs of the network, as a file of its own', () => {
  it('is waited for by what is sent and read, and by the wish to be the tab that sends', async () => {
    const { page, client } = openPage();
    page.server.on(`GET ${PATIENTS}`, ok([{ id: 'p1', first_name: 'Eva' }]));
    page.server.on(`POST ${PATIENTS}`, ok({ id: 'p9', first_name: 'Ana' }, 201));
    const store = client.resource(PATIENTS);
    void store.load();
    const { mutationId, synced } = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.advance(60_000);
    expect(page.server.requests).toEqual([]);
    expect(client.queue.explain(mutationId)).toMatchObject({ waiting: 'sender' });
    // Nothing was tried, so nothing has to be looked up later.
    expect(client.queue.getEntry(mutationId)).toMatchObject({ status: 'pending', attempts: 0 });
    expect(client.queue.getSnapshot().storage).toEqual({ durable: true });
    expect(store.getRows()).toMatchObject([{ first_name: 'Ana' }]);

    gate.open();
    await vi.waitFor(async () => {
      await page.settle();
      expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
    }, patience);
    await expect(synced).resolves.toMatchObject({ id: 'p9' });
    await page.settle();
    expect(store.getRows()).toMatchObject([{ id: 'p1' }, { id: 'p9' }]);
  });
});
