import { expect } from '@playwright/test';
import type { ContextName } from '../page/contexts/index.ts';
import type { Stage } from '../support/stage.ts';
import { anna, expectAllSynced } from './expectations.ts';

/** A context that drives its rows rightly, and the panel that the tests work with. */
export interface Driven {
  title: string;
  panel: string;
  /** A panel that shows the same rows. */
  twin?: string;
}

export const driven: Partial<Record<ContextName, Driven>> = {
  own: { title: 'createSyncContext', panel: 'patients' },
  plain: { title: 'plain context with a setter', panel: 'patients' },
  memoised: { title: 'memoised context with useSyncedRows', panel: 'patients' },
  form_b: { title: 'operations of the hook as methods', panel: 'patients', twin: 'form' },
  unmounting: { title: 'context that comes and goes', panel: 'patients' },
  query: { title: 'TanStack Query with a stored cache', panel: 'patients' },
  rtk_query: { title: 'RTK Query', panel: 'patients' },
  swr: { title: 'SWR', panel: 'patients' },
  zustand: { title: 'Zustand with a stored list', panel: 'patients' },
  react_router: { title: 'react-router with a loader', panel: 'patients' },
};

export const named = async (stage: Stage, panel: string, lastName: string) =>
  (await stage.rows(panel)).filter((row) => row['last_name'] === lastName);

export const expectRows = (stage: Stage, panel: string, count: number) =>
  expect.poll(async () => (await stage.rows(panel)).length).toBe(count);

/** A create, an edit and a delete that wait are shown after a reload. @returns expects them sent */
export async function workAndReload(stage: Stage, panel: string): Promise<() => Promise<void>> {
  await stage.create(panel, { ...anna, last_name: 'Waiting' });
  await stage.mutate(panel, 'p2', { phone: '22' });
  await stage.remove(panel, 'p3');
  await stage.reload();
  const names = async () => (await stage.rows(panel)).map((row) => row['last_name']).sort();
  const expected = ['Seed 1', 'Seed 2', 'Waiting'];
  await expect.poll(names).toEqual(expected);
  return async () => {
    await expect.poll(() => stage.pending(), { timeout: 300_000 }).toBe(0);
    await expectAllSynced(stage);
    expect(await stage.stored('Waiting')).toHaveLength(1);
    expect(await stage.stored('Seed 2')).toEqual([expect.objectContaining({ phone: '22' })]);
    expect(await stage.stored('Seed 3')).toEqual([]);
    await expect.poll(names).toEqual(expected);
  };
}
