import { SyncDetails, syncLabels } from 'synchrone/streaming';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { PopupPanel } from '../popups/PopupPanel.tsx';
import type { Popup } from '../popups/usePopup.ts';
import { useSyncWords } from './SyncCenter.tsx';

/** What waits to be sent, and why. */
export function WaitingChanges({ popup }: { popup: Popup }) {
  const { language } = useLanguage();
  const { describer, commands } = useSyncWords();
  return (
    <PopupPanel popup={popup} label={syncLabels[language].details} position="top-start" width={320}>
      <SyncDetails language={language} describer={describer} commands={commands} />
    </PopupPanel>
  );
}
