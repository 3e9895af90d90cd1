import { describe, expect, it, vi } from 'vitest';
import { newRowStore } from '../../../web/src/client/new_row_store_split.js';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

describe('rows of createSyncContext in the ES modules of synchrone', () => {
  it('are read on a page that may load no script', async () => {
    vi.doMock('../../../web/src/client/reads/list_fetcher.js', () => {
      throw new Error('404');
    });
    vi.resetModules();
    const { page, client } = openPage();
    page.server.on(`GET ${PATIENTS}`, () => ok([{ id: 'p1', first_name: 'Zoé' }]));
    const patients = client.resource(PATIENTS, undefined, newRowStore);
    const loaded = patients.load();
    await page.settle();
    await loaded;
    expect(patients.getRows()).toEqual([{ id: 'p1', first_name: 'Zoé' }]);
    expect(patients.getState().error).toBeNull();
  });
});
