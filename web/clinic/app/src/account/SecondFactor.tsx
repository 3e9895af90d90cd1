import { Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { LoadFailed } from '../app/ListState.tsx';
import { PasswordField } from '../forms/PasswordField.tsx';
import { Problem } from '../forms/Problem.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { ask } from '../management/api.ts';
import classes from './Account.module.css';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { SecondFactorSetUp } from './SecondFactorSetUp.tsx';
import { useSending } from './useSending.ts';
import { useAccountWords } from './words.ts';

interface State {
  readonly on: boolean;
  readonly demanded: boolean;
  readonly recovery_codes_left: number;
}

/** Whether a code is asked for at the sign-in, and how to change that. */
export function SecondFactor() {
  const words = useAccountWords();
  const { language } = useLanguage();
  const [state, setState] = useState<State | null>(null);
  const [failed, setFailed] = useState(false);
  const read = useCallback(
    () =>
      ask<State>(language, 'GET', 'auth/second-factor').then(
        (answer) => {
          setState(answer);
          setFailed(false);
        },
        () => setFailed(true),
      ),
    [language],
  );
  useEffect(() => {
    void read();
  }, [read]);
  return (
    <section className={classes.section}>
      <Stack gap="sm" align="stretch">
        <Title order={2} size="h4">
          {words.secondFactor}
        </Title>
        <Text size="sm">{words.explanation}</Text>
        {failed && <LoadFailed reason={words.failed} onReload={read} />}
        {state?.demanded === true && <Text size="sm">{words.demanded}</Text>}
        {state?.on === false && <SecondFactorSetUp onDone={() => void read()} />}
        {state?.on === true && (
          <>
            <Text size="sm" fw={550}>
              {words.isOn} {words.codesLeft(state.recovery_codes_left)}
            </Text>
            <Changes onChanged={() => void read()} />
          </>
        )}
      </Stack>
    </section>
  );
}

/** What takes both factors: other recovery codes, and the end of it. */
function Changes({ onChanged }: { onChanged: () => void }) {
  const words = useAccountWords();
  const { send, problem, errorOf, isSending } = useSending(['own_password', 'code']);
  const [own, setOwn] = useState('');
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const both = { own_password: own, code };
  const renew = async (): Promise<void> => {
    const answer = await send<{ recovery_codes: string[] }>('second-factor/recovery-codes', both);
    setCodes(answer?.recovery_codes ?? null);
  };
  const turnOff = async (): Promise<void> => {
    if ((await send('second-factor/off', both)) !== null) onChanged();
  };
  if (codes !== null) return <RecoveryCodes codes={codes} onNoted={onChanged} />;
  const isEmpty = own === '' || code.trim() === '';
  return (
    <Stack gap="sm" align="stretch">
      <Problem text={problem} />
      <PasswordField
        label={words.ownPassword}
        autoComplete="current-password"
        value={own}
        onChange={(event) => setOwn(event.currentTarget.value)}
        {...errorOf('own_password')}
      />
      <TextInput
        label={words.anyCode}
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        {...errorOf('code')}
      />
      <Group gap="xs">
        <SendButton
          type="button"
          variant="default"
          isSending={isSending}
          disabled={isEmpty}
          onClick={() => void renew()}
        >
          {words.renew}
        </SendButton>
        <SendButton
          type="button"
          variant="default"
          color="red"
          isSending={isSending}
          disabled={isEmpty}
          onClick={() => void turnOff()}
        >
          {words.turnOff}
        </SendButton>
      </Group>
    </Stack>
  );
}
