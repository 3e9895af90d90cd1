import { Alert, Stack, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { PasswordField } from '../forms/PasswordField.tsx';
import { Problem } from '../forms/Problem.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { session } from '../session/session.ts';
import classes from './Account.module.css';
import { SecondFactor } from './SecondFactor.tsx';
import { useSending } from './useSending.ts';
import { useAccountWords } from './words.ts';

/** One's own password and second factor. Nothing of it is queued. */
export function OwnAccountPage() {
  const words = useAccountWords();
  return (
    <>
      <PageHeader title={words.title} />
      <div className={classes.page}>
        <OwnPassword />
        <SecondFactor />
      </div>
    </>
  );
}

function OwnPassword() {
  const words = useAccountWords();
  const { send, problem, errorOf, isSending } = useSending(['own_password', 'password']);
  const [own, setOwn] = useState('');
  const [password, setPassword] = useState('');
  const [isDone, setIsDone] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setIsDone(false);
    if ((await send('password', { own_password: own, password })) === null) return;
    session.opensWith(password);
    setIsDone(true);
    setOwn('');
    setPassword('');
  };
  return (
    <form noValidate className={classes.section} onSubmit={(event) => void submit(event)}>
      <Stack gap="sm" align="stretch">
        <Title order={2} size="h4">
          {words.password}
        </Title>
        <Problem text={problem} />
        {isDone && <Alert role="status">{words.passwordChanged}</Alert>}
        <PasswordField
          label={words.ownPassword}
          autoComplete="current-password"
          value={own}
          onChange={(event) => setOwn(event.currentTarget.value)}
          {...errorOf('own_password')}
        />
        <PasswordField
          label={words.newPassword}
          description={words.passwordHint}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          {...errorOf('password')}
        />
        <SendButton isSending={isSending}>{words.changePassword}</SendButton>
      </Stack>
    </form>
  );
}
