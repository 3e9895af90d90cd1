import { describe, expect, it } from 'vitest';
import {
  inserted,
  patched,
  removed,
  renamed,
} from '../../../../web/src/react/context/row_edits.js';

const rows = Object.freeze([Object.freeze({ id: 'a', n: 1 }), Object.freeze({ id: 2, n: 2 })]);

describe('2.5: changes of a list that an adapter with setItems makes', () => {
  it('inserts last without an index, and at the index with one', () => {
    const row = { id: 'x' };
    expect(inserted(row, null)(rows).at(-1)).toBe(row);
    expect(inserted(row, 0)(rows)).toEqual([row, ...rows]);
    expect(inserted(row, 99)(rows).at(-1)).toBe(row);
  });

  it('inserting a record that is there replaces it where it stands', () => {
    expect(inserted({ id: 'a', n: 9 }, null)(rows)).toEqual([{ id: 'a', n: 9 }, rows[1]]);
  });

  it('patches, removes and renames by id, also by a number', () => {
    expect(patched('2', { n: 3 })(rows)).toEqual([rows[0], { id: 2, n: 3 }]);
    expect(removed('2')(rows)).toEqual([rows[0]]);
    expect(renamed('a', 'b')(rows)).toEqual([{ id: 'b', n: 1 }, rows[1]]);
  });

  it('renames once: a row that a read has brought under the new id goes, the one that was there stays', () => {
    expect(renamed('a', '2')(rows)).toEqual([{ id: '2', n: 1 }]);
    expect(renamed('z', '2')(rows)).toBe(rows);
    expect(renamed('a', 'a')(rows)).toBe(rows);
  });

  it('keeps the array and the other rows when there is nothing to change', () => {
    expect(patched('z', { n: 3 })(rows)).toBe(rows);
    expect(removed('z')(rows)).toBe(rows);
    expect(patched('2', { n: 3 })(rows)[0]).toBe(rows[0]);
  });
});
