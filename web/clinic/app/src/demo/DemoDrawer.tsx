import { Alert, Drawer, Radio, Stack, Text } from '@mantine/core';
import { useDialogs } from '../app/dialogs.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { demoModes, type DemoMode } from './conditions.ts';
import classes from './Demo.module.css';
import { useDemoMode } from './useDemoMode.ts';

/** For those who show the clinic: a server that is slow, down, or refuses. */
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
      <Radio.Group label={demo.server} value={mode ?? ''} onChange={(next) => void choose(next as DemoMode)}>
        <Stack gap="xs" mt="xs">
          {demoModes.map((candidate) => (
            <Radio.Card key={candidate} value={candidate} className={classes.card}>
              <Radio.Indicator />
              <span>
                <span className={classes.cardTitle}>{demo[candidate]}</span>
                <span className={classes.cardHint}>{hints[candidate]}</span>
              </span>
            </Radio.Card>
          ))}
        </Stack>
      </Radio.Group>
      {failed && (
        <Alert color="red" mt="md" role="alert">
          {demo.unreachable}
        </Alert>
      )}
    </Drawer>
  );
}
