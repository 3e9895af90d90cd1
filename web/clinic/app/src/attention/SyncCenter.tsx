import { createContext, Suspense, useContext, useMemo, useState, type ReactNode } from 'react';
import {
  type ChangeCommands,
  type ChangeDescriber,
  getMutationQueue,
  type MutationEntry,
  useAttention,
} from 'synchrone/streaming';
import { part } from '../parts/parts.ts';
import { settle } from './settle.ts';
import { useClinicDescriber } from './useClinicDescriber.ts';
import { useCorrection } from './useCorrection.ts';

const ParkedPieces = part(async () => (await import('../parts/seldom.ts')).ParkedPieces);

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
  const describer = useClinicDescriber();
  const { items } = useAttention();
  const parked = useMemo(() => items.map(({ mutation }) => mutation).reverse(), [items]);
  const [comparedId, setComparedId] = useState<string | null>(null);
  const commands = useCommands(setComparedId);
  const words = useMemo(() => ({ describer, commands, parked }), [describer, commands, parked]);
  const [needed, setNeeded] = useState(false);
  if (parked.length > 0 && !needed) setNeeded(true);
  const compared = parked.find(({ id, kind }) => id === comparedId && kind === 'conflict') ?? null;

  return (
    <SyncWordsContext value={words}>
      {children}
      {needed && (
        <Suspense>
          <ParkedPieces {...words} compared={compared} onCompared={() => setComparedId(null)} />
        </Suspense>
      )}
    </SyncWordsContext>
  );
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
