import { Autocomplete, Select, Textarea } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useNow } from '../app/clock.tsx';
import { useDialogs, type FormStart } from '../app/dialogs.tsx';
import { FormDialog } from '../app/FormDialog.tsx';
import { focusFirstError } from '../app/focusFirstError.ts';
import formClasses from '../app/FormDialog.module.css';
import { TypedDateInput } from '../app/TypedDateInput.tsx';
import type { Appointment, AppointmentStatus } from '../clinic/types.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointmentMutations, usePatientMutations } from '../resources/hooks.ts';
import { usePractitionerOptions } from '../resources/usePractitionerOptions.ts';
import { useSave } from '../resources/useSave.ts';
import { AppointmentActions } from './AppointmentActions.tsx';
import {
  appointmentFields,
  appointmentValues,
  durations,
  slotOf,
  type AppointmentValues,
} from './appointment-values.ts';
import { PatientField } from './PatientField.tsx';
import { SlotHint } from './SlotHint.tsx';

/** A patient who is created together with their first appointment. */
export interface NewPatient {
  last_name: string;
  first_name: string;
  phone: string;
}

/** Creates or edits an appointment; the patient may be created on the way. */
export function AppointmentForm(start: FormStart<Appointment>) {
  const { appointments: words } = useMessages();
  const { close } = useDialogs();
  const { create: createPatient } = usePatientMutations();
  const save = useSave(useAppointmentMutations(), start);
  const form = useAppointmentForm(start);
  const [newPatient, setNewPatient] = useState<NewPatient | null>(null);

  const submit = form.onSubmit((values) => {
    save(appointmentFields(values, newPatient === null ? values.patient_id : created(newPatient)));
    close();
  }, focusFirstError);
  function created({ last_name, first_name, phone }: NewPatient): string {
    const names = { last_name: last_name.trim(), first_name: first_name.trim() };
    const patient = createPatient(phone.trim() === '' ? names : { ...names, phone: phone.trim() });
    patient.catch(() => undefined);
    return patient.record.id;
  }

  return (
    <FormDialog
      title={start.record ? words.edit : words.new}
      onSubmit={submit}
      extraActions={start.record && <AppointmentActions appointment={start.record} />}
    >
      <PatientField
        newPatient={newPatient}
        onNewPatient={(patient) => {
          setNewPatient(patient);
          form.setFieldValue('patient_id', patient === null ? '' : newPatientMark);
        }}
        {...form.getInputProps('patient_id')}
      />
      <PractitionerField form={form} />
      <WhenFields form={form} />
      <SlotHint
        values={form.values}
        exceptId={start.record?.id}
        onPick={(time) => form.setFieldValue('time', time)}
      />
      <Autocomplete
        className={formClasses.full}
        label={words.reason}
        data={words.reasons}
        maxLength={200}
        {...form.getInputProps('reason')}
      />
      {start.record && <StatusField form={form} />}
      <Textarea
        className={formClasses.full}
        label={words.notes}
        autosize
        minRows={2}
        maxRows={6}
        {...form.getInputProps('notes')}
      />
    </FormDialog>
  );
}

/** Fills the required field while the patient does not exist yet. */
const newPatientMark = 'new';

type Form = UseFormReturnType<AppointmentValues>;

function useAppointmentForm({ record, draft, correcting }: FormStart<Appointment>): Form {
  const { validation } = useMessages();
  const now = useNow();
  const { required } = checks(validation);
  const entered = (correcting?.data ?? {}) as Partial<Appointment>;
  return useForm<AppointmentValues>({
    initialValues: appointmentValues({ ...record, ...draft, ...entered }, now),
    validate: {
      patient_id: required,
      practitioner_id: required,
      day: required,
      time: (_, values) => (slotOf(values) === null ? validation.required : null),
    },
  });
}

function PractitionerField({ form }: { form: Form }) {
  const { appointments: words } = useMessages();
  const { value, onChange, ...field } = form.getInputProps('practitioner_id');
  return (
    <Select
      className={formClasses.full}
      label={words.practitioner}
      required
      searchable
      data={usePractitionerOptions(form.values.practitioner_id)}
      value={value || null}
      onChange={(id) => onChange(id ?? '')}
      {...field}
    />
  );
}

function WhenFields({ form }: { form: Form }) {
  const { appointments: words } = useMessages();
  const lengths = [...new Set([...durations.map(String), form.values.duration])];
  return (
    <>
      <TypedDateInput label={words.date} required {...form.getInputProps('day')} />
      <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: '0.75rem' }}>
        <TimePicker
          size="sm"
          label={words.start}
          required
          minutesStep={5}
          hoursInputLabel={`${words.start} (h)`}
          minutesInputLabel={`${words.start} (min)`}
          {...form.getInputProps('time')}
        />
        <Select
          label={words.duration}
          allowDeselect={false}
          data={lengths.map((minutes) => ({
            value: minutes,
            label: words.minutes(Number(minutes)),
          }))}
          {...form.getInputProps('duration')}
        />
      </div>
    </>
  );
}

function StatusField({ form }: { form: Form }) {
  const { appointments: words } = useMessages();
  return (
    <Select
      className={formClasses.full}
      label={words.status}
      allowDeselect={false}
      data={(Object.keys(words.statuses) as AppointmentStatus[]).map((status) => ({
        value: status,
        label: words.statuses[status],
      }))}
      {...form.getInputProps('status')}
    />
  );
}
