import { Button, Group, Modal, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { phoneWidth } from '../app/responsive.ts';
import { PasswordField } from '../forms/PasswordField.tsx';
import { Problem } from '../forms/Problem.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { submitByKeyboard } from '../forms/submitByKeyboard.ts';
import { useDialogs, useWindows } from '../dialogs/dialogs.tsx';
import { useUnsavedText } from '../forms/useUnsavedText.ts';
import { useFocusBelow } from '../keyboard/focus.ts';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { usePractitionerOptions } from '../resources/usePractitionerOptions.ts';
import { roles } from '../session/person.ts';
import { usePerson } from '../session/useSession.ts';
import type { Account } from './accounts.ts';
import { ask } from './api.ts';
import type { Refusal } from './refusal.ts';
import { useWords } from './words.ts';

interface AccountFormProps {
  /** null: a new one. */
  account: Account | null;
  onClose(): void;
  onSaved(): void;
}

/** Makes or changes an account. It is sent at once or not at all: rights are nothing to be queued. */
export function AccountForm({ account, onClose, onSaved }: AccountFormProps) {
  const words = useWords();
  const self = usePerson();
  const { messages, language } = useLanguage();
  const { leave } = useDialogs();
  const asked = useWindows().question !== null;
  const phone = useMediaQuery(phoneWidth) ?? false;
  useFocusBelow();
  const practitioners = usePractitionerOptions(account?.practitioner_id);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const form = useForm({
    initialValues: {
      email: account?.email ?? '',
      name: account?.name ?? '',
      role: account?.role ?? 'reception',
      practitioner_id: account?.practitioner_id ?? null,
      active: account?.active ?? true,
      password: '',
      lostFactor: false,
      own_password: '',
    },
  });
  useUnsavedText(form.isDirty() ? form.getValues() : null);
  const hasLostFactor = account?.second_factor === true && account.id !== self.id;
  const shown = [
    ...['email', 'name', 'role', 'practitioner_id', 'password', 'own_password'],
    ...(account === null ? [] : ['active']),
    ...(hasLostFactor ? ['second_factor'] : []),
  ];
  const submit = form.onSubmit(async ({ email, active, password, lostFactor, ...values }) => {
    setIsSending(true);
    setProblem(null);
    const change = {
      ...values,
      active,
      ...(password !== '' && { password }),
      ...(lostFactor && { second_factor: false }),
    };
    try {
      if (account === null) await ask(language, 'POST', 'accounts', { ...values, email, password });
      else await ask(language, 'PATCH', `accounts/${account.id}`, change);
      onSaved();
    } catch (error) {
      const refusal = error as Refusal;
      const { second_factor: lostFactor, ...named } = refusal.fields;
      form.setErrors({ ...named, ...(lostFactor !== undefined && { lostFactor }) });
      setProblem(refusal.beside(shown));
      setIsSending(false);
    }
  });
  return (
    <Modal
      opened
      onClose={() => leave(onClose)}
      closeOnEscape={!asked}
      closeOnClickOutside={!asked}
      title={account === null ? words.newAccount : words.editAccount}
      fullScreen={phone}
      closeButtonProps={{ 'aria-label': messages.actions.close }}
      styles={{ title: { fontWeight: 620 } }}
    >
      <form noValidate onSubmit={submit} onKeyDown={submitByKeyboard}>
        <Stack gap="sm">
          <Problem text={problem} />
          <TextInput
            label={words.email}
            type="email"
            required
            disabled={account !== null}
            data-autofocus={account === null || undefined}
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <TextInput
            label={words.name}
            required
            data-autofocus={account !== null || undefined}
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <Select
            label={words.role}
            allowDeselect={false}
            data={roles.map((role) => ({ value: role, label: messages.session.roles[role] }))}
            {...form.getInputProps('role')}
          />
          <Select
            label={words.practitioner}
            description={words.practitionerHint}
            placeholder={words.nobody}
            clearable
            data={practitioners}
            {...form.getInputProps('practitioner_id')}
          />
          <PasswordField
            label={account === null ? words.password : words.newPassword}
            description={
              account === null ? words.passwordHint : `${words.passwordHint} ${words.unchanged}`
            }
            required={account === null}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {account !== null && (
            <Switch
              label={words.active}
              description={words.endsSignIns}
              {...form.getInputProps('active', { type: 'checkbox' })}
            />
          )}
          {hasLostFactor && (
            <Switch
              label={words.lostFactor}
              {...form.getInputProps('lostFactor', { type: 'checkbox' })}
            />
          )}
          <PasswordField
            label={words.ownPassword}
            description={words.ownPasswordHint}
            required
            autoComplete="current-password"
            {...form.getInputProps('own_password')}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => leave(onClose)}>
              {messages.actions.cancel}
            </Button>
            <SendButton isSending={isSending}>{messages.actions.save}</SendButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
