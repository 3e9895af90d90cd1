import { Alert, Paper, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { IconInfoCircle, IconLock, IconPlus } from '../icons/icons.tsx';
import { useEffect, useState, type ReactNode } from 'react';
import { useSyncStatus } from 'synchrone/streaming';
import { useLocation } from 'wouter';
import { paths } from '../app/paths.ts';
import { PasswordField } from '../forms/PasswordField.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { keepShellWhenIdle } from '../parts/parts.ts';
import { PersonAvatar } from '../patients/PersonAvatar.tsx';
import { session, type Farewell } from './session.ts';
import { demoPeople, SignInError, type DemoPerson, type SignInFault } from './sign-in-api.ts';
import { useFilledForm } from './useFilledForm.ts';
import { useClinicName } from './useClinicName.ts';
import classes from './SignInPage.module.css';

/** The first page on a device that remembers no person. It shows no patient. */
export function SignInPage({ farewell }: { farewell: Farewell | null }) {
  const { session: words } = useMessages();
  const { enter, enterWithCode, busy, fault } = useSignIn();
  useNobodysAddress();
  useEffect(keepShellWhenIdle, []);
  return (
    <Entrance title={words.title} below={<DemoPeople busy={busy} onChoose={enter} />}>
      <Notices farewell={farewell} fault={fault} />
      {enterWithCode === null ? (
        <PasswordForm busy={busy} onSubmit={enter} />
      ) : (
        <CodeForm busy={busy} onSubmit={enterWithCode} />
      )}
    </Entrance>
  );
}

/** A page in front of the application. */
export function Entrance(props: { title: string; children: ReactNode; below?: ReactNode }) {
  const { title, children, below } = props;
  const clinicName = useClinicName();
  return (
    <main className={classes.page}>
      <title>{`${title} · ${clinicName}`}</title>
      <div className={classes.column}>
        <p className={classes.brand}>
          <span className={classes.mark}>
            <IconPlus size={18} stroke={3} aria-hidden="true" />
          </span>
          {clinicName}
        </p>
        <Paper withBorder radius="md" p="xl" className={classes.card}>
          <Title order={1} size="h3" mb="md">
            {title}
          </Title>
          {children}
        </Paper>
        {below}
      </div>
    </main>
  );
}

/** The next person does not land on the patient of the one before. */
function useNobodysAddress(): void {
  const [address, navigate] = useLocation();
  const isOfPatient = address.startsWith(`${paths.patients}/`);
  useEffect(() => {
    if (isOfPatient) navigate(paths.patients, { replace: true });
  }, [isOfPatient, navigate]);
}

type Enter = (email: string, password: string, code?: string) => Promise<void>;
type EnterWithCode = (code: string) => Promise<void>;

interface SignIn {
  enter: Enter;
  /** Where the password was right and a code is wanted; null: not yet. */
  enterWithCode: EnterWithCode | null;
  busy: boolean;
  fault: SignInFault | null;
}

/** One try at a time to come in, and why the last one failed. */
export function useEntrance(): {
  attempt: (run: () => Promise<void>, onFault?: (fault: SignInFault) => void) => Promise<void>;
  busy: boolean;
  fault: SignInFault | null;
} {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<SignInFault | null>(null);
  const attempt = async (run: () => Promise<void>, onFault?: (fault: SignInFault) => void) => {
    setBusy(true);
    try {
      await run();
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      setFault(error.fault);
      onFault?.(error.fault);
      setBusy(false);
    }
  };
  return { attempt, busy, fault };
}

function useSignIn(): SignIn {
  const { attempt, busy, fault } = useEntrance();
  const [first, setFirst] = useState<{ email: string; password: string } | null>(null);
  const enter: Enter = (email, password, code) =>
    attempt(
      () => session.signIn(email, password, code),
      (reason) => {
        if (reason === 'code') setFirst({ email, password });
        if (reason === 'credentials') setFirst(null); // changed meanwhile
      },
    );
  const enterWithCode = first && ((code: string) => enter(first.email, first.password, code));
  return { enter, enterWithCode, busy, fault };
}

export function Fault({ fault }: { fault: SignInFault | null }) {
  const { session: words } = useMessages();
  if (fault === null) return null;
  return (
    <Alert
      role="alert"
      color={fault === 'code' ? 'accent' : 'red'}
      variant="light"
      icon={<IconInfoCircle size={16} />}
      p="sm"
    >
      {words.faults[fault]}
    </Alert>
  );
}

/** Who has signed out, what waits here for its author, and why the sign-in failed. */
function Notices({ farewell, fault }: { farewell: Farewell | null; fault: SignInFault | null }) {
  const { session: words } = useMessages();
  const { sealed } = useSyncStatus();
  const gone =
    farewell && (farewell.expired ? words.expired(farewell.name) : words.left(farewell.name));
  return (
    <Stack gap="xs" mb="md" className={classes.notices}>
      {gone && (
        <Text size="sm" c="dimmed" role="status">
          {gone}
        </Text>
      )}
      {sealed > 0 && (
        <Alert variant="light" icon={<IconLock size={16} />} p="sm">
          {words.sealed(sealed)}
        </Alert>
      )}
      <Fault fault={fault} />
    </Stack>
  );
}

function PasswordForm({ busy, onSubmit }: { busy: boolean; onSubmit: Enter }) {
  const { session: words } = useMessages();
  const { field, form } = useFilledForm(['email', 'password'], ([email, password]) =>
    onSubmit(email, password),
  );
  return (
    <form {...form}>
      <Stack gap="sm">
        <TextInput
          label={words.email}
          type="email"
          autoComplete="username"
          autoFocus
          {...field('email')}
        />
        <PasswordField
          label={words.password}
          autoComplete="current-password"
          {...field('password')}
        />
        <SendButton mt="xs" isSending={busy} fullWidth>
          {words.signIn}
        </SendButton>
      </Stack>
    </form>
  );
}

/** The second factor: six digits, or a recovery code. */
function CodeForm({ busy, onSubmit }: { busy: boolean; onSubmit: EnterWithCode }) {
  const { session: words } = useMessages();
  const { field, form } = useFilledForm(['code'], ([code]) => onSubmit(code.trim()));
  return (
    <form {...form}>
      <Stack gap="sm">
        <TextInput label={words.code} autoComplete="one-time-code" autoFocus {...field('code')} />
        <SendButton mt="xs" isSending={busy} fullWidth>
          {words.signIn}
        </SendButton>
      </Stack>
    </form>
  );
}

/** The people of the demonstration, where the server is one. */
function DemoPeople({ busy, onChoose }: { busy: boolean; onChoose: Enter }) {
  const { session: words } = useMessages();
  const [people, setPeople] = useState<readonly DemoPerson[]>([]);
  useEffect(() => {
    void demoPeople().then(setPeople);
  }, []);
  if (people.length === 0) return null;
  return (
    <section aria-label={words.demo} className={classes.demo}>
      <Text size="xs" c="dimmed">
        {words.demo}
      </Text>
      <ul className={classes.people}>
        {people.map(({ name, role, email, password }) => (
          <li key={email}>
            <UnstyledButton
              className={classes.person}
              disabled={busy}
              onClick={() => void onChoose(email, password)}
            >
              <PersonAvatar person={namesOf(name)} />
              <span>
                <span className={classes.name}>{name}</span>
                <span className={classes.role}>{words.roles[role]}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "Dr Hélène Marchetti" as an avatar needs it. */
function namesOf(name: string): { first_name: string; last_name: string } {
  const words = name.replace(/^Dr /, '').split(' ');
  return { first_name: words[0] ?? '', last_name: words.slice(1).join(' ') };
}
