import { useEffect, useId, useRef } from 'react';
import type { Language, MutationEntry } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { conflictRows, type ConflictRow } from './conflict_rows.js';
import { CloseIcon } from './icons.js';
import { syncLabels, type SyncLabels } from './labels/index.js';
import { plainDescriber } from './plain_describer.js';
import { usePieceLanguage } from './use_language.js';
import type { ChangeDescriber } from './types.js';

export interface ConflictDialogProps {
  /** The change in conflict; null keeps the dialog closed. */
  entry: MutationEntry | null;
  /** Default: as for every piece (`PieceProps`). */
  language?: Language | undefined;
  describer?: ChangeDescriber | undefined;
  /** Default: `queue.resolveConflict`, and the dialog closes. */
  onResolve?: ((entry: MutationEntry, choice: 'mine' | 'server') => void) | undefined;
  onClose(): void;
}

/** Base, mine and server side by side, field by field, and the two ways out (9.2). A native modal dialog. */
export function ConflictDialog({ entry, ...props }: ConflictDialogProps) {
  return entry && <OpenDialog key={entry.id} entry={entry} {...props} />;
}

function OpenDialog({ entry, onClose, ...props }: ConflictDialogProps & { entry: MutationEntry }) {
  const language = usePieceLanguage(props.language);
  const describer = props.describer ?? plainDescriber(language);
  const onResolve = props.onResolve ?? resolveAndClose(onClose);
  const labels = syncLabels[language];
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const intro = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="sync-dialog"
      aria-labelledby={title}
      aria-describedby={intro}
      onCancel={onClose}
    >
      <header className="sync-dialog-head">
        <div>
          <h2 id={title}>{labels.conflict.title}</h2>
          <p className="sync-dialog-about">
            {describer.about(entry)} · {describer.what(entry)}
          </p>
        </div>
        <button
          type="button"
          className="sync-notice-close"
          aria-label={labels.conflict.later}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </header>
      <div className="sync-dialog-body">
        <p id={intro}>{labels.conflict.intro}</p>
        <Versions entry={entry} describer={describer} labels={labels} />
      </div>
      <footer className="sync-dialog-foot">
        <button type="button" className="sync-button" data-kind="quiet" onClick={onClose}>
          {labels.conflict.later}
        </button>
        <button type="button" className="sync-button" onClick={() => onResolve(entry, 'server')}>
          {labels.conflict.useServer}
        </button>
        <button
          type="button"
          className="sync-button"
          data-kind="main"
          onClick={() => onResolve(entry, 'mine')}
        >
          {labels.conflict.useMine}
        </button>
      </footer>
    </dialog>
  );
}

const resolveAndClose =
  (onClose: () => void) =>
  ({ id }: MutationEntry, choice: 'mine' | 'server'): void => {
    // One that was decided elsewhere meanwhile is in no list any more.
    getSyncClient()
      .queue.resolveConflict(id, choice)
      .catch(() => undefined);
    onClose();
  };

interface VersionsProps {
  entry: MutationEntry;
  describer: ChangeDescriber;
  labels: SyncLabels;
}

function Versions({ entry, describer, labels }: VersionsProps) {
  const { conflict } = labels;
  if (entry.conflict?.server == null)
    return <p className="sync-dialog-warning">{conflict.deleted}</p>;
  return (
    <>
      {entry.operation === 'delete' && <p className="sync-dialog-warning">{conflict.deletesIt}</p>}
      <table className="sync-versions">
        <thead>
          <tr>
            <th scope="col">{conflict.field}</th>
            <th scope="col">{conflict.base}</th>
            <th scope="col">{conflict.mine}</th>
            <th scope="col">{conflict.server}</th>
          </tr>
        </thead>
        <tbody>
          {conflictRows(entry, describer).map((row) => (
            <tr key={row.field}>
              <th scope="row">{row.label}</th>
              <Version row={row} which="base" labels={labels} />
              <Version row={row} which="mine" labels={labels} />
              <Version row={row} which="server" labels={labels} />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Version({
  row,
  which,
  labels,
}: {
  row: ConflictRow;
  which: 'base' | 'mine' | 'server';
  labels: SyncLabels;
}) {
  const words = row[which];
  const changed = which !== 'base' && words !== row.base;
  return (
    <td data-column={labels.conflict[which]} data-changed={changed || undefined}>
      {changed ? (
        <strong>{words || labels.conflict.empty}</strong>
      ) : (
        words || <span className="sync-empty">{labels.conflict.empty}</span>
      )}
    </td>
  );
}
