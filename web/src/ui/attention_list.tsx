import type { ReactNode } from 'react';
import type { MutationEntry } from '../types/index.js';
import { ChangeActions, isHeld } from './change_actions.js';
import { AlertIcon, ForkIcon } from './icons.js';
import { momentInWords } from './moment.js';
import { reasonOf } from './reason.js';
import type { ChangeDescriber } from './types.js';
import { usePieces, type SyncComponentProps } from './use_pieces.js';
import { useOpenChanges } from './use_parked_changes.js';

/** Props of `AttentionList`. */
export interface AttentionListProps extends SyncComponentProps {
  /**
   * The changes, in the order to show them. Default: all parked ones and those that are kept
   * offline, newest first.
   */
  entries?: readonly MutationEntry[] | undefined;
  /** What the application adds below the reason, such as free slots or a link. */
  renderExtra?: ((entry: MutationEntry) => ReactNode) | undefined;
}

/**
 * Every change that waits for a person: what, about whom, why, and what can be done. Those that
 * were refused, are in conflict or have an unknown outcome, and those that a person keeps offline.
 */
export function AttentionList({ renderExtra, ...props }: AttentionListProps) {
  const { language, labels, describer, commands, dialog } = usePieces(props);
  const own = useOpenChanges();
  const entries = props.entries ?? own;
  const format = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (
    <>
      <ul className="sync-attention">
        {entries.map((entry) => (
          <li
            key={entry.id}
            className="sync-attention-item"
            data-kind={isHeld(entry) ? 'held' : entry.kind}
          >
            <div className="sync-notice-icon">
              {entry.kind === 'conflict' ? <ForkIcon /> : <AlertIcon />}
            </div>
            <div className="sync-attention-body">
              <div className="sync-attention-head">
                <span className="sync-attention-about">{describer.about(entry)}</span>
                <span className="sync-attention-what">{describer.what(entry)}</span>
                <time
                  className="sync-attention-time"
                  dateTime={new Date(entry.timestamp).toISOString()}
                >
                  {momentInWords(entry.timestamp, language, format)}
                </time>
              </div>
              <p className="sync-notice-reason">
                <span className="sync-kind">
                  {isHeld(entry) ? labels.heldKind : labels.kinds[entry.kind ?? 'refused']}
                </span>{' '}
                {reasonOf(entry, labels)}
              </p>
              <ChangedFields entry={entry} describer={describer} />
              {renderExtra?.(entry)}
              <ChangeActions entry={entry} labels={labels} commands={commands} />
            </div>
          </li>
        ))}
      </ul>
      {dialog}
    </>
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the person had entered, so that they need not remember it. */
function ChangedFields({ entry, describer }: { entry: MutationEntry; describer: ChangeDescriber }) {
  if (!isRecord(entry.data)) return null;
  const fields = Object.entries(entry.data).flatMap(([field, value]) => {
    const label = describer.fieldLabel(entry, field);
    const words = describer.fieldValue(entry, field, value);
    return label === null || words === '' ? [] : [{ field, label, words }];
  });
  if (fields.length === 0) return null;
  return (
    <dl className="sync-fields">
      {fields.map(({ field, label, words }) => (
        <div key={field}>
          <dt>{label}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
