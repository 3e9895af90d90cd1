import { useMemo, useState, type ReactElement } from 'react';
import type { Language, MutationEntry } from '../types/index.js';
import { getSyncClient } from '../client/instance.js';
import { ConflictDialog } from './conflict_dialog.js';
import { plainDescriber } from './plain_describer.js';
import { syncLabels, type SyncLabels } from './labels/index.js';
import type { ChangeCommands, ChangeDescriber } from './types.js';
import { usePieceLanguage } from './use_language.js';

/** Props that every component of `synchrone/ui` accepts, and their defaults. */
export interface SyncComponentProps {
  /** Default: that of `configure({ language })`, else the browser's, else French. */
  language?: Language | undefined;
  /** How the application puts its records into words. Default: their fields as they are called. */
  describer?: ChangeDescriber | undefined;
  /** What is done when a person decides. Default: the queue's own commands, and a window to compare. */
  commands?: ChangeCommands | undefined;
}

/** @deprecated Use `SyncComponentProps`. */
export type PieceProps = SyncComponentProps;

/** The props of a component of `synchrone/ui`, with the defaults filled in. */
export interface Pieces {
  readonly language: Language;
  /** The words, in that language. */
  readonly labels: SyncLabels;
  /** How records are put into words. */
  readonly describer: ChangeDescriber;
  /** What is done when a person decides. */
  readonly commands: ChangeCommands;
  /** The comparison that `commands.compare` has opened; null where the application has its own. */
  readonly dialog: ReactElement | null;
}

/** Completes what a piece was given. */
export function usePieces(props: SyncComponentProps): Pieces {
  const language = usePieceLanguage(props.language);
  const own = useMemo(() => plainDescriber(language), [language]);
  const describer = props.describer ?? own;
  const [compared, setCompared] = useState<string | null>(null);
  const queueCommands = useMemo(() => commandsOfTheQueue(setCompared), []);
  const entry = compared === null ? null : (getSyncClient().queue.getEntry(compared) ?? null);
  const dialog =
    props.commands !== undefined || entry?.kind !== 'conflict' ? null : (
      <ConflictDialog
        entry={entry}
        language={language}
        describer={describer}
        onClose={() => setCompared(null)}
      />
    );
  return {
    language,
    labels: syncLabels[language],
    describer,
    commands: props.commands ?? queueCommands,
    dialog,
  };
}

/** A decision that comes too late leaves the entry as it is, which the pieces show. */
export function ignoreRejection(decision: Promise<unknown>): void {
  decision.catch(() => undefined);
}

function commandsOfTheQueue(compare: (id: string) => void): ChangeCommands {
  const { queue } = getSyncClient();
  return {
    retry: ({ id }: MutationEntry) => ignoreRejection(queue.retry(id)),
    discard: ({ id }: MutationEntry) => ignoreRejection(queue.discard(id)),
    keepOffline: ({ id }: MutationEntry) => ignoreRejection(queue.keepOffline(id)),
    resolve: ({ id }: MutationEntry, choice) => ignoreRejection(queue.resolveConflict(id, choice)),
    compare: ({ id }: MutationEntry) => compare(id),
  };
}
