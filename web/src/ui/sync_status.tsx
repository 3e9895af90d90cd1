import type { Language, Snapshot } from '../client/types.js';
import { useSyncStatus } from '../react/use_queue.js';
import { connectionOf, toneOf, type Tone } from './connection.js';
import { AlertIcon, CheckIcon, ClockIcon, OfflineIcon } from './icons.js';
import { syncLabels, type SyncLabels } from './labels/index.js';
import { usePieceLanguage } from './use_language.js';
import { useDrainProgress } from './use_drain_progress.js';

export interface SyncStatusProps {
  /** Default: the queue's (`useSyncStatus`). */
  snapshot?: Snapshot | undefined;
  /** Default: as for every piece (`PieceProps`). */
  language?: Language | undefined;
  /** Opens the details; without it the line is text only. */
  onOpen?: (() => void) | undefined;
  /** Whether the details are open, for assistive technology. */
  expanded?: boolean | undefined;
}

/**
 * The status line (9.1): how the connection is, and what has still to be synced. Always two lines high, so that
 * nothing moves when the state changes.
 */
export function SyncStatus({ onOpen, expanded, ...given }: SyncStatusProps) {
  const language = usePieceLanguage(given.language);
  const own = useSyncStatus();
  const snapshot = given.snapshot ?? own;
  const labels = syncLabels[language];
  const progress = useDrainProgress(snapshot);
  const tone = toneOf(snapshot);
  return (
    <div className="sync-status" data-tone={tone}>
      <div className="sync-status-lines" role="status">
        <span className="sync-status-connection">
          <ToneIcon tone={tone} offline={connectionOf(snapshot) !== 'online'} />
          {labels.connection[connectionOf(snapshot)]}
        </span>
        <span className="sync-status-work">
          {progress
            ? labels.progress(progress.done, progress.all)
            : workLine(snapshot, language, labels)}
        </span>
      </div>
      {progress && (
        <progress
          className="sync-status-bar"
          value={progress.done}
          max={progress.all}
          aria-label={labels.details}
        />
      )}
      {onOpen && (
        <button
          type="button"
          className="sync-status-open"
          aria-label={labels.details}
          aria-expanded={expanded}
          aria-haspopup="dialog"
          onClick={onOpen}
        />
      )}
    </div>
  );
}

function workLine(snapshot: Snapshot, language: Language, labels: SyncLabels): string {
  if (!snapshot.storage.durable) return labels.storage[snapshot.storage.reason ?? 'full'];
  if (snapshot.pending > 0) return labels.pending(snapshot.pending);
  if (snapshot.attention > 0) return labels.attention(snapshot.attention);
  if (snapshot.lastSyncedAt === null) return labels.upToDate;
  return labels.upToDateAt(formatTime(snapshot.lastSyncedAt, language));
}

function ToneIcon({ tone, offline }: { tone: Tone; offline: boolean }) {
  if (tone === 'alert') return <AlertIcon />;
  if (offline) return <OfflineIcon />;
  return tone === 'waiting' ? <ClockIcon /> : <CheckIcon />;
}

function formatTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(at);
}
