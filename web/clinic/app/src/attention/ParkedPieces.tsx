import {
  type ChangeCommands,
  type ChangeDescriber,
  ConflictDialog,
  getMutationQueue,
  type MutationEntry,
  SyncNotices,
} from 'synchrone/streaming';
import { useLocation } from 'wouter';
import { isUnder } from '../app/pages.ts';
import { paths } from '../app/paths.ts';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { ConflictAuthor } from './ConflictAuthor.tsx';
import { RefusalExtra } from './RefusalExtra.tsx';
import { settle } from './settle.ts';

interface ParkedPiecesProps {
  parked: readonly MutationEntry[];
  describer: ChangeDescriber;
  commands: ChangeCommands;
  /** The conflict that is compared. */
  compared: MutationEntry | null;
  onCompared(): void;
}

const none: readonly MutationEntry[] = [];

/** Over every page: the notices of what needs a person, and the comparison of a conflict. */
export function ParkedPieces(props: ParkedPiecesProps) {
  const { parked, describer, commands, compared, onCompared } = props;
  const { language } = useLanguage();
  const [location, navigate] = useLocation();
  return (
    <>
      <SyncNotices
        // The page of these changes has them already, with the same buttons.
        entries={isUnder(location, paths.attention) ? none : parked}
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
        onClose={onCompared}
      />
    </>
  );
}
