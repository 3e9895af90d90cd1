import type { Language, MutationEntry, Snapshot } from 'synchrone';
import { connectionOf } from './connection.ts';
import { syncLabels } from './labels/index.ts';
import type { ChangeDescriber } from './types.ts';

/** More lines than this are counted, not listed. */
const listed = 8;

export interface SyncDetailsProps {
  snapshot: Snapshot;
  /** The changes on their way, in order. */
  pending: readonly MutationEntry[];
  language: Language;
  describer: ChangeDescriber;
  /** Why an entry waits, in words (`queue.explain`). */
  explain(entry: MutationEntry): string;
  onSyncNow(): void;
  onOfflineMode(on: boolean): void;
}

/** What is behind the status line: each waiting change with its reason, the last sync, and two switches. */
export function SyncDetails(props: SyncDetailsProps) {
  const { snapshot, pending, language, describer } = props;
  const labels = syncLabels[language];
  const offlineMode = snapshot.waiting === 'offline-mode';
  return (
    <div className="sync-details">
      <dl className="sync-details-facts">
        <div>
          <dt>{labels.details}</dt>
          <dd>{labels.connection[connectionOf(snapshot)]}</dd>
        </div>
        <div>
          <dt>{labels.lastSynced}</dt>
          <dd>{snapshot.lastSyncedAt === null ? labels.never : formatMoment(snapshot.lastSyncedAt, language)}</dd>
        </div>
      </dl>
      {!snapshot.storage.durable && <p className="sync-dialog-warning">{labels.storageHint}</p>}
      {snapshot.sealed > 0 && <p className="sync-details-note">{labels.sealed(snapshot.sealed)}</p>}
      {pending.length > 0 && (
        <>
          <h3>{labels.waitingChanges}</h3>
          <ol className="sync-details-list">
            {pending.slice(0, listed).map((entry) => (
              <li key={entry.id}>
                <span>{[describer.about(entry), describer.what(entry)].filter(Boolean).join(' · ')}</span>
                <span className="sync-details-why">{props.explain(entry)}</span>
              </li>
            ))}
          </ol>
          {pending.length > listed && <p className="sync-details-note">{labels.andMore(pending.length - listed)}</p>}
        </>
      )}
      <div className="sync-actions">
        <button type="button" className="sync-button" disabled={offlineMode} onClick={props.onSyncNow}>
          {labels.syncNow}
        </button>
        <button
          type="button"
          className="sync-button"
          aria-pressed={offlineMode}
          onClick={() => props.onOfflineMode(!offlineMode)}
        >
          {offlineMode ? labels.backOnline : labels.workOffline}
        </button>
      </div>
    </div>
  );
}

function formatMoment(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
