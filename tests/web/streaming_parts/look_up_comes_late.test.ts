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
vi.mock('../../../web/src/client/look_ups/lost_changes.js', async (original) => {
  await gate.opened;
  return original();
});

describe('3.12a: a look-up that is a file of its own', () => {
  it('shows and stores a change at once, and lets nothing leave before it is here', async () => {
    const { page, client } = openPage();
    page.server.on(`POST ${PATIENTS}`, ok({ id: 'p9', first_name: 'Ana' }, 201));
    const { mutationId, synced } = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.advance(1_000);
    expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(0);
    expect(client.queue.getEntry(mutationId)).toMatchObject({ status: 'pending' });
    expect(client.queue.getSnapshot().storage).toEqual({ durable: true });

    gate.open();
    await vi.waitFor(async () => {
      await page.settle();
      expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
    }, patience);
    await expect(synced).resolves.toMatchObject({ id: 'p9' });
  });
});
