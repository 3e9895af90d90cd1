import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

const asked = ({ page }: OpenPage): unknown[] =>
  page.dispatched.filter(({ name }) => name === 'mutation:error');

describe('3.12: an edit whose request never arrived, to an API that ignores keys', () => {
  it.each<[AnyRecord, AnyRecord]>([
    [{ allergies: 'penicillin' }, { allergies: null }],
    [{ allergies: 'penicillin' }, { allergies: '' }],
    [
      { allergies: 'penicillin', status: 'active' },
      { status: 'active', allergies: null },
    ],
    [{ last_name: 'MARTIN' }, { last_name: 'Martin' }],
    [{ notes: 'a  b' }, { notes: 'a b' }],
    [{ notes: 'INR <2 stop> now' }, { notes: 'INR  now' }],
    [{ code: '7' }, { code: '007' }],
    [{ file: '9007199254740992' }, { file: '9007199254740993' }],
    [{ doses: { a: 1, b: 2 } }, { doses: { a: 1 } }],
    [{ at: '2024-05-01T10:00:00.000Z' }, { at: '2024-05-01T10:00:00.500Z' }],
    [{ at: '2024-05-01T10:00:00Z' }, { at: '2024-05-01' }],
    [{ smoker: 1 }, { smoker: true }],
    [{ patient: '/api/patients/5' }, { patient: '5' }],
    [{ created_by: 'a' }, { created_by: 'b' }],
  ])('is sent again: %j to %j', async (before, changes) => {
    const open = keylessClinic();
    const { id } = open.api.add(before);
    await readList(open);
    open.api.fate = once('PATCH', 'lost');
    open.client.mutations(PATIENTS).update(id as number, changes);
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([{ id, ...before, ...changes }]);
    expect(asked(open)).toEqual([]);
  });

  it.each([
    ['O+', 'A+', 'AB+'],
    ['Spain', 'Portugal', 'PO'],
  ])("takes no colleague's value for it: %s to %s, and %s", async (before, sent, theirs) => {
    const open = keylessClinic();
    const row = open.api.add({ group: before });
    await readList(open);
    open.api.fate = once('PATCH', 'lost');
    open.client.mutations(PATIENTS).update(row['id'] as number, { group: sent });
    row['group'] = theirs;
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows[0]).toMatchObject({ group: sent });
  });
});

describe('3.12: a delete whose answer was lost, and that is refused when it is sent again', () => {
  const REFUSALS: { status: number; body: unknown }[] = [
    { status: 403, body: { errors: [{ message: 'You may not access this.' }] } },
    { status: 200, body: { ok: false, error: 'patient_not_found' } },
    { status: 400, body: { message: 'Invalid id' } },
  ];

  /** Zoe (101) and Ben (102), who is deleted. */
  async function refused(answer: (typeof REFUSALS)[number], isGone: boolean) {
    const open = keylessClinic();
    const { api, browser, client, page } = open;
    api.add({ name: 'Zoe' });
    api.add({ name: 'Ben' });
    await readList(open);
    browser.server.on(
      `DELETE ${PATIENTS}/102`,
      () => {
        if (isGone) api.rows.pop();
        return 'network-error';
      },
      answer,
    );
    // Without a record such APIs answer a read as they answer a delete.
    if (isGone) browser.server.on(`GET ${PATIENTS}/102`, answer);
    client
      .mutations(PATIENTS)
      .delete(102)
      .synced.catch(() => undefined);
    await page.advance(5 * MINUTE);
    const shown = [...client.resource(PATIENTS).getRows()].map((row) => (row as AnyRecord)['id']);
    return { states: client.queue.getAll().map(({ status }) => status), shown };
  }

  it.each(REFUSALS)('is done where the list shows that the record is gone: %j', async (answer) => {
    expect(await refused(answer, true)).toEqual({ states: ['synced'], shown: [101] });
  });

  it.each(REFUSALS)('is refused where the record is still there: %j', async (answer) => {
    expect(await refused(answer, false)).toEqual({ states: ['error'], shown: [101, 102] });
  });
});

describe('3.12: a delete with a version whose request never arrived', () => {
  it('is sent again, whatever toServer makes of nothing', async () => {
    const toServer = ({ phone, ...others }: AnyRecord): AnyRecord => ({
      ...others,
      phone: (phone as string).trim(),
    });
    const open = keylessClinic({ toServer });
    const { id } = open.api.add({ phone: '5', version: 1 });
    await readList(open);
    open.api.fate = once('DELETE', 'lost');
    open.client.mutations(PATIENTS).delete(id as number);
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([]);
    expect(asked(open)).toEqual([]);
  });
});
