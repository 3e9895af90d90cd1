import type { EventText } from 'synchrone-module';
import type { UnsettledEntries } from '../../types/sync_client.js';
import type { MutationEntry } from '../../types/mutation.js';
import { inOrder, keepIfSame } from '../base/entries.js';

/** Where the entries come from. */
export interface EntrySource {
  /** The entry as it is; null: it is gone. */
  read(id: string): MutationEntry | null;
  /** Every entry that is pending or parked. */
  readUnsettled(): readonly MutationEntry[];
}

type List = readonly MutationEntry[];

const NONE: List = Object.freeze([]);

/**
 * The unsettled entries as they were read last. A change costs as much as it changes, however long the
 * queue and its history are. Each list is the same array until one of its entries changes.
 */
export class EntryBook implements UnsettledEntries {
  private known: Map<string, MutationEntry> | null = null;
  private readonly touched = new Set<string>();
  private pending: List = NONE;
  private parked: List = NONE;

  constructor(private readonly source: EntrySource) {}

  /** Takes an event of the engine. */
  note(event: EventText): void {
    const id = changedBy(event);
    if (id !== '') this.touch(id);
  }

  /** Something about this entry has changed. */
  touch(id: string): void {
    if (this.known) this.touched.add(id);
  }

  /** Any entry may have changed. */
  touchAll(): void {
    this.known = null;
    this.touched.clear();
  }

  /** The pending entries, in order. */
  getPending(): List {
    this.update();
    return this.pending;
  }

  /** The entries that wait for a person's decision, in order. */
  getParked(): List {
    this.update();
    return this.parked;
  }

  private update(): void {
    if (this.known && this.touched.size === 0) return;
    if (this.known) this.readTouched(this.known);
    else this.known = new Map(this.source.readUnsettled().map((entry) => [entry.id, entry]));
    const all = [...this.known.values()].sort(inOrder);
    this.pending = keepIfSame(
      this.pending,
      all.filter(({ status }) => status === 'pending'),
    );
    this.parked = keepIfSame(
      this.parked,
      all.filter(({ status }) => status === 'error'),
    );
  }

  private readTouched(known: Map<string, MutationEntry>): void {
    for (const id of this.touched) {
      const entry = this.source.read(id);
      if (entry?.status === 'pending' || entry?.status === 'error') known.set(id, entry);
      else known.delete(id);
    }
    this.touched.clear();
  }
}

/** The mutation that the event is about; '': none. */
function changedBy(event: EventText): string {
  if (event.type === 'parked') return event.mutation.id;
  return 'id' in event ? event.id : '';
}
