import { Button, EmptyState } from '@mantine/core';
import { IconMapQuestion } from '../icons/icons.tsx';
import { Link } from 'wouter';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { paths } from './paths.ts';

/** An address that leads nowhere. */
export function NotFound() {
  const { states, navigation } = useMessages();
  return (
    <EmptyState
      m="auto"
      icon={<IconMapQuestion size={32} />}
      title={states.notFoundTitle}
      description={states.notFoundHint}
    >
      <EmptyState.Actions>
        <Button component={Link} href={paths.agenda}>
          {navigation.agenda}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
