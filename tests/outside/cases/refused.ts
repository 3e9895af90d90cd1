import { expect } from '@playwright/test';
import { kBadPhone, kStillNeeded } from '../servers/scripted.ts';
import type { Stage } from '../support/stage.ts';
import type { Case } from './index.ts';
import { anna, expectAllSynced, expectOthersUntouched, expectSeeded } from './expectations.ts';

export const refusal: Case = {
  column: 'refusal',
  title: 'a refusal takes the row back, keeps the change, and says what the API said',
  applies: ({ validates }) => validates,
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    await expectRefusals(stage);
    await expectOthersUntouched(stage);
  },
};

/** A create and an edit are refused, on a page that shows "Seed 1" and on which nothing waits. */
export async function expectRefusals(stage: Stage): Promise<void> {
  const before = (await stage.outcomes()).length;
  await stage.create('patients', { ...anna, last_name: 'Refused', phone: 'none' });
  await expect.poll(() => stage.outcomes()).toHaveLength(before + 1);
  expect((await stage.outcomes())[before]?.message).toContain(kBadPhone);
  expect(await stage.rowOf('patients', 'Refused')).toBeUndefined();
  expect(await stage.stored('Refused')).toEqual([]);
  expect(await stage.parked()).toEqual([
    expect.objectContaining({ type: 'POST', status: 'error', kind: 'refused' }),
  ]);
  await expect.poll(() => stage.text()).toContain(kBadPhone);
  // The same for an edit: the row shows again what the API has.
  const { id } = (await stage.rowOf('patients', 'Seed 1'))!;
  await stage.mutate('patients', id, { phone: 'none' });
  await expect.poll(() => stage.outcomes()).toHaveLength(before + 2);
  expect(await stage.rowOf('patients', 'Seed 1')).toMatchObject({ phone: '1' });
}

export const needed: Case = {
  column: 'refused delete',
  title: 'a refused delete brings the row back, is not a conflict, and says what the API said',
  applies: ({ protects }) => protects,
  async run(stage) {
    const [{ id } = { id: '' }] = await stage.stored('Seed 2');
    await stage.api.add('appointments', { patient_id: id, date: '2026-02-01', note: 'control' });
    await stage.open();
    await expectSeeded(stage);
    await stage.remove('patients', id);
    await expect.poll(() => stage.outcomes()).toHaveLength(1);
    expect((await stage.outcomes())[0]?.message).toContain(kStillNeeded);
    expect((await stage.parked()).map(({ kind }) => kind)).toEqual(['refused']);
    await expect.poll(() => stage.rowOf('patients', 'Seed 2')).toMatchObject({ phone: '2' });
    expect(await stage.rows('patients')).toHaveLength(3);
    await expect.poll(() => stage.text()).toContain(kStillNeeded);
    await expectOthersUntouched(stage);
  },
};

export const gone: Case = {
  column: 'edit of what is gone',
  title: 'an edit of what a colleague has deleted does not make it again',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    const { id } = (await stage.rowOf('patients', 'Seed 1'))!;
    await stage.api.remove('patients', id);
    await stage.mutate('patients', id, { phone: '111' });
    await expect.poll(() => stage.pending()).toBe(0);
    await expect
      .poll(async () => (await stage.parked()).map(({ kind }) => kind))
      .toEqual(['refused']);
    expect(await stage.stored('Seed 1')).toEqual([]);
    if (!stage.known.saysGone) {
      // The row that the change is about stays until a person has given the change up.
      await stage.page.evaluate(() => window.bench.queue.discardAll());
      await stage.readAgain('patients');
    }
    await expect.poll(() => stage.rowOf('patients', 'Seed 1')).toBeUndefined();
    await expectOthersUntouched(stage);
    return stage.known.saysGone ? undefined : 'refused; the row leaves when the change is given up';
  },
};

export const conflict: Case = {
  column: 'conflict',
  title: 'a conflict shows the version of the API; "mine" is saved over it, with its other fields',
  applies: ({ hasConflicts }) => hasConflicts,
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    const { id } = (await stage.rowOf('patients', 'Seed 1'))!;
    // The page has the version of its own last write.
    await stage.mutate('patients', id, { phone: '11' });
    await expectAllSynced(stage);
    await stage.api.change('patients', id, { first_name: 'Colleague' });
    await stage.mutate('patients', id, { phone: '12' });
    await expect
      .poll(async () => (await stage.parked()).map(({ kind }) => kind))
      .toEqual(['conflict']);
    await expect
      .poll(() => stage.rowOf('patients', 'Seed 1'))
      .toMatchObject({ first_name: 'Colleague', phone: '11' });
    const [parked] = await stage.parked();
    await stage.page.evaluate(
      (entry) => window.bench.queue.resolveConflict(entry, 'mine'),
      parked!.id,
    );
    await expectAllSynced(stage);
    expect(await stage.stored('Seed 1')).toEqual([
      expect.objectContaining({ first_name: 'Colleague', phone: '12' }),
    ]);
    await expectOthersUntouched(stage, [id]);
  },
};
