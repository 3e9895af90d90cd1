import { SyncStatus, type SyncStatusProps, useSyncStatus } from 'synchrone/streaming';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { useFreshness } from '../resources/freshness.ts';

/**
 * The status line of the queue. While the lists may be old and nothing waits to be sent, it says so instead: "everything
 * is synced" is true of the changes of this device only.
 */
export function StatusLine(props: Pick<SyncStatusProps, 'onOpen' | 'expanded'>) {
  const { language, messages } = useLanguage();
  const { isOld } = useFreshness();
  const snapshot = useSyncStatus();
  const { pending, waiting, online } = snapshot;
  if (!isOld || pending > 0) return <SyncStatus language={language} {...props} />;
  // A read of a list was the first request that the server did not answer.
  const found = { ...snapshot, waiting: waiting ?? (online ? 'unreachable' : waiting) };
  return (
    <SyncStatus language={language} snapshot={found} idle={messages.states.oldLists} {...props} />
  );
}
