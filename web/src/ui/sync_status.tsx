import type { Language, Snapshot } from '../types/index.js';
import { useSyncStatus } from '../react/use_sync_status.js';
import { connectionOf, toneOf, type Tone, waitsForConnection } from './connection.js';
import { AlertIcon, CheckIcon, ClockIcon, OfflineIcon } from './icons.js';
import { syncLabels, type SyncLabels } from './labels/index.js';
import { usePieceLanguage } from './use_language.js';
import { useDrainProgress } from './use_drain_progress.js';

/** More would not fit one line. */
const shownAtOnce = 2;

/** Props of `SyncStatus`. */
export interface SyncStatusProps {
  /** Default: the queue's (`useSyncStatus`). */
  snapshot?: Snapshot | undefined;
  /** Default: as for every piece (`SyncComponentProps`). */
  language?: Language | undefined;
  /** Opens the details; without it the line is text only. */
  onOpen?: (() => void) | undefined;
  /** Whether the details are open, for assistive technology. */
  expanded?: boolean | undefined;
  /**
   * What the line says where nothing waits to be sent. Default: that everything is synced, which is true of
   * the changes of this device only (an application that shows old lists says so here), and that nothing waits
   * to be sent where the server is out of reach.
   */
  idle?: string | undefined;
}

/**
 * The status line: how the connection is, and what has still to be synced. Always two lines high, so that
 * nothing moves when the state changes.
 */
export function SyncStatus({ onOpen, expanded, ...given }: SyncStatusProps) {
  const language = usePieceLanguage(given.language);
  const own = useSyncStatus();
  const snapshot = given.snapshot ?? own;
  const labels = syncLabels[language];
  const progress = useDrainProgress(snapshot);
  const tone = toneOf(snapshot);
  const connection = connectionOf(snapshot);
  const isConnected = connection === 'online';
  return (
    <div className="sync-status" data-tone={tone}>
      <div className="sync-status-lines" role="status">
        <span className="sync-status-connection" data-fine={isConnected}>
          <ConnectionIcon tone={tone} isConnected={isConnected} />
          {labels.connection[connection]}
          {waitsForConnection(snapshot) && (
            <span className="sync-status-why">{labels.waitingForConnection}</span>
          )}
        </span>
        <span className="sync-status-work">
          {tone === 'alert' && isConnected && <AlertIcon />}
          {progress
            ? labels.progress(progress.done, progress.all)
            : workLine(snapshot, language, labels, given.idle)}
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

/** What has still to be done, most important first; that all is synced only where nothing is. */
function workLine(
  snapshot: Snapshot,
  language: Language,
  labels: SyncLabels,
  idle: string | undefined,
): string {
  const { pending, held, attention, sealed, stale, storage, lastSyncedAt } = snapshot;
  if (!storage.durable) return labels.storage[storage.reason ?? 'full'];
  const open: [number, (n: number) => string][] = [
    [pending - held, labels.pending],
    [attention, labels.attention],
    [held, labels.held],
    [stale, labels.stale],
    [sealed, labels.sealed],
  ];
  const words = open.filter(([n]) => n > 0).map(([n, say]) => say(n));
  if (words.length > 0) return words.slice(0, shownAtOnce).join(' · ');
  if (idle !== undefined) return idle;
  if (lastSyncedAt !== null) return labels.upToDateAt(formatTime(lastSyncedAt, language));
  // What others have changed is not known there.
  return connectionOf(snapshot) === 'online' ? labels.upToDate : labels.audit.stepWords.unsent;
}

function ConnectionIcon({ tone, isConnected }: { tone: Tone; isConnected: boolean }) {
  if (!isConnected) return tone === 'alert' ? <AlertIcon /> : <OfflineIcon />;
  return tone === 'waiting' ? <ClockIcon /> : <CheckIcon />;
}

function formatTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(at);
}
