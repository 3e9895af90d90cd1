import { describe, expect, it } from 'vitest';
import { recordIn } from '../../../web/src/host/http/body_transform.js';
import type { EndpointOptions } from '../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, readList } from '../support/keyless_clinic.js';
import { PATIENTS } from '../support/open_page.js';

const MINUTE = 60_000;

const ends = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().map(({ status, error }) => error?.code ?? status);
const shown = ({ client }: KeylessClinic): unknown[] => [...client.resource(PATIENTS).getRows()];

/** Zoe (101) is edited or deleted, or Ana is created; the API says that, and does it or not. */
async function answered(
  kind: 'update' | 'delete' | 'create',
  body: unknown,
  isDone: boolean,
  options: EndpointOptions = {},
): Promise<KeylessClinic> {
  const open = keylessClinic(options);
  open.api.add({ name: 'Zoe' });
  await readList(open);
  const { api, browser, client } = open;
  const carry = {
    update: () => Object.assign(api.rows[0] ?? {}, { name: 'Zoé' }),
    delete: () => api.rows.shift(),
    create: () => api.add({ name: 'Ana' }),
  };
  const method = { update: 'PATCH', delete: 'DELETE', create: 'POST' }[kind];
  browser.server.on(`${method} ${PATIENTS}${kind === 'create' ? '' : '/101'}`, () => {
    if (isDone) carry[kind]();
    return { status: 200, body };
  });
  const calls = client.mutations(PATIENTS);
  const made = {
    update: () => calls.update(101, { name: 'Zoé' }),
    delete: () => calls.delete(101),
    create: () => calls.create({ name: 'Ana' }),
  };
  made[kind]().synced.catch(() => undefined);
  await open.page.advance(MINUTE);
  return open;
}

describe('4: an error beside the id in one object', () => {
  const torn = { id: 101, error: 'locked by Dr. Ana' };

  it.each([true, false])('of an edit is decided by the record: %s', async (isDone) => {
    const open = await answered('update', torn, isDone);
    expect(ends(open)).toEqual([isDone ? 'synced' : 'OUTCOME_UNKNOWN']);
    expect(shown(open)).toEqual([{ id: 101, name: 'Zoé' }]);
  });

  it.each([true, false])('of a delete is decided by the record: %s', async (isDone) => {
    const open = await answered('delete', torn, isDone);
    expect(ends(open)).toEqual([isDone ? 'synced' : 'OUTCOME_UNKNOWN']);
  });

  it('of a create does not make the record another one', async () => {
    const open = await answered('create', torn, false);
    expect(ends(open)).toEqual(['OUTCOME_UNKNOWN']);
    expect(shown(open)).toMatchObject([{ id: 101, name: 'Zoe' }, { name: 'Ana' }]);
  });

  it('is a member of the record where it shows what was sent', async () => {
    const record = { id: 101, name: 'Zoé', error: 'haemolysed' };
    const open = await answered('update', record, true);
    expect([ends(open), shown(open)]).toEqual([['synced'], [record]]);
    expect(open.browser.server.sent('GET')).toHaveLength(1);
  });
});

describe('4: an id, and a flag that says no, in place of the record', () => {
  const DENIED = [
    { id: 101, valid: false },
    { valid: false, id: 101, message: 'Name is taken' },
    { ok: false, id: 101 },
    { data: { id: 101, saved: false } },
  ];

  it.each(DENIED)('of an edit is decided by the record: %j', async (body) => {
    expect(ends(await answered('update', body, true))).toEqual(['synced']);
    const open = await answered('update', body, false);
    expect([ends(open), shown(open)]).toEqual([['OUTCOME_UNKNOWN'], [{ id: 101, name: 'Zoé' }]]);
  });

  it.each(DENIED)('of a create is looked up: %j', async (body) => {
    const open = await answered('create', body, true);
    expect([ends(open), shown(open)]).toEqual([['synced'], open.api.rows]);
    expect(ends(await answered('create', body, false))).toEqual(['OUTCOME_UNKNOWN']);
  });

  it.each([
    { id: 101, name: 'Zoé', valid: false },
    { id: 101, hasError: false },
    { success: true, data: { id: 101, valid: false } },
    { id: 101, birth_date: '1990-01-01', valid: false },
  ])('is the record where it shows one, or says no error: %j', async (body) => {
    const open = await answered('update', body, true);
    expect(ends(open)).toEqual(['synced']);
    expect(open.browser.server.sent('GET')).toHaveLength(1);
  });
});

describe('4: an answer of which no member holds anything', () => {
  const NOTHING = [{ d: null }, { patient: null, errors: [] }, { result: null, meta: {} }];

  it.each(NOTHING)('to an edit is decided by the record: %j', async (body) => {
    const open = await answered('update', body, true);
    expect([ends(open), shown(open)]).toEqual([['synced'], [{ id: 101, name: 'Zoé' }]]);
    expect(ends(await answered('update', body, false))).toEqual(['NOT_CHANGED']);
  });

  it.each([...NOTHING, { data: {} }, {}])('is not a record that is read: %j', (body) => {
    expect(recordIn(body, {}, { resource: PATIENTS, id: '101' })).toBeUndefined();
  });
});

describe('4: a result for each of one', () => {
  const refused = [{ success: false, errors: [{ statusCode: 'LOCKED', message: 'locked' }] }];

  it.each(['update', 'delete', 'create'] as const)('is a refusal: %s', async (kind) => {
    const open = await answered(kind, refused, false);
    expect(ends(open)).toEqual(['HTTP_200']);
    expect(open.client.queue.getAll()[0]?.error?.message).toMatch(/locked/);
    expect(shown(open)).toEqual([{ id: 101, name: 'Zoe' }]);
  });

  it('is the id of what was made, and no member of it', async () => {
    const open = await answered('create', [{ id: 102, success: true, errors: [] }], true);
    expect(ends(open)).toEqual(['synced']);
    expect(shown(open)).toEqual([
      { id: 101, name: 'Zoe' },
      { id: 102, name: 'Ana' },
    ]);
  });
});

describe('4: what a database counts', () => {
  it.each([
    { matchedCount: 1, modifiedCount: 0, acknowledged: true, upsertedId: null, upsertedCount: 0 },
    { n: 1, nModified: 0, ok: 1 },
  ])('that has found a row and changed none: %j', async (body) => {
    const open = await answered('update', body, false);
    expect([ends(open), shown(open)]).toEqual([['NOT_CHANGED'], [{ id: 101, name: 'Zoe' }]]);
  });

  it.each([
    { matchedCount: 1, modifiedCount: 1, acknowledged: true, upsertedId: null, upsertedCount: 0 },
    { n: 1, nModified: 1, ok: 1 },
  ])('is not a member of the record: %j', async (body) => {
    const open = await answered('update', body, true);
    expect([ends(open), shown(open)]).toEqual([['synced'], [{ id: 101, name: 'Zoé' }]]);
  });
});

describe('4: a list in which there is no record', () => {
  const LISTS: unknown[] = [[], { data: [] }, { success: true, data: [] }, [null], [{}], [[]], [7]];
  const posts = ({ browser }: KeylessClinic): number => browser.server.sent('POST').length;

  it.each(LISTS)('answers a create that was made: it is found in the list: %j', async (body) => {
    const open = await answered('create', body, true);
    expect([ends(open), posts(open)]).toEqual([['synced'], 1]);
    expect(shown(open)).toEqual(open.api.rows);
  });

  it.each(LISTS)(
    'answers a create that was not made: a person is asked, nothing sent: %j',
    async (body) => {
      const open = await answered('create', body, false);
      expect([ends(open), posts(open)]).toEqual([['OUTCOME_UNKNOWN'], 1]);
      expect(shown(open)).toMatchObject([{ id: 101, name: 'Zoe' }, { name: 'Ana' }]);
    },
  );

  it('answers a create under our own id that was not made: a person is asked', async () => {
    const open = await answered('create', [], false, { clientIds: true });
    expect([ends(open), posts(open)]).toEqual([['OUTCOME_UNKNOWN'], 1]);
  });

  it.each(['update', 'delete'] as const)('answers an %s: the record is read', async (kind) => {
    for (const body of [[], [null], [{}]]) {
      expect(ends(await answered(kind, body, true))).toEqual(['synced']);
      expect(ends(await answered(kind, body, false))).toEqual(['NOT_CHANGED']);
    }
  });
});

describe('3.12a: a create whose answer shows no record, where the application verifies', () => {
  const made = { id: 7, name: 'Ana' };

  it.each<[string, EndpointOptions['verify'], unknown]>([
    ['the record', () => ({ applied: made }), 'synced'],
    ['that it was made', () => 'applied', 'synced'],
    ['that it was not', () => 'absent', 'OUTCOME_UNKNOWN'],
    ['nothing, and throws', () => JSON.parse('{') as 'unknown', 'synced'],
  ])('its word counts: %s', async (_, verify, end) => {
    const open = await answered('create', {}, false, verify ? { verify } : {});
    expect(ends(open)).toEqual([end]);
  });
});
