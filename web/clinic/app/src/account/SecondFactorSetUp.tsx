import { Code, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { PasswordField } from '../forms/PasswordField.tsx';
import { Problem } from '../forms/Problem.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { QrCode } from './QrCode.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { useSending } from './useSending.ts';
import { useAccountWords } from './words.ts';

interface Enrolment {
  readonly secret: string;
  readonly uri: string;
}

/** From the password to the secret, from the secret to the first code, and to the recovery codes. */
export function SecondFactorSetUp({ onDone }: { onDone: () => void }) {
  const words = useAccountWords();
  const [own, setOwn] = useState('');
  const [code, setCode] = useState('');
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const { send, problem, errorOf, isSending } = useSending([
    enrolment === null ? 'own_password' : 'code',
  ]);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (enrolment === null) {
      setEnrolment(await send<Enrolment>('second-factor', { own_password: own }));
      return;
    }
    const answer = await send<{ recovery_codes: string[] }>('second-factor/confirm', { code });
    setCodes(answer?.recovery_codes ?? null);
  };
  if (codes !== null) return <RecoveryCodes codes={codes} onNoted={onDone} />;
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="sm" align="stretch">
        <Problem text={problem} />
        {enrolment === null ? (
          <PasswordField
            label={words.ownPassword}
            autoComplete="current-password"
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
            {...errorOf('own_password')}
          />
        ) : (
          <>
            <Text size="sm">{words.scan}</Text>
            <QrCode text={enrolment.uri} label={words.qr} />
            <Text size="sm">
              {words.key} <Code>{enrolment.secret.match(/.{4}/g)?.join(' ')}</Code>
            </Text>
            <TextInput
              label={words.code}
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
              {...errorOf('code')}
            />
          </>
        )}
        <SendButton
          isSending={isSending}
          disabled={(enrolment === null ? own : code).trim() === ''}
        >
          {enrolment === null ? words.start : words.confirm}
        </SendButton>
      </Stack>
    </form>
  );
}
