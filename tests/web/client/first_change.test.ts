import { describe, expect, it } from 'vitest';
import { PATIENTS, type Patient, openPage } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

describe('a create', () => {
  it('ShowsInsideTheCallAndIsStoredByOneWrite', async () => {
    const { page, client } = openPage();
    const store = client.resource<Patient>(PATIENTS);
    client.queue.getPendingCount();
    await page.settle();
    const before = page.browser.storage.setItemCount;
    page.server.on(`POST ${PATIENTS}`, (request) => ok({ ...(request.body as object), id: 'p1', version: 1 }, 201));

    const promise = client.mutations<Patient>(PATIENTS).create({ first_name: 'Jean' });

    expect(store.getRows()).toEqual([{ id: promise.record.id, first_name: 'Jean' }]);
    expect(page.browser.storage.setItemCount).toBe(before + 1);
    expect(page.server.requests).toEqual([]);
    await page.settle();
    await expect(promise).resolves.toEqual({ id: 'p1', first_name: 'Jean', version: 1 });
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'Jean', version: 1 }]);
  });
});
