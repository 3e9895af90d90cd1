import { Autocomplete, Select, Textarea } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useNow } from '../app/clock.tsx';
import { useDialogs, type FormStart } from '../app/dialogs.tsx';
import { FormDialog } from '../app/FormDialog.tsx';
import { focusFirstError } from '../app/focusFirstError.ts';
import formClasses from '../app/FormDialog.module.css';
import { NewerRecordAlert, useNewerRecord } from '../app/NewerRecord.tsx';
import { typedIn, useTypedForm } from '../app/useTypedForm.ts';
import { TypedDateInput } from '../app/TypedDateInput.tsx';
import type { Appointment, AppointmentStatus } from '../clinic/types.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import {
  useAppointmentMutations,
  useAppointments,
  usePatientMutations,
} from '../resources/hooks.ts';
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
  const { appointments: words, validation } = useMessages();
  const { close } = useDialogs();
  const { create: createPatient } = usePatientMutations();
  const form = useAppointmentForm(start);
  const { getAppointmentById } = useAppointments();
  const now = useNow();
  const live = start.record && getAppointmentById(start.record.id);
  const newer = useNewerRecord(form, start.record, live, (record) =>
    appointmentValues(record, now),
  );
  const save = useSave(useAppointmentMutations(), { ...start, record: newer.base });
  const [newPatient, setNewPatient] = useState(newPatientIn(start.typed));
  const typed = typedIn(form);

  const submit = form.onSubmit((values) => {
    if (newer.replacesUnseen) return;
    if (newPatient !== null && !(newPatient.last_name.trim() && newPatient.first_name.trim())) {
      form.setFieldError('patient_id', validation.required);
      return;
    }
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
      typed={typed && { ...typed, newPatient }}
      extraActions={start.record && <AppointmentActions appointment={start.record} />}
    >
      <NewerRecordAlert newer={newer} />
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

function newPatientIn(typed: object | undefined): NewPatient | null {
  return (typed as { newPatient?: NewPatient | null } | undefined)?.newPatient ?? null;
}

function useAppointmentForm({ record, draft, correcting, typed }: FormStart<Appointment>): Form {
  const { validation } = useMessages();
  const now = useNow();
  const { required, requiredDay } = checks(validation);
  const entered = (correcting?.data ?? {}) as Partial<Appointment>;
  const options = {
    initialValues: appointmentValues({ ...record, ...draft, ...entered }, now),
    validate: {
      patient_id: required,
      practitioner_id: required,
      day: requiredDay,
      time: (_: string, values: AppointmentValues) =>
        slotOf(values) === null ? validation.required : null,
    },
  };
  return useTypedForm<AppointmentValues>(options, typed);
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
