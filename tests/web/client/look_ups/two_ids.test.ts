import { describe, expect, it } from 'vitest';
import { strapi as recipe } from '../../../../web/docs/code/apis/strapi.js';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type Fate } from '../../support/keyless_api.js';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';
import { FakeBrowser } from '../../support/fake_page.js';
import type { ScriptedAnswer, ScriptedServer } from '../../support/scripted_server.js';

const MINUTE = 60_000;

/** As Strapi answers: the id in addresses is `documentId`; `id` is a number of the database. */
function strapi(server: ScriptedServer): { rows: AnyRecord[]; fates: Fate[] } {
  const rows: AnyRecord[] = [];
  const fates: Fate[] = [];
  let count = 0;
  const add = (fields: object): AnyRecord => {
    const row = { id: (count += 1), documentId: `d${count}`, version: 1, ...fields };
    rows.push(row);
    return row;
  };
  add({ name: 'Zoe' });
  add({ name: 'Eva' });
  server.on(`HEAD ${PATIENTS}`, { status: 200 });
  server.on(`GET ${PATIENTS}`, () => ({
    status: 200,
    body: { data: rows, meta: { pagination: { start: 0, limit: 25, total: rows.length } } },
  }));
  server.on(`POST ${PATIENTS}`, ({ body }) => {
    const fate = fates.shift();
    if (fate === 'lost') return 'network-error';
    const data = add((body as { data: object }).data);
    return fate === 'reset' ? 'network-error' : { status: 201, body: { data, meta: {} } };
  });
  server.onPrefix(`${PATIENTS}/`, ({ method, url, body, headers }): ScriptedAnswer => {
    const at = rows.findIndex(({ documentId }) => url.endsWith(`/${String(documentId)}`));
    if (at < 0) return { status: 404, body: { data: null, error: { status: 404 } } };
    if (method === 'DELETE') {
      rows.splice(at, 1);
      return { status: 204 };
    }
    const answer = (): ScriptedAnswer => ({ status: 200, body: { data: rows[at], meta: {} } });
    if (method === 'GET') return answer();
    const version = Number(rows[at]?.['version']);
    const seen = headers['if-match'] ?? `"${version}"`;
    if (seen !== `"${version}"`) return { status: 412, body: { error: { status: 412 } } };
    rows[at] = { ...rows[at], ...(body as { data: object }).data, version: version + 1 };
    return fates.shift() === 'reset' ? 'network-error' : answer();
  });
  return { rows, fates };
}

function open(): OpenPage & ReturnType<typeof strapi> {
  const browser = new FakeBrowser();
  const api = strapi(browser.server);
  const page = openPage(browser);
  const options = recipe.endpoints['/api/patients'];
  page.client.queue.configure({ endpoints: { [PATIENTS]: options } });
  return { ...page, ...api };
}

describe('3.12a: rows whose `id` is not the one that fromServer gives them', () => {
  it.each<Fate>(['lost', 'reset'])(
    'a create is made once, without a question: %s',
    async (fate) => {
      const { client, page, rows, fates } = open();
      await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
      rows.splice(1, 1); // a colleague has deleted Eva
      fates.push(fate);
      const { record, synced } = client.mutations(PATIENTS).create({ name: 'Ana' });
      client.mutations(PATIENTS).update(record['id'] as string, { phone: '5' });
      await page.advance(5 * MINUTE);
      await expect(synced).resolves.toMatchObject({ id: 'd3', name: 'Ana' });
      expect(rows.map(({ name, phone }) => [name, phone])).toEqual([
        ['Zoe', undefined],
        ['Ana', '5'],
      ]);
      expect(page.dispatched.filter(({ name }) => name === 'mutation:error')).toEqual([]);
    },
  );

  it('a record that was there before is not taken for a lost create like it', async () => {
    const { client, page, rows, fates } = open();
    await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
    fates.push('lost');
    const { synced } = client.mutations(PATIENTS).create({ name: 'Zoe' });
    await page.advance(5 * MINUTE);
    await expect(synced).resolves.toMatchObject({ id: 'd3', name: 'Zoe' });
    expect(rows.map(({ name }) => name)).toEqual(['Zoe', 'Eva', 'Zoe']);
  });

  it('an edit whose answer was lost is found by the id of the application', async () => {
    const { client, page, rows, fates } = open();
    await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
    fates.push('reset');
    const { synced } = client.mutations(PATIENTS).update('d1', { phone: '5' });
    await page.advance(5 * MINUTE);
    await expect(synced).resolves.toMatchObject({ id: 'd1', name: 'Zoe', phone: '5', version: 2 });
    expect(rows[0]).toMatchObject({ phone: '5', version: 2 });
  });
});
