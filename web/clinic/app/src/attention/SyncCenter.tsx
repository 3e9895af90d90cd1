import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { getMutationQueue, useAttention, type MutationEntry } from 'synchrone';
import { paths } from '../app/paths.ts';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import {
  type ChangeCommands,
  type ChangeDescriber,
  ConflictDialog,
  SyncNotices,
} from 'synchrone/ui';
import { ConflictAuthor } from './ConflictAuthor.tsx';
import { RefusalExtra } from './RefusalExtra.tsx';
import { useClinicDescriber } from './useClinicDescriber.ts';
import { useCorrection } from './useCorrection.ts';

/** What every piece that shows a parked change needs. */
export interface SyncWords {
  describer: ChangeDescriber;
  commands: ChangeCommands;
  /** The parked changes, newest first. */
  parked: readonly MutationEntry[];
}

const SyncWordsContext = createContext<SyncWords | null>(null);

/** Notices and the comparison of conflicts over every page, and what the attention list needs below. */
export function SyncCenter({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  const [, navigate] = useLocation();
  const describer = useClinicDescriber();
  const { items } = useAttention();
  const parked = useMemo(() => items.map(({ mutation }) => mutation).reverse(), [items]);
  const [comparedId, setComparedId] = useState<string | null>(null);
  const commands = useCommands(setComparedId);
  const words = useMemo(() => ({ describer, commands, parked }), [describer, commands, parked]);
  const compared = parked.find(({ id, kind }) => id === comparedId && kind === 'conflict') ?? null;

  return (
    <SyncWordsContext value={words}>
      {children}
      <SyncNotices
        entries={parked}
        language={language}
        describer={describer}
        commands={commands}
        onRetryAll={(entries) => entries.forEach(commands.retry)}
        onSeeAll={() => navigate(paths.attention)}
        renderExtra={(entry) => <RefusalExtra entry={entry} />}
      />
      <ConflictDialog
        entry={compared}
        language={language}
        describer={describer}
        onResolve={commands.resolve}
        onResolveFields={({ id }, fields) =>
          settle(getMutationQueue().resolveConflict(id, { ...fields }))
        }
        renderExtra={(entry) => <ConflictAuthor entry={entry} />}
        onClose={() => setComparedId(null)}
      />
    </SyncWordsContext>
  );
}

/** What was decided shows in the list and the views; a decision that came too late leaves the entry where it is. */
function settle(decision: Promise<unknown>): void {
  decision.catch(() => undefined);
}

function useCommands(compare: (id: string) => void): ChangeCommands {
  const { correct, canCorrect } = useCorrection();
  return useMemo(
    () => ({
      retry: ({ id }) => settle(getMutationQueue().retry(id)),
      discard: ({ id }) => settle(getMutationQueue().discard(id)),
      keepOffline: ({ id }) => settle(getMutationQueue().keepOffline(id)),
      resolve: ({ id }, choice) => settle(getMutationQueue().resolveConflict(id, choice)),
      compare: ({ id }) => compare(id),
      correct,
      canCorrect,
    }),
    [compare, correct, canCorrect],
  );
}

/** Words and commands for parked changes. */
export function useSyncWords(): SyncWords {
  const words = useContext(SyncWordsContext);
  if (words === null) throw new Error('useSyncWords needs a SyncCenter above it.');
  return words;
}
