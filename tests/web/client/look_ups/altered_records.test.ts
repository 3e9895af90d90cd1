import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS } from '../../support/open_page.js';
import { refusal } from '../../support/scripted_server.js';

const MINUTE = 60_000;

const states = ({ client }: OpenPage): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);

const VISIT = { patient_id: 'p1', date: '2024-11-10', time: '09:00', status: 'booked' };
const ANA = { name: 'Ana', born: '1990-01-05' };

/** What was sent, and what an API made of it, which cannot be foreseen. */
const rewritten: [string, AnyRecord, AnyRecord][] = [
  ['a country', { name: 'Ana', country: 'Suisse' }, { country: 'CH' }],
  ['a status', VISIT, { status: 'pending_review' }],
  ['a secret', { name: 'Ana', pin: '1234' }, { pin: '$2b$10$abcdefgh' }],
  ['a length', { name: 'Ana', duration: 30 }, { duration: '00:30:00' }],
  ['a dose', { name: 'Ana', dose: 1200 }, { dose: 1000 }],
  ['a word', { name: 'Ana', gender: 'homme' }, { gender: 'M' }],
  ['a list', { name: 'Ana', tags: ['a', 'a', 'b'] }, { tags: ['a', 'b'] }],
  ['a name', { name: 'Noël Aÿ', ssn: '290017512345678', city: 'Bern' }, { name: 'NOEL AIJ' }],
  ['a phone', { ...ANA, phone: '0612345678' }, { phone: '0698765432' }],
  ['a reference', { ...ANA, doctor: 'dr-noor' }, { doctor: '/api/staff/5' }],
];

describe('3.12a: a record that was changed on the way or since', () => {
  it.each(rewritten)('is asked about, not doubled: %s', async (_, sent, changes) => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe', born: '1950-02-02', city: 'Lyon' });
    await readList(open);
    open.api.stored = (record) => ({ ...record, ...changes });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create(sent);
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['uncertain']);
  });

  it.each(rewritten)(
    'is asked about in a list that was never read: %s',
    async (_, sent, changes) => {
      const open = keylessClinic();
      for (let n = 0; n < 60; n += 1)
        open.api.add({
          name: `Patient ${n}`,
          born: `19${10 + n}-03-0${1 + (n % 9)}`,
          city: 'Lyon',
        });
      open.api.stored = (record) => ({ ...record, ...changes });
      open.api.fate = once('POST', 'reset');
      open.client.mutations(PATIENTS).create(sent);
      await open.page.advance(5 * MINUTE);
      expect(open.api.posts).toBe(1);
      expect(states(open)).toEqual(['uncertain']);
    },
  );

  it('is not refused by the key that it holds itself', async () => {
    const open = keylessClinic();
    await readList(open);
    open.browser.server.on(
      `POST ${PATIENTS}`,
      ({ body }) => {
        open.api.add({ ...(body as AnyRecord), country: 'CH' });
        return 'network-error';
      },
      refusal(409, 'TAKEN', 'SSN already exists'),
    );
    open.client.mutations(PATIENTS).create({ name: 'Ana', ssn: '290', country: 'Suisse' });
    await open.page.advance(5 * MINUTE);
    expect(states(open)).toEqual(['uncertain']);
  });

  it('is asked about by the application’s names of its fields', async () => {
    const open = keylessClinic({
      fromServer: ({ id, nom, pays }: AnyRecord) => ({ id, name: nom, country: pays }),
    });
    for (let n = 0; n < 30; n += 1) open.api.add({ nom: `Patient ${n}`, pays: 'CH' });
    open.api.stored = ({ name }) => ({ nom: name, pays: 'CH' });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana', country: 'Suisse' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['uncertain']);
  });
});

/** A clinic of sixty: two sexes, four cities, five doctors. */
const shared = (n: number): AnyRecord => ({
  sex: n % 2 === 0 ? 'F' : 'M',
  city: ['Lyon', 'Paris', 'Nice', 'Brest'][n % 4],
  doctor: `d${n % 5}`,
  country: 'FR',
});

describe('3.12a: a record that only shares what many share', () => {
  it.each<[string, AnyRecord, (n: number) => AnyRecord]>([
    ['a sex', { name: 'Ana', sex: 'F' }, shared],
    ['a city', { name: 'Ana', city: 'Lyon' }, shared],
    ['a doctor', { name: 'Ana', doctor: 'd0' }, shared],
    ['all of these', { name: 'Ana', ...shared(0) }, shared],
    ['these, with a birthday of its own', { ...ANA, ...shared(0) }, shared],
    [
      'a first name',
      { first_name: 'Ana', last_name: 'Costa', born: '1990-01-05', sex: 'F' },
      (n) => ({
        first_name: ['Ana', 'Zoe', 'Eva', 'Ida'][n % 4],
        last_name: `Costa-${n}`,
        born: `19${10 + n}-03-01`,
        sex: 'F',
      }),
    ],
    [
      'a patient, in other visits of theirs',
      { patient_id: 'p0', date: '2024-11-30', time: '09:15', status: 'booked' },
      (n) => ({
        patient_id: `p${n % 12}`,
        date: `2024-10-${10 + (n % 20)}`,
        time: `${10 + (n % 7)}:00`,
        status: 'booked',
      }),
    ],
  ])('is another one, without a question: %s', async (_, sent, other) => {
    const open = keylessClinic();
    for (let n = 0; n < 60; n += 1) open.api.add({ name: `Patient ${n}`, ...other(n) });
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create(sent);
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['synced']);
  });

  it('is another one where a colleague made it meanwhile', async () => {
    const open = keylessClinic();
    for (let n = 0; n < 60; n += 1) open.api.add({ name: `Patient ${n}`, ...shared(n) });
    await readList(open);
    open.api.add({ name: 'Zoe', ...shared(0) });
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana', ...shared(0) });
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['synced']);
  });
});
