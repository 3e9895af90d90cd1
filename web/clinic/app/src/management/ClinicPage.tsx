import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { Problem } from '../forms/Problem.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { useUnsavedText } from '../forms/useUnsavedText.ts';
import { PageHeader } from '../frame/PageHeader.tsx';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { session } from '../session/session.ts';
import { usePerson } from '../session/useSession.ts';
import { ask } from './api.ts';
import classes from './Management.module.css';
import type { Refusal } from './refusal.ts';
import { useWords } from './words.ts';

/** What the clinic is called, for its management. It is sent at once or not at all. */
export function ClinicPage() {
  const words = useWords();
  const { messages, language } = useLanguage();
  const { companyName } = usePerson();
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  const form = useForm({ initialValues: { name: companyName } });
  useUnsavedText(form.isDirty() ? form.getValues() : null);
  const submit = form.onSubmit(async (values) => {
    setIsSending(true);
    setProblem(null);
    setIsSaved(false);
    try {
      const { name } = await ask<{ name: string }>(language, 'PATCH', 'company', values);
      session.clinicIsCalled(name);
      form.setValues({ name });
      form.resetDirty({ name });
      setIsSaved(true);
    } catch (error) {
      const refusal = error as Refusal;
      form.setErrors(refusal.fields);
      setProblem(refusal.beside(['name']));
    }
    setIsSending(false);
  });
  return (
    <>
      <PageHeader title={messages.clinic} />
      <form noValidate onSubmit={submit} className={classes.settings}>
        <Stack gap="sm">
          <Problem text={problem} />
          <TextInput
            label={words.clinicName}
            description={words.clinicNameHint}
            required
            autoComplete="organization"
            {...form.getInputProps('name')}
          />
          <SendButton isSending={isSending} style={{ alignSelf: 'start' }}>
            {messages.actions.save}
          </SendButton>
          <Text size="sm" role="status">
            {isSaved && !form.isDirty() && words.clinicNameSaved}
          </Text>
        </Stack>
      </form>
    </>
  );
}
