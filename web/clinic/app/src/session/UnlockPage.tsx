import { Button, Loader, PasswordInput, Stack, Text } from '@mantine/core';
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
      <Button variant="subtle" mt="xs" fullWidth onClick={() => void session.signOut()}>
        {words.someoneElse}
      </Button>
    </Entrance>
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
        <PasswordInput
          label={words.password}
          autoComplete="current-password"
          autoFocus
          {...field('password')}
        />
        <Button type="submit" loading={busy} fullWidth>
          {words.unlock}
        </Button>
      </Stack>
    </form>
  );
}
