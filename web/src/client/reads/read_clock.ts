/** What became of a record since a read began. */
export type Since = 'confirmed' | 'deleted';

/**
 * Distinguishes reads that began before a confirmation from those that began after it (BEHAVIOUR 2.9). The
 * stamp is a count of confirmations, not a clock. Remembers a confirmation for as long as a read
 * that began before it is under way.
 */
export class ReadClock {
  private count = 0;
  private readonly settled = new Map<string, { stamp: number; since: Since }>();
  private readonly running = new Map<number, number>();

  /** A read begins. @returns its stamp, for `sinceRead` and `end` */
  begin(): number {
    this.running.set(this.count, (this.running.get(this.count) ?? 0) + 1);
    return this.count;
  }

  /** A read is over; what only it had to know is forgotten. */
  end(stamp: number): void {
    const left = (this.running.get(stamp) ?? 1) - 1;
    if (left > 0) this.running.set(stamp, left);
    else this.running.delete(stamp);
    if (this.running.size === 0) {
      this.settled.clear();
      return;
    }
    const oldest = Math.min(...this.running.keys());
    for (const [entity, entry] of this.settled)
      if (entry.stamp <= oldest) this.settled.delete(entity);
  }

  /** The server has confirmed a change of the record. */
  confirmed(entity: string, since: Since): void {
    this.count += 1;
    if (this.running.size > 0) this.settled.set(entity, { stamp: this.count, since });
  }

  /** What was confirmed of the record after that read began; undefined: nothing. */
  sinceRead(entity: string, stamp: number): Since | undefined {
    const entry = this.settled.get(entity);
    return entry !== undefined && entry.stamp > stamp ? entry.since : undefined;
  }
}
