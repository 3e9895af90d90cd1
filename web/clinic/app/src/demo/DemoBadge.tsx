import { UnstyledButton } from '@mantine/core';
import { IconFlask } from '../icons/icons.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './Demo.module.css';
import { useDemoMode } from './useDemoMode.ts';

/** Reminds the person who made the server misbehave, and no others. */
export function DemoBadge() {
  const { demo } = useMessages();
  const { open } = useDialogs();
  const { mode } = useDemoMode();
  if (mode === null || mode === 'normal') return null;
  return (
    <UnstyledButton className={classes.badge} onClick={() => open({ kind: 'demo' })}>
      <IconFlask size={15} aria-hidden="true" />
      {demo.active[mode]}
    </UnstyledButton>
  );
}
