import { Popover } from '@mantine/core';
import { useState } from 'react';
import { getMutationQueue, usePendingMutations, useSyncStatus } from 'synchrone';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { syncLabels } from '../sync/labels/index.ts';
import { SyncDetails } from '../sync/SyncDetails.tsx';
import { SyncStatus } from '../sync/SyncStatus.tsx';
import { useSyncWords } from './SyncCenter.tsx';

/** The status line, and behind it what waits and why. */
export function SyncPanel() {
  const { language } = useLanguage();
  const snapshot = useSyncStatus();
  const pending = usePendingMutations();
  const { describer } = useSyncWords();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={320} shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <div>
          <SyncStatus
            snapshot={snapshot}
            language={language}
            expanded={opened}
            onOpen={() => setOpened((before) => !before)}
          />
        </div>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={syncLabels[language].details}>
        <SyncDetails
          snapshot={snapshot}
          pending={pending}
          language={language}
          describer={describer}
          explain={({ id }) => getMutationQueue().explain(id)?.message ?? ''}
          onSyncNow={() => void getMutationQueue().process().catch(() => undefined)}
          onOfflineMode={(on) => getMutationQueue().setOfflineMode(on)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
