import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ViewText } from 'synchrone-module';
import { PendingViews } from '../../../../web/src/client/views/pending_views.js';

const PATIENTS = '/api/v1/patients';

const created = (count: number): PendingViews => {
  const views = new PendingViews();
  for (let n = 0; n < count; n += 1) views.applyLocal(`temp-${n}`, 'create', { n }, null);
  return views;
};

const answer = (n: number, syncState: ViewText['syncState']): ViewText => ({
  resource: PATIENTS,
  entity: `p${n}`,
  previousEntity: `temp-${n}`,
  state: 'present',
  record: { id: `p${n}`, n },
  syncState,
});

afterEach(() => void vi.restoreAllMocks());

describe('PendingViews', () => {
  it('confirms creates without a look at all that waits', () => {
    const many = 1000;
    const views = created(many);
    const set = vi.spyOn(Map.prototype, 'set');
    for (let n = 0; n < many; n += 1) views.applyText(answer(n, 'synced'));
    expect(set.mock.calls.length).toBeLessThan(10 * many);
    expect(views.isEmpty).toBe(true);
    expect(views.ids.canonical('temp-7')).toBe('p7');
  });

  it('keeps the place of a record whose id changes while more is queued', () => {
    const views = created(3);
    views.applyText(answer(1, 'pending'));
    expect([...views.entries()].map(([id]) => id)).toEqual(['temp-0', 'p1', 'temp-2']);
  });
});
