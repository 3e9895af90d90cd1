import { NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { type ClosingDays, type HolidayCalendar, holidayCalendars } from '../../../closing-days.ts';
import { checks } from '../clinic/validation.ts';
import { Problem } from '../forms/Problem.tsx';
import { SendButton } from '../forms/SendButton.tsx';
import { useUnsavedText } from '../forms/useUnsavedText.ts';
import { PageHeader } from '../frame/PageHeader.tsx';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { session } from '../session/session.ts';
import { usePerson } from '../session/useSession.ts';
import { ask } from './api.ts';
import { ClosureFields, closureProblem, closuresIn, typedClosures } from './ClosureFields.tsx';
import classes from './Management.module.css';
import type { Refusal } from './refusal.ts';
import { useWords } from './words.ts';

/** The clinic as the API answers it. */
interface Clinic extends ClosingDays {
  readonly name: string;
}

const valuesOf = ({ name, holidays, closures }: Clinic) => ({
  name,
  holidays,
  closures: typedClosures(closures),
});

/** What the clinic is called and when it is closed, for its management. It is sent at once or not at all. */
export function ClinicPage() {
  const words = useWords();
  const { messages, language } = useLanguage();
  const { validation } = messages;
  const { companyName, closing } = usePerson();
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  const form = useForm({
    initialValues: valuesOf({ name: companyName, ...closing }),
    validate: {
      name: checks(validation).required,
      closures: (closures) => closureProblem(closures, validation),
    },
  });
  useUnsavedText(form.isDirty() ? form.getValues() : null);
  const submit = form.onSubmit(async ({ name, holidays, closures }) => {
    setIsSending(true);
    setProblem(null);
    setIsSaved(false);
    try {
      // What another person of the management has changed meanwhile stays.
      const sent = {
        ...(form.isDirty('name') && { name }),
        ...(form.isDirty('holidays') && { holidays }),
        ...(form.isDirty('closures') && { closures: closuresIn(closures) }),
      };
      const clinic = await ask<Clinic>(language, 'PATCH', 'company', sent);
      session.clinicIs({
        companyName: clinic.name,
        closing: { holidays: clinic.holidays, closures: clinic.closures },
      });
      form.setValues(valuesOf(clinic));
      form.resetDirty(valuesOf(clinic));
      setIsSaved(true);
    } catch (error) {
      const refusal = error as Refusal;
      form.setErrors(refusal.fields);
      setProblem(refusal.beside(['name', 'holidays', 'closures']));
    }
    setIsSending(false);
  });
  const { holidays, closures } = form.getValues();
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
          <NativeSelect
            label={words.holidays}
            description={words.holidaysHint}
            data={holidayCalendars.map((value) => ({ value, label: words.calendars[value] }))}
            value={holidays}
            error={form.errors['holidays']}
            onChange={({ currentTarget }) =>
              form.setFieldValue('holidays', currentTarget.value as HolidayCalendar)
            }
          />
          <ClosureFields
            value={closures}
            onChange={(changed) => form.setFieldValue('closures', changed)}
            error={form.errors['closures']}
          />
          <SendButton isSending={isSending} style={{ alignSelf: 'start' }}>
            {messages.actions.save}
          </SendButton>
          <Text size="sm" role="status">
            {isSaved && !form.isDirty() && words.clinicSaved}
          </Text>
        </Stack>
      </form>
    </>
  );
}
