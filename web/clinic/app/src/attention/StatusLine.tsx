import { IconClockExclamation } from '@tabler/icons-react';
import { useSyncStatus } from 'synchrone';
import { SyncStatus, syncLabels, type SyncStatusProps } from 'synchrone/ui';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { useFreshness } from '../resources/freshness.ts';

/**
 * The status line of the queue. While the lists may be old and nothing waits to be sent, it says so instead: "everything
 * is synced" is true of the changes of this device only.
 */
export function StatusLine(props: Pick<SyncStatusProps, 'onOpen' | 'expanded'>) {
  const { language, messages } = useLanguage();
  const { isOld } = useFreshness();
  const { pending, attention, waiting, online, storage } = useSyncStatus();
  if (!isOld || pending > 0 || attention > 0 || !storage.durable)
    return <SyncStatus language={language} {...props} />;
  const labels = syncLabels[language];
  const connection = waiting ?? (online ? 'unreachable' : 'offline');
  return (
    <div className="sync-status" data-tone="waiting">
      <div className="sync-status-lines" role="status">
        <span className="sync-status-connection">
          <IconClockExclamation size={16} aria-hidden="true" />
          {labels.connection[connection]}
        </span>
        <span className="sync-status-work">{messages.states.oldLists}</span>
      </div>
      <button
        type="button"
        className="sync-status-open"
        aria-label={labels.details}
        aria-expanded={props.expanded}
        aria-haspopup="dialog"
        onClick={props.onOpen}
      />
    </div>
  );
}
