import { describe, expect, it } from 'vitest';
import type { AnyRecord, EndpointOptions } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';
import type { ScriptedAnswer } from '../../support/scripted_server.js';

const MINUTE = 60_000;
const ZOE = { id: 101, name: 'Zoe' };
const ANA = { id: 102, name: 'Ana' };

const ends = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().map(({ status, kind, error }) => error?.code ?? kind ?? status);
const shown = ({ client }: KeylessClinic): readonly AnyRecord[] =>
  client.resource(PATIENTS).getRows();

/** An API that lists, changes and deletes patients, and has no way to read one. */
async function clinic(
  noRoute: ScriptedAnswer = { status: 404, body: 'Cannot GET' },
  options: EndpointOptions = {},
) {
  const open = keylessClinic(options);
  open.api.add({ name: ZOE.name });
  open.api.add({ name: ANA.name });
  await readList(open);
  for (const id of [101, 102]) open.browser.server.on(`GET ${PATIENTS}/${id}`, noRoute);
  return open;
}

async function deletes(open: KeylessClinic, answer: ScriptedAnswer): Promise<void> {
  open.browser.server.on(`DELETE ${PATIENTS}/102`, answer);
  const { synced } = open.client.mutations(PATIENTS).delete(102);
  synced.catch(() => undefined);
  await open.page.advance(MINUTE);
}

async function renames(open: KeylessClinic, answer: ScriptedAnswer): Promise<void> {
  open.browser.server.on(`PATCH ${PATIENTS}/101`, answer);
  const { synced } = open.client.mutations(PATIENTS).update(101, { name: 'Zoé' });
  synced.catch(() => undefined);
  await open.page.advance(MINUTE);
}

const REFUSALS: [string, ScriptedAnswer, string][] = [
  ['409', { status: 409, body: { message: 'has appointments' } }, 'HTTP_409'],
  ['no row', { status: 200, body: { affectedRows: 0 } }, 'NOT_CHANGED'],
  ['words', { status: 200, body: { message: 'has appointments' } }, 'OUTCOME_UNKNOWN'],
];

describe('2.2, 2.6, 4: a record of an API that cannot be read by itself', () => {
  it.each(REFUSALS)('is not deleted where the list still shows it: %s', async (_, answer, code) => {
    const open = await clinic();
    await deletes(open, answer);
    expect(ends(open)).toEqual([code]);
    await Promise.all([open.client.queue.discardAll(), open.page.advance(MINUTE)]);
    expect(shown(open)).toEqual([ZOE, ANA]);
  });

  it.each([405, 501])('is not deleted where a read of it answers %i', async (status) => {
    const open = await clinic({ status });
    await deletes(open, { status: 200, body: { affectedRows: 0 } });
    expect(ends(open)).toEqual(['NOT_CHANGED']);
    expect(shown(open)).toEqual([ZOE, ANA]);
  });

  it('is deleted where the list does not show it any more', async () => {
    const open = await clinic();
    await deletes(open, () => {
      open.api.rows.pop();
      return { status: 200, body: { message: 'see you' } };
    });
    expect([ends(open), shown(open)]).toEqual([['synced'], [ZOE]]);
  });

  it.each(REFUSALS)('stays in the list after a refused edit: %s', async (_, answer, code) => {
    const open = await clinic();
    await renames(open, answer);
    expect(ends(open)).toEqual([code]);
    await Promise.all([open.client.queue.discardAll(), open.page.advance(MINUTE)]);
    expect(shown(open)).toEqual([ZOE, ANA]);
  });

  it('is edited by PUT where there is no PATCH either, with its whole record', async () => {
    const open = await clinic();
    open.api.rows.splice(0, 1, { ...ZOE, allergies: 'penicillin' });
    open.browser.server.on(`PUT ${PATIENTS}/101`, ({ body }) => {
      open.api.rows.splice(0, 1, body as AnyRecord);
      return { status: 200, body };
    });
    await renames(open, { status: 404, body: 'Cannot PATCH' });
    expect(open.api.rows[0]).toEqual({ id: 101, name: 'Zoé', allergies: 'penicillin' });
    expect([ends(open), shown(open)]).toEqual([['synced'], open.api.rows]);
  });

  it('is asked for by itself where another one can be read: it is gone', async () => {
    const open = await clinic();
    open.browser.server.on(`GET ${PATIENTS}/102`, { status: 200, body: ANA });
    await renames(open, { status: 404, body: 'no such patient' });
    expect(ends(open)).toEqual(['HTTP_404']);
    expect(shown(open)).toEqual([ANA]);
    expect(open.browser.server.sent('PUT')).toEqual([]);
  });

  it('is gone where the list cannot be read', async () => {
    const open = await clinic();
    open.browser.server.on(`GET ${PATIENTS}`, { status: 403 });
    await renames(open, { status: 404, body: 'no such patient' });
    expect([ends(open), shown(open)]).toEqual([['HTTP_404'], [ANA]]);
  });

  it('is gone where the list is a copy from a cache', async () => {
    const open = await clinic();
    const age = { age: '60' };
    const body = [ZOE, ANA];
    open.browser.server.on(`GET ${PATIENTS}`, { status: 200, body, headers: age });
    await renames(open, { status: 404, body: 'no such patient' });
    expect([ends(open), shown(open)]).toEqual([['HTTP_404'], [ANA]]);
  });
});

describe('3.12a: a create under our own id whose answer is lost, of such an API', () => {
  const EVA = { id: '11111111-1111-4111-8111-111111111111', name: 'Eva' };
  const cases = [404, 405].flatMap((status) =>
    [true, false].map((isMade): [number, boolean] => [status, isMade]),
  );

  it.each(cases)('is found in the list, or made: %i, made before: %s', async (status, isMade) => {
    const open = await clinic({ status, body: 'Cannot GET' }, { clientIds: true });
    const { api, browser, client, page } = open;
    browser.server.on(`GET ${PATIENTS}/${EVA.id}`, { status, body: 'Cannot GET' });
    const makes: ScriptedAnswer = ({ body }) => {
      if (api.rows.some(({ id }) => id === EVA.id)) return { status: 409 };
      api.rows.push(body as AnyRecord);
      return { status: 201, body };
    };
    browser.server.on(`POST ${PATIENTS}`, () => 'network-error', makes);
    if (isMade) api.rows.push(EVA);
    client.mutations(PATIENTS).create(EVA);
    await page.advance(MINUTE);
    expect([ends(open), shown(open)]).toEqual([['synced'], [ZOE, ANA, EVA]]);
    expect(browser.server.sent('POST')).toHaveLength(isMade ? 1 : 2);
    expect(api.rows).toEqual([ZOE, ANA, EVA]);
  });
});
