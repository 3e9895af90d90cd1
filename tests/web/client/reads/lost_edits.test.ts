import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

const asked = ({ page }: OpenPage): unknown[] =>
  page.dispatched.filter(({ name }) => name === 'mutation:error');

describe('an edit whose request never arrived, to an API that ignores keys (3.12)', () => {
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
