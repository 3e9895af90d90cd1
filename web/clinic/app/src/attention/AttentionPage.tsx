import { EmptyState } from '@mantine/core';
import { IconCircleCheck } from '../icons/icons.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { AttentionList, useAttention } from 'synchrone/streaming';
import classes from './AttentionPage.module.css';
import { RefusalExtra } from './RefusalExtra.tsx';
import { useSyncWords } from './SyncCenter.tsx';

/** Every change that the server refused or that conflicts with another one, until a person decides, and those kept offline. */
export function AttentionPage() {
  const { messages, language } = useLanguage();
  const { parked, describer, commands } = useSyncWords();
  const { held } = useAttention();
  return (
    <>
      <PageHeader
        title={messages.attention.title}
        aside={parked.length > 0 && messages.navigation.attentionCount(parked.length)}
      />
      {parked.length + held.length === 0 ? (
        <EmptyState
          m="auto"
          p="xl"
          icon={<IconCircleCheck size={32} />}
          title={messages.attention.emptyTitle}
          description={messages.attention.emptyHint}
        />
      ) : (
        <div className={classes.scroller}>
          <AttentionList
            language={language}
            describer={describer}
            commands={commands}
            renderExtra={(entry) => <RefusalExtra entry={entry} />}
          />
        </div>
      )}
    </>
  );
}
