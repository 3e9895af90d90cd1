import { eachRow, type Steps } from '../base/steps.js';
import type { AnyRecord } from '../../types/mutation.js';
import { type Comparison, fieldText } from './record_match.js';

const ROUNDING = 1e-9;

/** The rows of a list, and how rare their values are, field by field: counted once for a read. */
export class ListIndex {
  /** The same rows in the application's shape, once they are known. */
  own: ListIndex | undefined;
  private readonly counts = new Map<string, ReadonlyMap<string, number>>();

  constructor(readonly rows: readonly AnyRecord[]) {}

  /** Has to end before `mayBe` is asked about these fields. */
  *count(fields: readonly string[]): Steps<void> {
    for (const field of fields.filter((name) => !this.counts.has(name))) {
      const counts = new Map<string, number>();
      yield* eachRow(this.rows, (row) => {
        const value = fieldText(row, field);
        counts.set(value, (counts.get(value) ?? 0) + 1);
      });
      this.counts.set(field, counts);
    }
  }

  /**
   * A row that differs from what was sent may still be it, changed by the server or by a colleague
   * since, if the values in which it agrees are together at least as rare in the list as those in
   * which it differs.
   */
  mayBe(row: AnyRecord, { agreed, contrary, isForeign }: Comparison): boolean {
    if (isForeign || agreed.length === 0) return false;
    return this.sum(row, agreed) >= this.sum(row, contrary) - ROUNDING;
  }

  /** The fewer rows hold a value, the more it says: in bits, as of independent events. */
  private sum(row: AnyRecord, fields: readonly string[]): number {
    return fields.reduce((sum, field) => {
      const holders = this.counts.get(field)?.get(fieldText(row, field)) ?? 1;
      return sum + Math.log2((this.rows.length + 1) / holders);
    }, 0);
  }
}
