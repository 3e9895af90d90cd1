import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowList } from '../../../../web/src/client/resource/row_list.js';

interface Row {
  n: number;
}

/** The same list, written without any care. */
class NaiveList {
  constructor(private readonly slots: (Row | undefined)[]) {}
  append(row: Row | undefined): void {
    this.slots.push(row);
  }
  set(slot: number, row: Row | undefined): void {
    this.slots[slot] = row;
  }
  read(): Row[] {
    return this.slots.filter((row) => row !== undefined);
  }
}

const anyRow = fc.option(fc.record({ n: fc.integer() }), { nil: undefined });
const anyStep = fc.oneof(
  fc.record({ do: fc.constant('set' as const), at: fc.nat(), row: anyRow }),
  fc.record({ do: fc.constant('append' as const), row: anyRow }),
  fc.record({ do: fc.constant('read' as const) }),
);

describe('RowList', () => {
  it('shows what a naive list shows after every step', () => {
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 8 }),
        fc.array(anyStep, { maxLength: 40 }),
        (initial, steps) => {
          const list = new RowList<Row>(initial);
          const naive = new NaiveList([...initial]);
          const handedOut: { seen: readonly Row[]; copy: Row[] }[] = [];
          for (const step of steps) {
            if (step.do === 'append') {
              list.append(step.row);
              naive.append(step.row);
            } else if (step.do === 'set' && list.size > 0) {
              list.set(step.at % list.size, step.row);
              naive.set(step.at % list.size, step.row);
            } else {
              const seen = list.read();
              expect(seen).toEqual(naive.read());
              handedOut.push({ seen, copy: [...seen] });
            }
          }
          expect(list.read()).toEqual(naive.read());
          for (const { seen, copy } of handedOut) expect(seen).toEqual(copy);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives the same array until a row changes', () => {
    const list = new RowList<Row>([{ n: 1 }, { n: 2 }]);
    const first = list.read();
    expect(list.read()).toBe(first);
    list.set(0, list.get(0));
    expect(list.read()).toBe(first);
    list.set(0, { n: 3 });
    expect(list.read()).not.toBe(first);
    expect(first).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('a hidden row comes back where it was', () => {
    const list = new RowList<Row>([{ n: 1 }, { n: 2 }, { n: 3 }]);
    list.set(1, undefined);
    list.set(0, undefined);
    list.append({ n: 4 });
    expect(list.read()).toEqual([{ n: 3 }, { n: 4 }]);
    list.set(1, { n: 2 });
    expect(list.read()).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
  });
});
