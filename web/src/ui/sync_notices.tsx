import { useState, type ReactNode } from 'react';
import type { MutationEntry } from '../types/index.js';
import { ChangeActions } from './change_actions.js';
import { AlertIcon, CloseIcon, ForkIcon } from './icons.js';
import type { SyncLabels } from './labels/index.js';
import { groupByCause, type Cause } from './reason.js';
import type { ChangeCommands, ChangeDescriber } from './types.js';
import { usePieces, type SyncComponentProps } from './use_pieces.js';
import { useParkedChanges } from './use_parked_changes.js';

/** More than this would hide the work; the rest is in the attention list. */
const shownAtOnce = 3;

/** Props of `SyncNotices`. */
export interface SyncNoticesProps extends SyncComponentProps {
  /** The parked changes, newest first. Default: the queue's (`useAttention`). */
  entries?: readonly MutationEntry[] | undefined;
  /** Default: each is retried. */
  onRetryAll?: ((entries: readonly MutationEntry[]) => void) | undefined;
  /** Opens the attention list. Without it there is no such button. */
  onSeeAll?: (() => void) | undefined;
  /** What the application adds below the reason, such as free slots. */
  renderExtra?: ((entry: MutationEntry) => ReactNode) | undefined;
}

/** Hidden by a person, in the life of this page. One that is refused once more is shown again. */
const hiddenHere = new Set<string>();
const refusalOf = ({ id, generation }: MutationEntry): string => `${id} ${generation}`;

/**
 * Shows each change that was refused, in a corner, until a person decides or hides it; after a
 * reload those that are still undecided are shown again.
 */
export function SyncNotices({ renderExtra, onSeeAll, ...props }: SyncNoticesProps) {
  const { labels, describer, commands, dialog } = usePieces(props);
  const own = useParkedChanges();
  const entries = props.entries ?? own;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(hiddenHere);
  const fresh = entries.filter((entry) => !hidden.has(refusalOf(entry)));
  const causes = groupByCause(fresh, labels).slice(0, shownAtOnce);
  const hide = (entries: readonly MutationEntry[]) => {
    for (const entry of entries) hiddenHere.add(refusalOf(entry));
    setHidden(new Set(hiddenHere));
  };

  return (
    <section className="sync-notices" aria-label={labels.notices}>
      {causes.map((cause) => (
        <Notice
          key={noticeKey(cause)}
          cause={cause}
          labels={labels}
          describer={describer}
          commands={commands}
          onHide={() => hide(cause.entries)}
          onRetryAll={props.onRetryAll ?? ((all) => all.forEach(commands.retry))}
          onSeeAll={onSeeAll}
          renderExtra={renderExtra}
        />
      ))}
      {dialog}
    </section>
  );
}

function noticeKey({ entries, reason }: Cause): string {
  return entries.length === 1 ? (entries[0]?.id ?? reason) : reason;
}

interface NoticeProps {
  cause: Cause;
  labels: SyncLabels;
  describer: ChangeDescriber;
  commands: ChangeCommands;
  onHide(): void;
  onRetryAll(entries: readonly MutationEntry[]): void;
  onSeeAll: (() => void) | undefined;
  renderExtra: ((entry: MutationEntry) => ReactNode) | undefined;
}

function Notice({ cause, labels, onHide, ...props }: NoticeProps) {
  const [entry] = cause.entries;
  if (entry === undefined) return null;
  const single = cause.entries.length === 1;
  const title = single ? props.describer.what(entry) : labels.grouped(cause.entries.length);
  return (
    <div className="sync-notice" role="alert" data-kind={entry.kind}>
      <div className="sync-notice-icon">
        {entry.kind === 'conflict' ? <ForkIcon /> : <AlertIcon />}
      </div>
      <div className="sync-notice-body">
        <p className="sync-notice-title">{title}</p>
        {single && <p className="sync-notice-about">{props.describer.about(entry)}</p>}
        <p className="sync-notice-reason">
          <span className="sync-kind">{labels.kinds[entry.kind ?? 'refused']}</span> {cause.reason}
        </p>
        {single && props.renderExtra?.(entry)}
        {single ? (
          <ChangeActions entry={entry} labels={labels} commands={props.commands} />
        ) : (
          <GroupActions cause={cause} labels={labels} onHide={onHide} {...props} />
        )}
      </div>
      <button
        type="button"
        className="sync-notice-close"
        aria-label={labels.dismiss}
        title={labels.dismiss}
        onClick={onHide}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

function GroupActions({ cause, labels, onHide, onRetryAll, onSeeAll }: NoticeProps) {
  return (
    <div className="sync-actions">
      <button
        type="button"
        className="sync-button"
        data-kind="main"
        onClick={() => onRetryAll(cause.entries)}
      >
        {labels.retryAll}
      </button>
      {onSeeAll && (
        <button
          type="button"
          className="sync-button"
          onClick={() => {
            onHide();
            onSeeAll();
          }}
        >
          {labels.seeAll}
        </button>
      )}
    </div>
  );
}
