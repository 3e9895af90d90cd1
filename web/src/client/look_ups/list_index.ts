import { eachRow, type Interruptible } from '../base/interruptible.js';
import type { AnyRecord } from '../../types/mutation.js';
import { type Comparison, fieldText, matchField } from './record_match.js';

const ROUNDING = 1e-9;

/** The information in the values of a field, in bits: of each row, and of all rows together. */
interface Bits {
  of: readonly number[];
  sum: number;
}

/** The rows of a list, and how rare their values are, field by field: counted once for a read. */
export class ListIndex {
  /** The same rows in the application's shape, once they are known. */
  own: ListIndex | undefined;
  private readonly bits = new Map<string, Bits>();
  private places: ReadonlyMap<AnyRecord, number> | undefined;

  constructor(readonly rows: readonly AnyRecord[]) {}

  /** Has to end before `mayBe` or `mayBeAmong` is asked about these fields. */
  *count(fields: readonly string[]): Interruptible<void> {
    for (const field of fields.filter((name) => !this.bits.has(name))) {
      const values: string[] = [];
      const holders = new Map<string, number>();
      yield* eachRow(this.rows, (row) => {
        const value = fieldText(row, field);
        values.push(value);
        holders.set(value, (holders.get(value) ?? 0) + 1);
      });
      // The fewer rows hold a value, the more it says, as of independent events.
      const all = this.rows.length + 1;
      const of = values.map((value) => Math.log2(all / (holders.get(value) ?? 1)));
      this.bits.set(field, { of, sum: of.reduce((sum, one) => sum + one, 0) });
    }
  }

  /**
   * A row that differs from what was sent may still be it, changed by the server or by a colleague
   * since, if the values in which it agrees are together at least as rare in the list as those in
   * which it differs.
   */
  mayBe(row: AnyRecord, { agreed, contrary, isForeign }: Comparison): boolean {
    if (isForeign || agreed.length === 0) return false;
    this.places ??= new Map(this.rows.map((one, at) => [one, at]));
    const at = this.places.get(row) ?? -1;
    const sum = (fields: readonly string[]): number =>
      fields.reduce((all, field) => all + this.bitsOf(field, at), 0);
    return sum(agreed) >= sum(contrary) - ROUNDING;
  }

  /**
   * As `mayBe`, for each row by its index, without a comparison of all its fields: the values that say
   * most come first, and most rows differ in more than half of what they say after a few.
   */
  mayBeAmong(fields: AnyRecord): (row: AnyRecord, at: number) => boolean {
    const { company_id: company, ...others } = fields;
    const sumOf = (field: string): number => this.bits.get(field)?.sum ?? 0;
    const ordered = Object.entries(others).sort(([a], [b]) => sumOf(b) - sumOf(a));
    return (row, at) => {
      if (company !== undefined && matchField(row, 'company_id', company) === 'contrary')
        return false;
      let left = ordered.reduce((sum, [field]) => sum + this.bitsOf(field, at), 0);
      let lead = 0;
      let isAlike = false;
      for (const [field, value] of ordered) {
        const bits = this.bitsOf(field, at);
        const match = matchField(row, field, value);
        left -= bits;
        if (match === 'contrary') lead -= bits;
        else if (match !== 'missing') {
          lead += bits;
          isAlike = true;
        }
        if (lead + left < -ROUNDING) return false;
      }
      return isAlike;
    };
  }

  private bitsOf(field: string, at: number): number {
    return this.bits.get(field)?.of[at] ?? 0;
  }
}
