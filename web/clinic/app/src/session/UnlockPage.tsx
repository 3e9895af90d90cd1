import { Button, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { PasswordField } from '../forms/PasswordField.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import type { Person } from './person.ts';
import { Entrance, Fault, useEntrance } from './SignInPage.tsx';
import { session } from './session.ts';
import { useFilledForm } from './useFilledForm.ts';
import { hasWrapped } from './wrapped-key.ts';
import classes from './SignInPage.module.css';

/** What this device keeps for a person is sealed, and the server, which has the key, does not answer. It shows no patient. */
export function UnlockPage({ person, isAsking }: { person: Person; isAsking: boolean }) {
  const { session: words } = useMessages();
  const opensByPassword = hasWrapped(person.id);
  if (isAsking)
    return (
      <main className={classes.page}>
        <Loader role="status" aria-label={words.opening} />
      </main>
    );
  return (
    <Entrance title={words.lockedTitle}>
      <Text fw={550}>{person.name}</Text>
      <Text size="sm" mb="md" role="status">
        {opensByPassword ? words.locked : words.lockedUntilOnline}
      </Text>
      {opensByPassword && <Password />}
      <SomeoneElse person={person} />
    </Entrance>
  );
}

/** Ends the sign-in of the person who is remembered, whom nothing but the server can let in again. */
function SomeoneElse({ person }: { person: Person }) {
  const { session: words, actions } = useMessages();
  const [step, setStep] = useState<'unasked' | 'asked' | 'declined'>('unasked');
  if (step !== 'asked')
    return (
      <Button
        variant="subtle"
        mt="xs"
        fullWidth
        autoFocus={step === 'declined'}
        onClick={() => setStep('asked')}
      >
        {words.someoneElse}
      </Button>
    );
  return (
    <>
      <Text size="sm" mt="md" role="alert">
        {words.leaveLocked(person.name)}
      </Text>
      <Stack mt="sm" gap="xs">
        <Button variant="default" fullWidth autoFocus onClick={() => setStep('declined')}>
          {actions.cancel}
        </Button>
        <Button variant="subtle" fullWidth onClick={() => void session.signOut()}>
          {words.signOut}
        </Button>
      </Stack>
    </>
  );
}

function Password() {
  const { session: words } = useMessages();
  const { busy, fault, attempt } = useEntrance();
  const { field, form } = useFilledForm(['password'], ([password]) =>
    attempt(() => session.unlock(password)),
  );
  return (
    <form {...form}>
      <Stack gap="sm">
        <Fault fault={fault} />
        <PasswordField
          label={words.password}
          autoComplete="current-password"
          autoFocus
          {...field('password')}
        />
        <SendButton isSending={busy} fullWidth>
          {words.unlock}
        </SendButton>
      </Stack>
    </form>
  );
}
