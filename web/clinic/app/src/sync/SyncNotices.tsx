import { useState, type ReactNode } from 'react';
import type { Language, MutationEntry } from 'synchrone';
import { ChangeActions } from './ChangeActions.tsx';
import { AlertIcon, CloseIcon, ForkIcon } from './icons.tsx';
import { syncLabels, type SyncLabels } from './labels/index.ts';
import { groupByCause, type Cause } from './reason.ts';
import type { ChangeCommands, ChangeDescriber } from './types.ts';

/** More than this would hide the work; the rest is in the attention list. */
const shownAtOnce = 3;

export interface SyncNoticesProps {
  /** The parked changes, newest first. */
  entries: readonly MutationEntry[];
  language: Language;
  describer: ChangeDescriber;
  commands: ChangeCommands;
  onRetryAll(entries: readonly MutationEntry[]): void;
  /** Opens the attention list. */
  onSeeAll(): void;
  /** What the application adds below the reason, such as free slots. */
  renderExtra?: ((entry: MutationEntry) => ReactNode) | undefined;
}

/**
 * Tells each newly refused change once, in a corner, until a person decides or hides it (9.2). What was already
 * parked when the page opened stays in the attention list only.
 */
export function SyncNotices(props: SyncNoticesProps) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set(props.entries.map((entry) => entry.id)));
  const labels = syncLabels[props.language];
  const fresh = props.entries.filter((entry) => !hidden.has(entry.id));
  const causes = groupByCause(fresh, labels).slice(0, shownAtOnce);
  const hide = (entries: readonly MutationEntry[]) =>
    setHidden((before) => new Set([...before, ...entries.map((entry) => entry.id)]));

  return (
    <section className="sync-notices" aria-label={labels.notices}>
      {causes.map((cause) => (
        <Notice key={noticeKey(cause)} cause={cause} labels={labels} onHide={() => hide(cause.entries)} {...props} />
      ))}
    </section>
  );
}

function noticeKey({ entries, reason }: Cause): string {
  return entries.length === 1 ? (entries[0]?.id ?? reason) : reason;
}

interface NoticeProps extends SyncNoticesProps {
  cause: Cause;
  labels: SyncLabels;
  onHide(): void;
}

function Notice({ cause, labels, onHide, ...props }: NoticeProps) {
  const [entry] = cause.entries;
  if (entry === undefined) return null;
  const single = cause.entries.length === 1;
  const title = single ? props.describer.what(entry) : labels.grouped(cause.entries.length);
  return (
    <div className="sync-notice" role="alert" data-kind={entry.kind}>
      <div className="sync-notice-icon">{entry.kind === 'conflict' ? <ForkIcon /> : <AlertIcon />}</div>
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
      <button type="button" className="sync-notice-close" aria-label={labels.dismiss} title={labels.dismiss} onClick={onHide}>
        <CloseIcon />
      </button>
    </div>
  );
}

function GroupActions({ cause, labels, onHide, onRetryAll, onSeeAll }: NoticeProps) {
  return (
    <div className="sync-actions">
      <button type="button" className="sync-button" data-kind="main" onClick={() => onRetryAll(cause.entries)}>
        {labels.retryAll}
      </button>
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
    </div>
  );
}
