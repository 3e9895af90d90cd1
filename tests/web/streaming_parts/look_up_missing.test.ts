import { describe, expect, it, vi } from 'vitest';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

vi.mock('../../../web/src/client/look_ups/lost_changes.js', () => {
  throw new Error('404');
});

/** Against hanging, not slowness. */
const patience = { timeout: 300_000 };

const once = (page: { settle(): Promise<void> }, check: () => void): Promise<void> =>
  vi.waitFor(async () => {
    await page.settle();
    check();
  }, patience);

describe('3.12a: a look-up that cannot be loaded', () => {
  it('keeps no change from leaving', async () => {
    const { page, client } = openPage();
    page.server.on(`POST ${PATIENTS}`, ok({ id: 'p9', first_name: 'Ana' }, 201));
    const { synced } = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await once(page, () => expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1));
    await expect(synced).resolves.toMatchObject({ id: 'p9' });
  });

  it('leaves a change whose answer was lost to a person, and does not send it twice', async () => {
    const { page, client } = openPage();
    page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
    page.server.on(`POST ${PATIENTS}`, 'network-error', ok({ id: 'p9' }, 201));
    const { mutationId } = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await once(page, () => expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1));
    const entry = (): unknown => client.queue.getEntry(mutationId);
    await page.advance(60_000);
    await vi.waitFor(() => page.settle());
    expect(entry()).toMatchObject({ status: 'pending' });
    await vi.waitFor(async () => {
      await page.advance(60_000);
      await page.settle();
      expect(entry()).toMatchObject({ status: 'error', kind: 'uncertain' });
    }, patience);
    expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
  });
});
