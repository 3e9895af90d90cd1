import { describe, expect, it } from 'vitest';
import type { AnyRecord, EndpointOptions } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import type { ScriptedAnswer } from '../../support/scripted_server.js';

const MINUTE = 60_000;
const ZOE = { id: 101, name: 'Zoe', allergies: 'penicillin' };

const ends = ({ client }: Pick<KeylessClinic, 'client'>): unknown[] =>
  client.queue.getAll().map(({ status, error }) => error?.code ?? status);

/** An API without versions whose PUT makes the record that it does not find. */
async function clinic(options: EndpointOptions = {}): Promise<KeylessClinic> {
  const open = keylessClinic({ method: 'PUT', ...options });
  open.api.add({ name: ZOE.name, allergies: ZOE.allergies });
  open.api.add({ name: 'Ana' });
  await readList(open);
  for (const id of [101, 102])
    open.browser.server.on(`PUT ${PATIENTS}/${id}`, ({ body }) => {
      const place = open.api.rows.findIndex((row) => row['id'] === id);
      if (place < 0) open.api.rows.push(body as AnyRecord);
      else open.api.rows[place] = body as AnyRecord;
      return { status: place < 0 ? 201 : 200, body };
    });
  return open;
}

/** Zoe is renamed without a network, and meanwhile something happens. */
async function renamesOffline(open: KeylessClinic, meanwhile: () => void): Promise<void> {
  open.page.goOnline(false);
  const { synced } = open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
  synced.catch(() => undefined);
  await open.page.advance(1_000);
  meanwhile();
  open.page.goOnline(true);
  await open.page.advance(MINUTE);
}

const names = ({ api }: KeylessClinic): unknown[] => api.rows.map(({ name }) => name);

describe('2.6a: a PUT without a condition that has waited', () => {
  it('does not make a patient again whom a colleague has deleted', async () => {
    const open = await clinic();
    await renamesOffline(open, () => open.api.rows.shift());
    expect([ends(open), names(open)]).toEqual([['RECORD_GONE'], ['Ana']]);
    expect(open.browser.server.sent('PUT')).toEqual([]);
    expect(open.client.resource(PATIENTS).getRows()).toMatchObject([{ name: 'Ana' }]);
  });

  it('keeps what a colleague has changed meanwhile', async () => {
    const open = await clinic();
    await renamesOffline(open, () =>
      Object.assign(open.api.rows[0] ?? {}, { allergies: 'penicillin, nuts' }),
    );
    expect(ends(open)).toEqual(['synced']);
    expect(open.api.rows[0]).toEqual({ id: 101, name: 'Zoé', allergies: 'penicillin, nuts' });
  });

  it.each(['lost', 'reset'] as const)(
    'undoes nothing of a colleague when its first request was %s',
    async (fate) => {
      const open = await clinic();
      let attempts = 0;
      open.browser.server.on(`PUT ${PATIENTS}/101`, ({ body }) => {
        attempts += 1;
        if (attempts > 1 || fate === 'reset') open.api.rows[0] = body as AnyRecord;
        return attempts > 1 ? { status: 200, body } : 'network-error';
      });
      open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
      await open.page.advance(1_000);
      Object.assign(open.api.rows[0] ?? {}, { allergies: 'penicillin, nuts' });
      await open.page.advance(10 * MINUTE);
      expect(ends(open)).toEqual(['synced']);
      expect(attempts).toBe(fate === 'reset' ? 1 : 2);
      expect(open.api.rows[0]).toEqual({ id: 101, name: 'Zoé', allergies: 'penicillin, nuts' });
    },
  );

  it('is sent after the patient is there again, when a person retries', async () => {
    const open = await clinic();
    await renamesOffline(open, () => open.api.rows.shift());
    open.api.rows.push(ZOE);
    const [entry] = open.client.queue.getAll();
    await Promise.all([open.client.queue.retry(entry?.id ?? ''), open.page.advance(MINUTE)]);
    expect([ends(open), names(open)]).toEqual([['synced'], ['Ana', 'Zoé']]);
  });

  it('costs one read for each record, however many edits of it there are', async () => {
    const open = await clinic();
    open.page.goOnline(false);
    const calls = open.client.mutations(PATIENTS);
    for (const name of ['a', 'b', 'c']) calls.update(101, { name });
    calls.update(102, { name: 'd' });
    open.page.goOnline(true);
    await open.page.advance(MINUTE);
    expect(ends(open)).toEqual(['synced', 'synced', 'synced', 'synced']);
    expect(open.browser.server.sent('GET').map(({ url }) => url)).toEqual([
      expect.stringMatching(/patients\?|patients$/),
      expect.stringMatching(/patients\/101$/),
      expect.stringMatching(/patients\/102$/),
    ]);
  });

  it('costs none where it goes out at once', async () => {
    const open = await clinic();
    open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await open.page.advance(MINUTE);
    expect(open.browser.server.sent('GET')).toHaveLength(1);
  });

  it('is not sent after a reload either', async () => {
    const open = await clinic();
    open.page.goOnline(false);
    open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await open.page.advance(1_000);
    open.page.end();
    open.api.rows.shift();
    const next = openPage(open.browser);
    next.client.queue.configure({ endpoints: { [PATIENTS]: { method: 'PUT' } } });
    expect(ends(next)).toEqual(['pending']);
    await next.page.advance(MINUTE);
    expect([ends(next), names(open)]).toEqual([['RECORD_GONE'], ['Ana']]);
  });

  const NO_ROUTE: [string, ScriptedAnswer][] = [
    ['404', { status: 404, body: { message: 'no such route' } }],
    ['a page with 404', { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['405', { status: 405 }],
  ];

  it.each(NO_ROUTE)('is decided by the list where no record can be read: %s', async (_, answer) => {
    for (const isThere of [true, false]) {
      const open = await clinic();
      for (const id of [101, 102]) open.browser.server.on(`GET ${PATIENTS}/${id}`, answer);
      await renamesOffline(open, () => void (isThere || open.api.rows.shift()));
      expect(ends(open)).toEqual([isThere ? 'synced' : 'RECORD_GONE']);
    }
  });

  it.each([403, 404, 405, 500])('is sent where nothing can be read: %i', async (status) => {
    const open = await clinic();
    for (const path of ['', '/101', '/102'])
      open.browser.server.on(`GET ${PATIENTS}${path}`, { status, body: { message: 'no' } });
    await renamesOffline(open, () => undefined);
    expect([ends(open), names(open)]).toEqual([['synced'], ['Zoé', 'Ana']]);
  });
});
