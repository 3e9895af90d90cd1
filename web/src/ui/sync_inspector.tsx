import { useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import type { MutationEntry, Snapshot } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { usePendingMutations } from '../react/use_pending_mutations.js';
import { useSyncStatus } from '../react/use_sync_status.js';
import { isHeld, SendNow } from './change_actions.js';
import { connectionOf } from './connection.js';
import type { SyncLabels } from './labels/index.js';
import { lanesOf, type Lane } from './lanes.js';
import type { ChangeCommands, ChangeDescriber } from './types.js';
import { useParkedChanges } from './use_parked_changes.js';
import { usePieces, type SyncComponentProps } from './use_pieces.js';

/** More lanes than this are counted, not drawn. */
const DRAWN = 60;
/** And more changes of one record. */
const MARKS = 12;
/** Lanes that are drawn at once; the others follow when there is time (React 19). */
const FIRST = 8;
/** How long the queue has to be quiet before all of storage is read. */
const QUIET_MS = 400;

/**
 * The queue as a picture: one line for each record with unsettled changes, one mark for each of
 * them in the order in which they go, with its state and why it waits; what the queue waits for,
 * which tab sends, and how full the storage is.
 */
export function SyncInspector(props: SyncComponentProps) {
  const { labels, describer, commands, dialog } = usePieces(props);
  const snapshot = useSyncStatus();
  const pending = usePendingMutations();
  const parked = useParkedChanges();
  const lanes = useMemo(() => lanesOf([...pending, ...parked]), [pending, parked]);
  const drawn = useDeferredValue(DRAWN, FIRST);
  const title = useId();
  return (
    <section className="sync-inspector" aria-labelledby={title}>
      <header className="sync-inspector-head">
        <h2 id={title}>{labels.inspector.title}</h2>
        <Facts snapshot={snapshot} labels={labels} />
      </header>
      {notesOf(snapshot, labels, lanes.length === 0).map((note) => (
        <p key={note} className="sync-details-note">
          {note}
        </p>
      ))}
      {lanes.length > 0 && (
        <ol className="sync-lanes">
          {lanes.slice(0, drawn).map((lane) => (
            <LaneLine key={lane.key} lane={lane} {...{ labels, describer, commands }} />
          ))}
        </ol>
      )}
      {lanes.length > DRAWN && (
        <p className="sync-details-note">{labels.andMore(lanes.length - DRAWN)}</p>
      )}
      {dialog}
    </section>
  );
}

/** What the lanes do not say; that the queue is empty only where nothing waits here, of anybody. */
function notesOf(snapshot: Snapshot, labels: SyncLabels, isBlank: boolean): readonly string[] {
  const { waiting, storage, sealed } = snapshot;
  if (waiting === 'stopped') return [labels.stoppedHint];
  const notes = [
    ...(storage.durable ? [] : [labels.storageHint]),
    ...(sealed > 0 ? [labels.sealed(sealed)] : []),
  ];
  return isBlank && notes.length === 0 ? [labels.inspector.empty] : notes;
}

function Facts({ snapshot, labels }: { snapshot: Snapshot; labels: SyncLabels }) {
  const { inspector } = labels;
  const kilobytes = useKilobytes(snapshot);
  return (
    <div role="status">
      <ul className="sync-facts">
        <li data-fine={connectionOf(snapshot) === 'online'}>
          {labels.connection[connectionOf(snapshot)]}
        </li>
        {snapshot.waiting !== 'stopped' && (
          <li>{snapshot.sender ? inspector.sender : inspector.otherSender}</li>
        )}
        <li data-fine={snapshot.storage.durable}>
          {snapshot.storage.durable
            ? inspector.storage(kilobytes)
            : labels.storage[snapshot.storage.reason ?? 'full']}
        </li>
      </ul>
    </div>
  );
}

/** What this origin keeps in localStorage, in thousands of characters, read once the page is on screen. */
function useKilobytes(snapshot: Snapshot): string {
  const [known, setKnown] = useState<{ text: string; snapshot: Snapshot } | null>(null);
  const isFirst = known === null;
  const isCurrent = known?.snapshot === snapshot;
  useEffect(() => {
    if (isCurrent) return undefined;
    const read = (): void => {
      const text = (getSyncClient().storedCharacters() / 1000).toFixed(0);
      setKnown({ text, snapshot });
    };
    const timer = setTimeout(read, isFirst ? 0 : QUIET_MS);
    return () => clearTimeout(timer);
  }, [isCurrent, isFirst, snapshot]);
  return known?.text ?? '…';
}

interface Words {
  labels: SyncLabels;
  describer: ChangeDescriber;
  commands: ChangeCommands;
}

function LaneLine({ lane, ...words }: Words & { lane: Lane }) {
  const { labels, describer } = words;
  const [first] = lane.entries;
  return (
    <li className="sync-lane">
      <span className="sync-lane-name">
        {describer.about(first) || lane.resource}
        <small>{labels.inspector.lane(lane.entries.length)}</small>
      </span>
      <ol className="sync-lane-entries">
        {lane.entries.slice(0, MARKS).map((entry) => (
          <Mark key={entry.id} entry={entry} {...words} />
        ))}
        {lane.entries.length > MARKS && (
          <li className="sync-details-note">{labels.andMore(lane.entries.length - MARKS)}</li>
        )}
      </ol>
    </li>
  );
}

function Mark({ entry, labels, describer, commands }: Words & { entry: MutationEntry }) {
  const state = entry.status === 'error' ? 'parked' : entry.sending ? 'sending' : 'waiting';
  const words =
    state === 'parked'
      ? labels.kinds[entry.kind ?? 'refused']
      : state === 'sending'
        ? labels.inspector.sending
        : (getSyncClient().queue.explain(entry.id)?.message ?? labels.row.pending);
  return (
    <li className="sync-lane-entry" data-state={state} data-kind={entry.kind}>
      <span className="sync-lane-what">{describer.what(entry)}</span>
      <span className="sync-lane-why">{words}</span>
      {isHeld(entry) && <SendNow entry={entry} labels={labels} commands={commands} />}
    </li>
  );
}
