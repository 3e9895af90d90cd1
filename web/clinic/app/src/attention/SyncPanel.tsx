import { Popover } from '@mantine/core';
import { useState } from 'react';
import { SyncDetails, syncLabels } from 'synchrone/streaming';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { StatusLine } from './StatusLine.tsx';
import { useSyncWords } from './SyncCenter.tsx';

/** The status line, and behind it what waits and why. */
export function SyncPanel() {
  const { language } = useLanguage();
  const { describer, commands } = useSyncWords();
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-start"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <div>
          <StatusLine expanded={opened} onOpen={() => setOpened((before) => !before)} />
        </div>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={syncLabels[language].details}>
        <SyncDetails language={language} describer={describer} commands={commands} />
      </Popover.Dropdown>
    </Popover>
  );
}
