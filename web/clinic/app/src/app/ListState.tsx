import { Button, EmptyState } from '@mantine/core';
import { IconCloudOff } from '../icons/icons.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './ListState.module.css';

interface LoadingRowsProps {
  rows?: number;
  /** They show only when it takes long: what comes at once does not flicker. */
  late?: boolean;
}

/**
 * Grey rows in the place of those that are on their way. They stand still: a pulse is drawn sixty times a second
 * as long as a page loads, by the processor where a workstation has no graphics card.
 */
export function LoadingRows({ rows = 12, late }: LoadingRowsProps) {
  const { states } = useMessages();
  return (
    <div className={classes.loading} data-late={late || undefined} role="status" aria-busy="true">
      <span className="sync-hidden">{states.loading}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={classes.row} style={{ opacity: 1 - index / (rows + 2) }}>
          <span className={classes.face} />
          <span className={classes.word} style={{ inlineSize: `${22 + ((index * 7) % 12)}%` }} />
          <span className={classes.word} style={{ inlineSize: '14%' }} />
          <span className={classes.word} style={{ inlineSize: '16%' }} />
        </div>
      ))}
    </div>
  );
}

/** The list could not be read: says so, and that the person's own work is safe. */
export function LoadFailed({
  reason,
  onReload,
}: {
  reason: string;
  onReload: () => Promise<unknown>;
}) {
  const { states, actions } = useMessages();
  return (
    <EmptyState
      m="auto"
      p="xl"
      icon={<IconCloudOff size={32} />}
      title={states.loadFailed}
      description={reason}
      role="alert"
    >
      <p className={classes.hint}>{states.loadFailedHint}</p>
      <EmptyState.Actions>
        <Button variant="default" onClick={() => void onReload().catch(() => undefined)}>
          {actions.reload}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
