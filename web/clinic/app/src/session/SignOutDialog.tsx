import { Button, Group, Modal, Progress, Text } from '@mantine/core';
import { useState } from 'react';
import { useSyncStatus } from 'synchrone/streaming';
import { ChoiceCards } from '../forms/ChoiceCards.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { downloadText } from './download.ts';
import { usePreferences } from './preferences.ts';
import { session } from './session.ts';
import { useIsServerAway } from './useSignOut.ts';

/** How long changes are sent before the person leaves, in seconds. */
const usualPatience = 10;

const choices = ['sync', 'keep', 'export'] as const;
type Choice = (typeof choices)[number];

/** Asked at a sign-out with unsaved work, or without the server: none of the answers loses any of it. */
export function SignOutDialog() {
  const { session: words, actions } = useMessages();
  const { close } = useDialogs();
  const { pending, attention } = useSyncStatus();
  const isAway = useIsServerAway();
  const unsaved = pending + attention;
  // A change leaves only when it can be taken back no more.
  const patience = usualPatience + usePreferences().undoSeconds;
  const [choice, setChoice] = useState<Choice>(isAway ? 'keep' : 'sync');
  const [asked, setAsked] = useState<number | null>(null);
  const leave = async () => {
    setAsked(unsaved);
    const exported = await session.signOut({ unsynced: choice, timeoutMs: patience * 1000 });
    if (exported !== undefined) downloadText(`${words.exportName}.json`, exported);
  };
  const hints: Record<Choice, string> = {
    sync: words.syncHint(patience),
    keep: words.keepHint,
    export: words.exportHint,
  };
  return (
    <Modal
      opened
      onClose={asked === null ? close : () => undefined}
      title={words.leaveTitle}
      size="md"
      centered
      closeButtonProps={{ 'aria-label': actions.close }}
      styles={{ title: { fontWeight: 620 } }}
    >
      <Text size="sm" mb="md" role="status">
        {[unsaved > 0 && words.leaveText(unsaved), isAway && words.noReturn]
          .filter(Boolean)
          .join(' ')}
      </Text>
      {unsaved > 0 && (
        <ChoiceCards
          label={words.leaveChoice}
          value={choice}
          choices={choices.map((candidate) => ({
            value: candidate,
            title: words[candidate],
            hint: hints[candidate],
          }))}
          onChange={(next) => setChoice(next)}
        />
      )}
      {asked !== null && (
        <Progress
          mt="md"
          value={100 * (1 - unsaved / Math.max(asked, 1))}
          aria-label={words.leaving}
        />
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button
          variant="default"
          data-autofocus={unsaved === 0 || undefined}
          onClick={close}
          disabled={asked !== null}
        >
          {actions.cancel}
        </Button>
        <Button onClick={() => void leave()} loading={asked !== null}>
          {words.signOut}
        </Button>
      </Group>
    </Modal>
  );
}
