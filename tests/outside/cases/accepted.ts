import { expect } from '@playwright/test';
import type { Stage } from '../support/stage.ts';
import type { Case } from './index.ts';
import {
  anna,
  expectAllSynced,
  expectOne,
  expectOthersUntouched,
  expectSeeded,
} from './expectations.ts';
import { expectLostIsFound } from './lost.ts';
import { expectRefusals } from './refused.ts';

const kThreePages = 45;

/** Opens a page that reads a list of three pages, each row once. */
async function openThreePages(stage: Stage): Promise<void> {
  await stage.open();
  await expectSeeded(stage, kThreePages);
  const names = new Set((await stage.rows('patients')).map((row) => row['last_name']));
  expect(names.size).toBe(kThreePages);
}

export const list: Case = {
  column: 'list of 3 pages',
  title: 'a list of three pages is read to its end, each row once',
  seeded: kThreePages,
  async run(stage) {
    await openThreePages(stage);
    expect(await stage.page.getByRole('alert').allInnerTexts()).toEqual([]);
  },
};

export const create: Case = {
  column: 'create',
  title: 'a new patient is made once and gets the id of the API',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    await stage.create('patients', anna);
    expect(await stage.rowOf('patients', 'Asher')).toMatchObject(anna);
    await expectAllSynced(stage);
    await expectOne(stage, anna);
    expect(stage.site.requests('POST')).toHaveLength(1);
    const resolved = expect.objectContaining({ last_name: 'Asher' });
    await expect.poll(() => stage.outcomes()).toEqual([{ call: 'create', resolved }]);
    await expectOthersUntouched(stage);
  },
};

export const edit: Case = {
  column: 'edit',
  title: 'two edits are saved, and the fields that were not edited are kept',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    const { id } = (await stage.rowOf('patients', 'Seed 2'))!;
    await stage.mutate('patients', id, { phone: '222' });
    await stage.mutate('patients', id, { first_name: 'Beate' });
    await expectAllSynced(stage);
    await expectOne(stage, { first_name: 'Beate', last_name: 'Seed 2', phone: '222' });
    // Once more, long after: with the version that the former answer gave.
    await stage.mutate('patients', id, { phone: '223' });
    await expectAllSynced(stage);
    await expectOne(stage, { first_name: 'Beate', last_name: 'Seed 2', phone: '223' });
    await expectOthersUntouched(stage, [id]);
  },
};

export const remove: Case = {
  column: 'delete',
  title: 'a deleted patient is gone on both sides, the others stay',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    const { id } = (await stage.rowOf('patients', 'Seed 2'))!;
    await stage.remove('patients', id);
    expect(await stage.rowOf('patients', 'Seed 2')).toBeUndefined();
    await expectAllSynced(stage);
    expect((await stage.api.rows('patients')).map((row) => row['last_name'])).toEqual([
      'Seed 1',
      'Seed 3',
    ]);
    expect(await stage.rows('patients')).toHaveLength(2);
    await expectOthersUntouched(stage);
  },
};

/** The cases above one after the other in one page, then a create whose answer is lost, and refusals: for `npm test`. */
export const day: Case = {
  column: 'day',
  title:
    'a list of three pages is read; patients are made, edited and deleted once, also by lost answers; refusals are told',
  seeded: kThreePages,
  async run(stage) {
    await openThreePages(stage);
    const [second, third] = [
      (await stage.rowOf('patients', 'Seed 2'))!,
      (await stage.rowOf('patients', 'Seed 3'))!,
    ];
    await stage.create('patients', anna);
    await stage.mutate('patients', second.id, { phone: '222' });
    await stage.mutate('patients', second.id, { first_name: 'Beate' });
    await stage.remove('patients', third.id);
    await expectAllSynced(stage);
    await expectOne(stage, anna);
    const resolved = expect.objectContaining({ last_name: 'Asher' });
    await expect.poll(() => stage.outcomes()).toContainEqual({ call: 'create', resolved });
    // Once more, long after: with the version that the former answer gave.
    await stage.mutate('patients', second.id, { phone: '223' });
    await expectAllSynced(stage);
    await expectOne(stage, { first_name: 'Beate', last_name: 'Seed 2', phone: '223' });
    expect(await stage.stored('Seed 3')).toEqual([]);
    expect(await stage.rows('patients')).toHaveLength(kThreePages);
    expect(await stage.page.getByRole('alert').allInnerTexts()).toEqual([]);
    await expectLostIsFound(stage);
    if (stage.known.validates) await expectRefusals(stage);
    await expectOthersUntouched(stage, [second.id]);
  },
};

export const chain: Case = {
  column: 'offline chain',
  title: 'offline: patient, appointments, edits, a delete; sent in order with the ids of the API',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    await stage.offline(true);
    const patient = await stage.create('patients', anna);
    const about = { patient_id: patient.id, date: '2026-02-01' };
    const kept = await stage.create('appointments', { ...about, note: 'kept' });
    const dropped = await stage.create('appointments', { ...about, note: 'dropped' });
    await stage.mutate('patients', patient.id, { phone: '555 02' });
    await stage.mutate('appointments', kept.id, { date: '2026-02-02' });
    await stage.remove('appointments', dropped.id);
    expect(await stage.pending()).toBeGreaterThan(0);
    await stage.offline(false);
    await expectAllSynced(stage);
    const id = await expectOne(stage, { ...anna, phone: '555 02' });
    const appointments = await stage.api.rows('appointments');
    expect(appointments).toEqual([expect.objectContaining({ note: 'kept', date: '2026-02-02' })]);
    expect(String(appointments[0]!['patient_id'])).toBe(id);
    await expectOthersUntouched(stage);
    // What was learned holds for later: the local id still names the patient.
    await stage.mutate('patients', patient.id, { phone: '555 03' });
    await expectAllSynced(stage);
    await expectOne(stage, { ...anna, phone: '555 03' });
  },
};
