import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import type { UnsettledEntries } from '../../types/sync_client.js';

const NONE: readonly AnyRecord[] = [];

/**
 * What the queued edits of each record set, in order. Views do not say: an edit that sets a field back to
 * its confirmed value leaves no difference, and a row that was read between two edits has one.
 */
export class QueuedEdits {
  private lists: readonly (readonly MutationEntry[])[] = [];
  private edits = new Map<string, AnyRecord[]>();

  constructor(
    private readonly resource: string,
    private readonly entries: UnsettledEntries,
  ) {}

  /** The changes of each queued edit of the record, in order. */
  of(entity: string): readonly AnyRecord[] {
    const lists = [this.entries.getPending(), this.entries.getParked()];
    if (lists.some((list, index) => list !== this.lists[index])) this.take(lists);
    return this.edits.get(entity) ?? NONE;
  }

  private take(lists: readonly (readonly MutationEntry[])[]): void {
    this.lists = lists;
    this.edits = new Map();
    for (const { resource, operation, entity, data, status, kind } of lists.flat()) {
      const isSeen = status === 'pending' || kind === 'uncertain';
      if (resource !== this.resource || operation !== 'update' || !isSeen) continue;
      const edits = this.edits.get(entity) ?? [];
      edits.push((data ?? {}) as AnyRecord);
      this.edits.set(entity, edits);
    }
  }
}
