import type { IdAliases } from '../views/id_aliases.js';

/** The members of a parked mutation that are used here. */
export interface ParkedEntry {
  readonly id: string;
  readonly resource: string;
  readonly entity: string;
  readonly kind?: string;
}

/** The mutations that wait for a person's decision, also from before a reload. */
export class Parked {
  private readonly entries = new Map<string, ParkedEntry>();

  /** Nothing is parked. */
  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  /** A mutation is parked. */
  set(entry: ParkedEntry): void {
    this.entries.set(entry.id, entry);
  }

  /** The mutation is pending again, or settled. */
  delete(id: string): void {
    this.entries.delete(id);
  }

  /** Starts over. */
  reset(entries: readonly ParkedEntry[]): void {
    this.entries.clear();
    for (const entry of entries) this.set(entry);
  }

  /** Visits each parked mutation. */
  forEach(visit: (entry: ParkedEntry) => void): void {
    this.entries.forEach(visit);
  }

  /** A change of the record may have been saved. */
  isUncertain(resource: string, entity: string, ids: IdAliases): boolean {
    for (const entry of this.entries.values()) {
      if (entry.kind !== 'uncertain' || entry.resource !== resource) continue;
      if (ids.canonical(entry.entity) === entity) return true;
    }
    return false;
  }
}
