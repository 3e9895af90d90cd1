import { useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Language, MutationEntry } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { conflictRows, keptFields, type ConflictRow, type FieldChoices } from './conflict_rows.js';
import { CloseIcon } from './icons.js';
import { syncLabels, type SyncLabels } from './labels/index.js';
import { plainDescriber } from './plain_describer.js';
import { usePieceLanguage } from './use_language.js';
import type { ChangeDescriber } from './types.js';

/** Props of `ConflictDialog`. */
export interface ConflictDialogProps {
  /** The change in conflict; null keeps the dialog closed. */
  entry: MutationEntry | null;
  /** Default: as for every piece (`SyncComponentProps`). */
  language?: Language | undefined;
  /** Default: as for every piece (`SyncComponentProps`). */
  describer?: ChangeDescriber | undefined;
  /** Default: `queue.resolveConflict`, and the dialog closes. */
  onResolve?: ((entry: MutationEntry, choice: 'mine' | 'server') => void) | undefined;
  /**
   * Some of the person's fields are kept, the others are given up: `fields` is what is sent. Asked where
   * a change touches several fields. Default: `queue.resolveConflict`, and the dialog closes.
   */
  onResolveFields?:
    ((entry: MutationEntry, fields: Readonly<Record<string, unknown>>) => void) | undefined;
  /** More about the conflict, below the introduction: who has saved the other version, and when. */
  renderExtra?: ((entry: MutationEntry) => ReactNode) | undefined;
  /** The person has decided or has closed the dialog: `entry` has to become null. */
  onClose(): void;
}

/** Base, mine and server side by side, field by field, and the two ways out. A native modal dialog. */
export function ConflictDialog({ entry, ...props }: ConflictDialogProps) {
  return entry && <OpenDialog key={entry.id} entry={entry} {...props} />;
}

function OpenDialog({ entry, onClose, ...props }: ConflictDialogProps & { entry: MutationEntry }) {
  const language = usePieceLanguage(props.language);
  const describer = props.describer ?? plainDescriber(language);
  const rows = conflictRows(entry, describer);
  const decision = useDecision(entry, rows, { onClose, ...props });
  const labels = syncLabels[language];
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const intro = useId();
  // It is closed while it is still in the page: only then does the focus go back to where it was.
  useLayoutEffect(() => {
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
        {props.renderExtra?.(entry)}
        <Versions
          entry={entry}
          rows={rows}
          labels={labels}
          choices={decision.choices}
          onChoose={decision.onChoose}
        />
      </div>
      <footer className="sync-dialog-foot">
        <button type="button" className="sync-button" data-kind="quiet" onClick={onClose}>
          {labels.conflict.later}
        </button>
        <button type="button" className="sync-button" onClick={decision.takeServer}>
          {labels.conflict.useServer}
        </button>
        <button type="button" className="sync-button" data-kind="main" onClick={decision.takeMine}>
          {decision.isMixed ? labels.conflict.useChoices : labels.conflict.useMine}
        </button>
      </footer>
    </dialog>
  );
}

/** What the person has chosen so far, and the two ways to decide by it. */
function useDecision(
  entry: MutationEntry,
  rows: readonly ConflictRow[],
  props: Pick<ConflictDialogProps, 'onClose' | 'onResolve' | 'onResolveFields'>,
) {
  const onResolve = props.onResolve ?? resolveAndClose(props.onClose);
  const onResolveFields = props.onResolveFields ?? resolveAndClose(props.onClose);
  const [choices, setChoices] = useState<FieldChoices>({});
  const open = rows.filter(({ isChoice }) => isChoice);
  const isByField = entry.operation === 'update' && !!entry.conflict?.server && open.length > 1;
  const isMixed = isByField && open.some(({ field }) => choices[field] === 'server');
  const onChoose: VersionsProps['onChoose'] = isByField
    ? (field, which) => setChoices({ ...choices, [field]: which })
    : null;
  const takeServer = (): void => onResolve(entry, 'server');
  const takeMine = (): void => {
    const fields = isMixed ? keptFields(entry, choices) : null;
    if (!isMixed) onResolve(entry, 'mine');
    else if (fields === null) takeServer();
    else onResolveFields(entry, fields);
  };
  return { choices, onChoose, isMixed, takeMine, takeServer };
}

const resolveAndClose =
  (onClose: () => void) =>
  ({ id }: MutationEntry, choice: 'mine' | 'server' | object): void => {
    // A conflict that was decided elsewhere meanwhile is in no list any more.
    getSyncClient()
      .queue.resolveConflict(id, choice)
      .catch(() => undefined);
    onClose();
  };

interface VersionsProps {
  entry: MutationEntry;
  rows: readonly ConflictRow[];
  labels: SyncLabels;
  choices: FieldChoices;
  /** null: there is nothing to choose by field. */
  onChoose: ((field: string, which: 'mine' | 'server') => void) | null;
}

function Versions({ entry, rows, labels, choices, onChoose }: VersionsProps) {
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
          {rows.map((row) => {
            const cell = { row, labels, onChoose: row.isChoice ? onChoose : null };
            const chosen = choices[row.field] ?? 'mine';
            return (
              <tr key={row.field}>
                <th scope="row">{row.label}</th>
                <Version {...cell} which="base" chosen={chosen} />
                <Version {...cell} which="mine" chosen={chosen} />
                <Version {...cell} which="server" chosen={chosen} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

interface VersionProps {
  row: ConflictRow;
  which: 'base' | 'mine' | 'server';
  labels: SyncLabels;
  chosen: 'mine' | 'server';
  onChoose: ((field: string, which: 'mine' | 'server') => void) | null;
}

function Version({ row, which, labels, chosen, onChoose }: VersionProps) {
  const words = row[which];
  const changed = which !== 'base' && words !== row.base;
  const value = changed ? (
    <strong>{words || labels.conflict.empty}</strong>
  ) : (
    words || <span className="sync-empty">{labels.conflict.empty}</span>
  );
  return (
    <td data-column={labels.conflict[which]} data-changed={changed || undefined}>
      {onChoose === null || which === 'base' ? (
        value
      ) : (
        <label className="sync-choice">
          <input
            type="radio"
            name={`sync-choice-${row.field}`}
            aria-label={`${row.label}, ${labels.conflict[which]}`}
            checked={chosen === which}
            onChange={() => onChoose(row.field, which)}
          />
          {value}
        </label>
      )}
    </td>
  );
}
