import type { MutationEntry, Snapshot } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { usePendingMutations } from '../react/use_pending_mutations.js';
import { useSyncStatus } from '../react/use_sync_status.js';
import { isHeld, SendNow } from './change_actions.js';
import { connectionOf } from './connection.js';
import { momentInWords } from './moment.js';
import { ignoreRejection, usePieces, type Pieces, type SyncComponentProps } from './use_pieces.js';

/** More lines than this are counted, not listed. */
const listed = 8;

/** Props of `SyncDetails`. */
export interface SyncDetailsProps extends SyncComponentProps {
  /** Default: the queue's. */
  snapshot?: Snapshot | undefined;
  /** The pending changes, in order. Default: the queue's. */
  pending?: readonly MutationEntry[] | undefined;
}

/** What is behind the status line: each waiting change with its reason, the last sync, and two switches. */
export function SyncDetails(props: SyncDetailsProps) {
  const pieces = usePieces(props);
  const { language, labels } = pieces;
  const ownSnapshot = useSyncStatus();
  const ownPending = usePendingMutations();
  const snapshot = props.snapshot ?? ownSnapshot;
  const pending = props.pending ?? ownPending;
  const { queue } = getSyncClient();
  const offlineMode = snapshot.waiting === 'offline-mode';
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <div className="sync-details">
      <dl className="sync-details-facts">
        <div>
          <dt>{labels.details}</dt>
          <dd>{labels.connection[connectionOf(snapshot)]}</dd>
        </div>
        <div>
          <dt>{labels.lastSynced}</dt>
          <dd>
            {snapshot.lastSyncedAt === null
              ? labels.never
              : momentInWords(snapshot.lastSyncedAt, language, format)}
          </dd>
        </div>
      </dl>
      {!snapshot.storage.durable && (
        <p className="sync-dialog-warning">
          {snapshot.waiting === 'stopped' ? labels.stoppedHint : labels.storageHint}
        </p>
      )}
      {snapshot.attention > 0 && (
        <p className="sync-details-note">{labels.attention(snapshot.attention)}</p>
      )}
      {snapshot.stale > 0 && <p className="sync-details-note">{labels.stale(snapshot.stale)}</p>}
      {snapshot.sealed > 0 && <p className="sync-details-note">{labels.sealed(snapshot.sealed)}</p>}
      {pending.length > 0 && <WaitingChanges {...pieces} pending={pending} />}
      <div className="sync-actions">
        <button
          type="button"
          className="sync-button"
          disabled={offlineMode}
          onClick={() => ignoreRejection(queue.process())}
        >
          {labels.syncNow}
        </button>
        <button
          type="button"
          className="sync-button"
          aria-pressed={offlineMode}
          onClick={() => queue.setOfflineMode(!offlineMode)}
        >
          {offlineMode ? labels.backOnline : labels.workOffline}
        </button>
      </div>
    </div>
  );
}

function WaitingChanges({
  pending,
  labels,
  describer,
  commands,
}: Pieces & { pending: readonly MutationEntry[] }) {
  const { queue } = getSyncClient();
  return (
    <>
      <h3>{labels.waitingChanges}</h3>
      <ol className="sync-details-list">
        {pending.slice(0, listed).map((entry) => (
          <li key={entry.id}>
            <span>
              {[describer.about(entry), describer.what(entry)].filter(Boolean).join(' · ')}
            </span>
            <span className="sync-details-why">{queue.explain(entry.id)?.message}</span>
            {isHeld(entry) && <SendNow entry={entry} labels={labels} commands={commands} />}
          </li>
        ))}
      </ol>
      {pending.length > listed && (
        <p className="sync-details-note">{labels.andMore(pending.length - listed)}</p>
      )}
    </>
  );
}
