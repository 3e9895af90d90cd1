import { beforeEach, describe, expect, it } from 'vitest';
import { ConfirmedOverlay } from '../../../../web/src/client/resource/confirmed_overlay.js';

let now = 0;
let settled: ConfirmedOverlay;

beforeEach(() => {
  now = 1_000_000;
  settled = new ConfirmedOverlay({ now: () => now, versionField: () => 'version' });
  settled.look([]);
});

describe('2.8: an update confirmed behind the back of the owner of the rows', () => {
  const old = { id: 'p1', name: 'Martin', city: 'Lyon' };

  it('stays over the row that does not show it, also when the row is edited otherwise', () => {
    settled.confirmed('p1', 'update', { id: 'p1', name: 'Durand', city: 'Lyon' });
    expect(settled.over(old, 'p1')).toEqual({ id: 'p1', name: 'Durand', city: 'Lyon' });
    expect(settled.over({ ...old, city: 'Paris' }, 'p1')).toEqual({
      id: 'p1',
      name: 'Durand',
      city: 'Paris',
    });
  });

  it('is the same object for the same row, so that a memoised row is not rendered again', () => {
    settled.confirmed('p1', 'update', { id: 'p1', name: 'Durand' });
    expect(settled.over(old, 'p1')).toBe(settled.over(old, 'p1'));
  });

  it('ends with a row that shows it', () => {
    settled.confirmed('p1', 'update', { id: 'p1', name: 'Durand' });
    const row = { ...old, name: 'Durand' };
    expect([settled.over(old, 'p1'), settled.over(row, 'p1')]).toEqual([row, row]);
    expect(settled.isEmpty).toBe(true);
  });

  it('ends with a row that another user changed since', () => {
    settled.confirmed('p1', 'update', { id: 'p1', name: 'Durand' });
    settled.over(old, 'p1');
    const row = { ...old, name: 'Dubois' };
    expect(settled.over(row, 'p1')).toBe(row);
  });

  it('2.9: a version decides: older rows do not undo it, newer ones end it', () => {
    settled.confirmed('p1', 'update', { id: 'p1', name: 'Durand', version: 3 });
    expect(settled.over({ ...old, name: 'Dubois', version: 2 }, 'p1')).toMatchObject({
      name: 'Durand',
      version: 3,
    });
    const newer = { ...old, version: 4 };
    expect(settled.over(newer, 'p1')).toBe(newer);
    expect(settled.isEmpty).toBe(true);
  });

  it('2.9: the rows have shown it, and a read that began before does not undo it, for 30 s', () => {
    const after = { id: 'p1', name: 'Durand', version: 3 };
    settled.look([after]);
    settled.confirmed('p1', 'update', after);
    expect(settled.over(after, 'p1')).toBe(after);
    const late = { ...old, version: 2 };
    settled.look([late]);
    expect(settled.over(late, 'p1')).toMatchObject({ name: 'Durand', version: 3 });
    now += 31_000;
    settled.look([{ ...after }]);
    expect(settled.isEmpty).toBe(true);
  });

  it('keeps the id that the row has', () => {
    settled.confirmed('s1', 'update', { id: 's1', name: 'Durand' });
    expect(settled.over({ id: 'local', name: 'Martin' }, 's1')).toEqual({
      id: 'local',
      name: 'Durand',
    });
  });
});

describe('2.8: a create confirmed behind the back of the owner of the rows', () => {
  const record = { id: 's1', name: 'Dupont' };

  it('is missing until the rows have it', () => {
    settled.confirmed('s1', 'create', record);
    expect(settled.missing(new Map())).toEqual([record]);
    expect(settled.missing(new Map([['s1', 's1']]))).toEqual([]);
    expect(settled.over({ ...record }, 's1')).toEqual(record);
    expect(settled.missing(new Map())).toEqual([]);
  });

  it('stays missing while rows come and go one by one, and ends with a new read', () => {
    const [a, b] = [{ id: 'a' }, { id: 'b' }];
    settled.look([a, b]);
    settled.confirmed('s1', 'create', record);
    now += 31_000;
    settled.look([a]);
    expect(settled.missing(new Map())).toEqual([record]);
    settled.look([{ ...a }, { ...b }]);
    expect(settled.missing(new Map())).toEqual([]);
  });

  it('2.9: a read that arrives soon after may have begun before: it ends nothing', () => {
    settled.look([{ id: 'a' }]);
    settled.confirmed('s1', 'create', record);
    now += 29_000;
    settled.look([{ id: 'a' }]);
    expect(settled.missing(new Map())).toEqual([record]);
  });

  it('2.9: the rows have shown it, and a read that began before lacks it: it is missing again, for 30 s', () => {
    settled.look([record]);
    settled.confirmed('s1', 'create', record);
    settled.over(record, 's1');
    settled.look([{ id: 'a' }]);
    expect(settled.missing(new Map())).toEqual([record]);
    settled.over(record, 's1');
    now += 31_000;
    settled.look([{ id: 'a' }]);
    expect([settled.missing(new Map()), settled.isEmpty]).toEqual([[], true]);
  });

  it('the rows have shown it, and their owner takes it out: it is not missing', () => {
    const other = { id: 'a' };
    settled.look([record, other]);
    settled.confirmed('s1', 'create', record);
    settled.over(record, 's1');
    settled.look([other]);
    expect(settled.missing(new Map())).toEqual([]);
  });

  it('is still missing when it has been edited since, until the rows have it', () => {
    settled.confirmed('s1', 'create', record);
    settled.confirmed('s1', 'update', { ...record, name: 'Durand' });
    expect(settled.missing(new Map())).toEqual([{ ...record, name: 'Durand' }]);
    settled.over(record, 's1');
    settled.confirmed('s1', 'update', { ...record, name: 'Dubois' });
    expect(settled.missing(new Map())).toEqual([]);
  });

  it('an update is never missing: the list may have left it out on purpose', () => {
    settled.confirmed('p1', 'update', { id: 'p1' });
    expect(settled.missing(new Map())).toEqual([]);
  });
});

describe('2.9: a delete confirmed behind the back of the owner of the rows', () => {
  const row = { id: 'p1', name: 'Martin', version: 2 };

  it('hides the row, also when a late read brings it again', () => {
    settled.confirmed('p1', 'delete', null);
    expect([settled.over(row, 'p1'), settled.over({ ...row }, 'p1')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('shows a record that was restored: it is newer, or says something else', () => {
    settled.confirmed('p1', 'delete', null);
    settled.over(row, 'p1');
    const restored = { ...row, version: 3 };
    expect(settled.over(restored, 'p1')).toBe(restored);
    settled.confirmed('p2', 'delete', null);
    settled.over({ id: 'p2', name: 'A' }, 'p2');
    expect(settled.over({ id: 'p2', name: 'B' }, 'p2')).toEqual({ id: 'p2', name: 'B' });
  });
});

it('a row of which nothing is known passes as it is', () => {
  const row = { id: 'p9' };
  expect([settled.over(row, 'p9'), settled.isEmpty]).toEqual([row, true]);
});

it('remembers nothing while no rows are shown', () => {
  const unseen = new ConfirmedOverlay({ now: () => now, versionField: () => 'version' });
  unseen.confirmed('s1', 'create', { id: 's1' });
  expect(unseen.isEmpty).toBe(true);
});

it('a confirmation without a record says nothing about the row', () => {
  settled.confirmed('p1', 'update', null);
  expect(settled.isEmpty).toBe(true);
});
