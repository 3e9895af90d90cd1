import type { AnyRecord, MutationKind } from '../../types/mutation.js';
import type { RowSyncState } from '../../types/sync_client.js';

/**
 * A record as this tab sees it: the core's `ViewText`, and what one more local change makes of it.
 * 'unknown': the confirmed record is not known; `record` holds only the pending changes, or null.
 */
export interface EntityView {
  readonly state: 'present' | 'absent' | 'unknown';
  readonly record: AnyRecord | null;
  /** Confirmed record; null: known absent; undefined: not known. */
  readonly confirmed: AnyRecord | null | undefined;
  readonly syncState: RowSyncState;
  /** What edits of this page have set since the core has last said how the record is seen. */
  readonly edited?: AnyRecord;
}

const worse: readonly RowSyncState[] = ['synced', 'pending', 'error', 'uncertain', 'conflict'];

/** The badge of a record that has one more pending mutation. */
const withPending = (state: RowSyncState): RowSyncState =>
  worse.indexOf(state) > worse.indexOf('pending') ? state : 'pending';

/** A record with nothing queued, as the caller knows it. */
export function confirmedView(confirmed: AnyRecord | null | undefined): EntityView {
  const state = confirmed === undefined ? 'unknown' : confirmed === null ? 'absent' : 'present';
  return { state, record: confirmed ?? null, confirmed, syncState: 'synced' };
}

/**
 * The view after the newest local mutation: what the core's Fold makes of it
 * (core/state/overlay.h), by one spread. A property test holds the two equal.
 *
 * @param data the record of a create, the changes of an update, null for the others
 */
export function withNewestChange(
  before: EntityView,
  kind: MutationKind,
  data: AnyRecord | null,
): EntityView {
  const syncState = withPending(before.syncState);
  switch (kind) {
    // What is created here is not on the server, unless we know better.
    case 'create':
      return { state: 'present', record: data, confirmed: before.confirmed ?? null, syncState };
    case 'delete':
      return { ...before, state: 'absent', record: null, syncState };
    case 'action':
      return { ...before, syncState };
    case 'update':
      break;
  }
  if (before.state === 'absent') return { ...before, syncState };
  return { ...before, record: { ...before.record, ...data }, syncState };
}
