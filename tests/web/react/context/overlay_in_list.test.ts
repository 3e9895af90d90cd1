import { describe, expect, it } from 'vitest';
import { OverlayInList } from '../../../../web/src/react/context/overlay_in_list.js';
import type { Rows } from '../../../../web/src/react/context/row_edits.js';

const [a, b, c] = [
  { id: 'a', n: 1 },
  { id: 'b', n: 1 },
  { id: 'c', n: 1 },
];

const same = (rows: Rows): Rows => rows;
const without =
  (id: string) =>
  (rows: Rows): Rows =>
    rows.filter((row) => row['id'] !== id);
const withChange =
  (id: string, shown: object) =>
  (rows: Rows): Rows =>
    rows.map((row) => (row['id'] === id ? { ...row, ...shown } : row));

describe('2.8: the queue laid over a list that a setter holds', () => {
  it('takes a refused update off again, and leaves other rows the same objects', () => {
    const laid = new OverlayInList();
    const changed = laid.lay(1, withChange('b', { n: 2 }))([a, b]);
    expect(changed).toEqual([a, { id: 'b', n: 2 }]);
    expect(changed[0]).toBe(a);
    const back = laid.lay(2, same)(changed);
    expect(back).toEqual([a, b]);
    expect(back[1]).toBe(b);
  });

  it('puts a refused delete back in its place, and takes a refused create away', () => {
    const laid = new OverlayInList();
    const hidden = laid.lay(1, without('b'))([a, b, c]);
    expect(hidden).toEqual([a, c]);
    expect(laid.lay(2, same)(hidden)).toEqual([a, b, c]);
    const added = laid.lay(3, (rows) => [...rows, { id: 'x' }])([a, b, c]);
    expect(laid.lay(4, same)(added)).toEqual([a, b, c]);
  });

  it('is idempotent: the same list comes back when it shows everything', () => {
    const laid = new OverlayInList();
    const change = (rows: Rows): Rows => (rows.includes(a) ? [changedA, ...rows.slice(1)] : rows);
    const changedA = { id: 'a', n: 2 };
    const once = laid.lay(1, change)([a, b]);
    expect(laid.lay(2, change)(once)).toBe(once);
    expect(laid.lay(3, same)([b, c])).toEqual([b, c]);
  });

  it('gives the same answer when React calls the setter twice', () => {
    const laid = new OverlayInList();
    const rows = laid.lay(1, without('a'))([a, b]);
    const lay = laid.lay(2, (list) => list.map((row) => ({ ...row, n: 3 })).slice(1));
    expect(lay(rows)).toBe(lay(rows));
    expect(laid.lay(3, same)(lay(rows))).toEqual([a, b]);
  });

  it('a new read brings its own rows: what was hidden in the former list is not put into it', () => {
    const laid = new OverlayInList();
    laid.lay(1, without('a'))([a, b]);
    expect(laid.lay(2, same)([{ ...b }, { ...c }])).toEqual([b, c]);
  });

  it.each<[unknown]>([[undefined], [null], [''], [{ key: 1 }], [{ toString: false }]])(
    'rows whose id is %j stay as they are beside a change',
    (id) => {
      const laid = new OverlayInList();
      const [one, other] = [
        { id, n: 1 },
        { id, n: 2 },
      ];
      const shown = laid.lay(1, withChange('a', { n: 2 }))([one, a, other]);
      expect(shown).toEqual([one, { id: 'a', n: 2 }, other]);
      const back = laid.lay(2, same)(shown);
      expect(back).toEqual([one, a, other]);
      expect([back[0], back[2]]).toEqual([one, other]);
      expect(laid.lay(3, same)(laid.lay(2, without('a'))(back))).toEqual([one, a, other]);
    },
  );
});
