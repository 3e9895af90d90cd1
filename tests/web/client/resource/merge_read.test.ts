import { describe, expect, it } from 'vitest';
import { type MergeBase, mergeRead } from '../../../../web/src/client/resource/merge_read.js';
import type { Since } from '../../../../web/src/client/reads/read_clock.js';
import type { AnyRecord } from '../../../../web/src/types/index.js';

/**
 * Rows known before the read, what was confirmed since it began, and which have something queued.
 */
function known(
  rows: AnyRecord[],
  since: Record<string, Since> = {},
  queued: string[] = [],
): MergeBase<AnyRecord> {
  const of = (id: string): AnyRecord | undefined => rows.find((row) => row['id'] === id);
  return {
    entries: rows.map((row) => ({ id: String(row['id']), row })),
    confirmedOf: of,
    shown: of,
    since: (id) => since[id],
    stays: (id) => queued.includes(id) || since[id] === 'confirmed',
    versionField: 'version',
  };
}
const rowsOf = (rows: AnyRecord[], knownRows: MergeBase<AnyRecord>): unknown[] =>
  mergeRead(rows, knownRows).entries.map(({ row }) => row);

describe('2.9: mergeRead', () => {
  const ours = { id: 'p1', n: 'ours', version: 2 };
  it.each([
    ['an older one than ours', { id: 'p1', version: 1 }, {}, ours],
    ['a newer one', { id: 'p1', version: 3 }, {}, { id: 'p1', version: 3 }],
    [
      'the same version, nothing confirmed since',
      { id: 'p1', n: 'theirs', version: 2 },
      {},
      { id: 'p1', n: 'theirs', version: 2 },
    ],
    [
      'the same version, confirmed since',
      { id: 'p1', n: 'theirs', version: 2 },
      { p1: 'confirmed' },
      ours,
    ],
    [
      'a newer one, confirmed since',
      { id: 'p1', version: 3 },
      { p1: 'confirmed' },
      { id: 'p1', version: 3 },
    ],
    ['no version, confirmed since', { id: 'p1', n: 'theirs' }, { p1: 'confirmed' }, ours],
    ['no version', { id: 'p1', n: 'theirs' }, {}, { id: 'p1', n: 'theirs' }],
  ] as const)('takes or leaves %s', (_, row, since, expected) => {
    expect(rowsOf([row], known([ours], since))).toEqual([expected]);
  });

  it('leaves out what was deleted since, and keeps what was created since or is queued', () => {
    const rows = [{ id: 'made' }, { id: 'gone' }, { id: 'queued' }, { id: 'old' }];
    expect(
      rowsOf([{ id: 'gone' }], known(rows, { gone: 'deleted', made: 'confirmed' }, ['queued'])),
    ).toEqual([{ id: 'made' }, { id: 'queued' }]);
  });

  it('takes a row that comes twice once, and none without an id', () => {
    expect(rowsOf([{ id: 1, n: 'a' }, { id: '1', n: 'b' }, { n: 'c' }], known([]))).toEqual([
      { id: 1, n: 'a' },
    ]);
  });

  it('keeps the object of a row that says the same', () => {
    expect(rowsOf([{ ...ours }], known([ours]))[0]).toBe(ours);
  });
});
