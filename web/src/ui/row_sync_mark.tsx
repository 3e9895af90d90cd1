import { memo } from 'react';
import type { Language, RowSyncState } from '../types/index.js';
import { AlertIcon, ClockIcon, ForkIcon } from './icons.js';
import { syncLabels } from './labels/index.js';
import { usePieceLanguage } from './use_language.js';

const icons = {
  pending: ClockIcon,
  error: AlertIcon,
  conflict: ForkIcon,
  uncertain: AlertIcon,
} as const;

/** Props of `RowSyncMark`. */
export interface RowSyncMarkProps {
  /** As `useRowState` or `syncState` gives it. */
  state: RowSyncState;
  /** Default: as for every piece (`SyncComponentProps`). */
  language?: Language | undefined;
}

/** The sync state of one row: a shape, a colour, and words for screen readers. Nothing while all is well. */
export const RowSyncMark = memo(function RowSyncMark({ state, language: given }: RowSyncMarkProps) {
  const language = usePieceLanguage(given);
  if (state === 'synced') return null;
  const Icon = icons[state];
  const words = syncLabels[language].row[state];
  return (
    <span className="sync-mark" data-state={state} title={words}>
      <Icon />
      <span className="sync-hidden">{words}</span>
    </span>
  );
});
