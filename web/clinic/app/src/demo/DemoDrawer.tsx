import { Alert, Drawer, Text } from '@mantine/core';
import { ChoiceCards } from '../forms/ChoiceCards.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { demoModes, type DemoMode } from './conditions.ts';
import { useDemoMode } from './useDemoMode.ts';

/** For demonstrations: makes the server slow, down, or refuse. */
export function DemoDrawer() {
  const { demo, actions } = useMessages();
  const { close } = useDialogs();
  const { mode, failed, choose } = useDemoMode();
  const hints: Record<DemoMode, string> = {
    normal: demo.normalHint,
    slow: demo.slowHint,
    down: demo.downHint,
    refuse: demo.refuseHint,
  };
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size="22rem"
      title={demo.title}
      closeButtonProps={{ 'aria-label': actions.close }}
      styles={{ title: { fontWeight: 620 } }}
    >
      <Text size="sm" c="dimmed" mb="md">
        {demo.intro}
      </Text>
      <ChoiceCards
        label={demo.server}
        value={mode}
        choices={demoModes.map((candidate) => ({
          value: candidate,
          title: demo[candidate],
          hint: hints[candidate],
        }))}
        onChange={(next) => void choose(next)}
      />
      {failed && (
        <Alert color="red" mt="md" role="alert">
          {demo.unreachable}
        </Alert>
      )}
    </Drawer>
  );
}
