import { describe, expect, it } from 'vitest';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ok, refusal } from '../../support/scripted_server.js';

function offlinePage() {
  const { page, client } = openPage();
  client.queue.configure({ endpoints: { [PATIENTS]: { coalesce: true } } });
  client.resource(PATIENTS).setConfirmed([{ id: 'p1', first_name: 'Jean', city: 'Lyon' }]);
  page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
  page.goOnline(false);
  return { page, client, calls: client.mutations(PATIENTS), server: page.server };
}

describe('3.9: merged changes', () => {
  it('the promise of each follows the one request', async () => {
    const { page, client, calls, server } = offlinePage();
    const name = calls.update('p1', { first_name: 'Jeanne' });
    const city = calls.update('p1', { city: 'Paris' });
    server.on(`PATCH ${PATIENTS}/p1`, ok({ id: 'p1', first_name: 'Jeanne', city: 'Paris' }));
    const synced: string[] = [];
    client.queue.on('mutation:synced', ({ mutation }) => synced.push(mutation.id));
    page.goOnline(true);
    await page.settle();
    expect(server.sent('PATCH').map(({ body }) => body)).toEqual([
      { first_name: 'Jeanne', city: 'Paris' },
    ]);
    await expect(name.synced).resolves.toMatchObject({ city: 'Paris' });
    await expect(city.synced).resolves.toMatchObject({ first_name: 'Jeanne' });
    expect(synced).toEqual([name.mutationId]);
  });

  it('a refusal is emitted once and rejects both', async () => {
    const { page, client, calls, server } = offlinePage();
    const name = calls.update('p1', { first_name: '' });
    const city = calls.update('p1', { city: 'Paris' });
    server.on(`PATCH ${PATIENTS}/p1`, refusal(400, 'NAME', 'un nom'));
    let errors = 0;
    client.queue.on('mutation:error', () => (errors += 1));
    page.goOnline(true);
    await page.settle();
    await expect(name.synced).rejects.toMatchObject({ code: 'NAME' });
    await expect(city.synced).rejects.toMatchObject({ code: 'NAME' });
    expect(errors).toBe(1);
    expect(client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 1 });
  });

  it('a record that is made and deleted offline never reaches the server', async () => {
    const { page, client, calls, server } = offlinePage();
    const ana = calls.create({ first_name: 'Ana' });
    const gone = calls.delete(ana.record['id'] as string);
    page.goOnline(true);
    await page.settle();
    expect(server.sent('POST')).toEqual([]);
    expect(server.sent('DELETE')).toEqual([]);
    await expect(gone.synced).resolves.toMatchObject({ deleted: true });
    await expect(ana.settled).resolves.toMatchObject({ status: 'synced' });
    expect(client.queue.getAll().map(({ id }) => id)).toEqual([gone.mutationId]);
    expect(client.resource(PATIENTS).getRows()).toHaveLength(1);
  });
});
