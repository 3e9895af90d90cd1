/** Position of the first element of a sorted array that is not below `value`. */
function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows in order, some of them hidden (deleted, but perhaps coming back), seen from outside as one
 * immutable array.
 *
 * A row keeps its slot for as long as the list exists, so a hidden row comes back exactly where it
 * was. Its index among the visible ones is its slot less the hidden slots before it. A change after
 * `read()` copies the array once (the next reader gets another identity); further changes before
 * the next `read()` go into that copy. No change looks at other rows.
 */
export class RowList<Row extends object> {
  /** By slot; undefined: hidden. */
  private slots: (Row | undefined)[];
  /** Hidden slots, ascending. */
  private hidden: number[] = [];
  private visible: Row[];
  /** `visible` was read: it may not change any more. */
  private handedOut = false;

  constructor(rows: readonly (Row | undefined)[] = []) {
    this.slots = [...rows];
    this.visible = [];
    for (const [slot, row] of rows.entries()) {
      if (row === undefined) this.hidden.push(slot);
      else this.visible.push(row);
    }
  }

  /** The visible rows. The same array until one of them changes. */
  read(): readonly Row[] {
    this.handedOut = true;
    return this.visible;
  }

  /** Slots, the hidden ones included. */
  get size(): number {
    return this.slots.length;
  }

  /** The row of a slot; undefined: hidden. */
  get(slot: number): Row | undefined {
    return this.slots[slot];
  }

  /** Adds a slot at the end. @returns its number */
  append(row: Row | undefined): number {
    const slot = this.slots.push(row) - 1;
    if (row === undefined) {
      this.hidden.push(slot);
    } else if (this.handedOut) {
      // The quickest copy that engines have, by far: of an array, not of an element.
      this.visible = this.visible.concat([row]);
      this.handedOut = false;
    } else {
      this.visible.push(row);
    }
    return slot;
  }

  /**
   * Shows another row in a slot, or hides it (undefined). Does nothing when it is the same object.
   */
  set(slot: number, row: Row | undefined): void {
    const former = this.slots[slot];
    if (former === row) return;
    this.slots[slot] = row;
    const hiddenBefore = lowerBound(this.hidden, slot);
    const index = slot - hiddenBefore;
    this.unshare();
    if (row === undefined) {
      this.hidden.splice(hiddenBefore, 0, slot);
      this.visible.splice(index, 1);
    } else if (former === undefined) {
      this.hidden.splice(hiddenBefore, 1);
      this.visible.splice(index, 0, row);
    } else {
      this.visible[index] = row;
    }
  }

  private unshare(): void {
    if (!this.handedOut) return;
    this.visible = this.visible.slice();
    this.handedOut = false;
  }
}
