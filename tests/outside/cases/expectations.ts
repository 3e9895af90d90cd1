import { expect } from '@playwright/test';
import type { Stage } from '../support/stage.ts';

export const anna = { first_name: 'Anna', last_name: 'Asher', phone: '555 01' };

/** Fields of a patient, found by its last name. */
type Wanted = Record<string, unknown> & { last_name: string };

/** The page has read the list. */
export async function expectSeeded(stage: Stage, count = 3): Promise<void> {
  await expect.poll(async () => (await stage.rows('patients')).length).toBe(count);
}

/** Nothing is on its way, and nothing waits for a person. */
export async function expectAllSynced(stage: Stage): Promise<void> {
  await expect.poll(() => stage.pending()).toBe(0);
  const asked = (await stage.parked()).map(({ type, kind, error }) => [type, kind, error?.message]);
  expect(asked).toEqual([]);
}

/** The API has that patient once, and the page shows it once, under the API's own id. */
export async function expectOne(stage: Stage, wanted: Wanted): Promise<string> {
  const stored = await stage.stored(wanted.last_name);
  expect(stored).toEqual([expect.objectContaining(wanted)]);
  const id = stored[0]!.id;
  const shown = async () =>
    (await stage.rows('patients')).filter((row) => row['last_name'] === wanted.last_name);
  await expect.poll(shown).toEqual([expect.objectContaining({ ...wanted, id })]);
  return id;
}

/** The other patients are as they were. */
export async function expectOthersUntouched(
  stage: Stage,
  but: readonly string[] = [],
): Promise<void> {
  for (const row of await stage.api.rows('patients')) {
    const n = /^Seed (\d+)$/.exec(String(row['last_name']))?.[1];
    if (n === undefined || but.includes(row.id)) continue;
    expect(row).toMatchObject({ first_name: `F${n}`, phone: n });
  }
}

/** One change of each kind. */
export const edits = (stage: Stage) => ({
  POST: async () => (await stage.create('patients', anna)).mutation,
  PATCH: () => stage.mutate('patients', 'p1', { phone: '11' }),
  DELETE: () => stage.remove('patients', 'p3'),
});

/** They are made, once, and nothing else. */
export async function expectAllEdits(stage: Stage): Promise<void> {
  await expectAllSynced(stage);
  await expectOne(stage, anna);
  await expectOne(stage, { last_name: 'Seed 1', first_name: 'F1', phone: '11' });
  expect(await stage.stored('Seed 3')).toEqual([]);
  await expectOthersUntouched(stage, ['p1']);
}
