import { describe, expect, it } from 'vitest';
import { directus } from '../../../../web/docs/code/apis/directus.js';
import { isNothing } from '../../../../web/src/host/http/envelope.js';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

const ends = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().map(({ status, error }) => error?.code ?? status);

/** A colleague has deleted Zoe (101); the API answers all that is about her with 200. */
async function withoutHer(edit: unknown, read: unknown): Promise<KeylessClinic> {
  const open = keylessClinic();
  open.api.add({ name: 'Zoe' });
  open.api.add({ name: 'Ana' });
  await readList(open);
  open.api.rows.shift();
  open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 200, body: edit });
  open.browser.server.on(`GET ${PATIENTS}/101`, { status: 200, body: read });
  return open;
}

describe('2.2, 4: a read that shows nothing says that the record is gone, as a 404 does', () => {
  it.each<[unknown, unknown]>([
    [[], []],
    [{ data: null }, { data: null }],
    ['null', 'null'],
    [{ columns: [], rows: [], rowsAffected: 0, lastInsertRowid: '12' }, []],
    [{ command: 'UPDATE', rowCount: 0, oid: null, rows: [], fields: [] }, { value: [] }],
    [{ affected: 0, raw: [], generatedMaps: [] }, null],
    [{ count: 0 }, { patient: null }],
    [[0], []],
  ])('an edit answered %j is refused where a read gives %j', async (edit, read) => {
    const open = await withoutHer(edit, read);
    open.client
      .mutations(PATIENTS)
      .update(101, { name: 'Zoé' })
      .synced.catch(() => undefined);
    await open.page.advance(5 * MINUTE);
    expect(ends(open)).toEqual(['NOT_CHANGED']);
    expect(open.client.resource(PATIENTS).getRows()).toEqual([{ id: 102, name: 'Ana' }]);
    expect(open.browser.server.sent('PATCH')).toHaveLength(1);
  });

  it('an edit is not refused where other records are read so, too: then there is no such route', async () => {
    const open = await withoutHer([], []);
    open.api.rows.unshift({ id: 101, name: 'Zoe' });
    open.browser.server.on(`GET ${PATIENTS}/102`, { status: 200, body: [] });
    open.client
      .mutations(PATIENTS)
      .update(101, { name: 'Zoé' })
      .synced.catch(() => undefined);
    await open.page.advance(5 * MINUTE);
    await Promise.all([open.client.queue.discardAll(), open.page.advance(MINUTE)]);
    expect(open.client.resource(PATIENTS).getRows()).toMatchObject([{ id: 101 }, { id: 102 }]);
  });

  it.each([{}, { ok: true }, { message: 'hello' }, { id: null, name: 'Zoe' }, [{}], 0, ''])(
    '%j is not nothing',
    (body) => expect(isNothing(body)).toBe(false),
  );
});

describe('4: Directus, as its recipe has it', () => {
  it('refuses an edit of what is gone, which it answers with 204, and confirms any other', async () => {
    const open = keylessClinic(directus.endpoints['/items/patients']);
    const error = { message: 'You have no permission.', extensions: { code: 'FORBIDDEN' } };
    open.api.add({ name: 'Zoe' });
    open.api.add({ name: 'Ana' });
    await readList(open);
    open.browser.server.on(`PATCH ${PATIENTS}/101`, { status: 204 });
    open.browser.server.on(`GET ${PATIENTS}/101`, { status: 403, body: { errors: [error] } });
    const calls = open.client.mutations(PATIENTS);
    calls.update(101, { name: 'Zoé' }).synced.catch(() => undefined);
    calls.update(102, { name: 'Anna' });
    await open.page.advance(5 * MINUTE);
    expect(ends(open)).toEqual(['HTTP_204', 'synced']);
    expect(open.client.resource(PATIENTS).getRows()).toMatchObject([
      { id: 101, name: 'Zoe' },
      { name: 'Anna' },
    ]);
  });
});
