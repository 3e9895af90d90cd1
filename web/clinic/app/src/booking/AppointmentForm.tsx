import { Autocomplete, NativeSelect, Select } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useNow } from '../app/clock.tsx';
import { useDialogs, type FormStart } from '../dialogs/dialogs.tsx';
import { FormDialog } from '../forms/FormDialog.tsx';
import { GrowingText } from '../forms/GrowingText.tsx';
import { focusFirstError } from '../forms/focusFirstError.ts';
import formClasses from '../forms/FormDialog.module.css';
import { useNewerRecord } from '../forms/NewerRecord.tsx';
import { useTypedForm } from '../forms/useTypedForm.ts';
import { TypedDateInput } from '../forms/TypedDateInput.tsx';
import { closureOn } from '../../../closing-days.ts';
import { formatMoment, isoDay } from '../clinic/dates.ts';
import { spokenName } from '../clinic/people.ts';
import type { Appointment, AppointmentStatus } from '../clinic/types.ts';
import { useClosingDays } from '../clinic/useClosingDays.ts';
import { followers, isKnownOnItsDay, momentsOf } from '../clinic/visits.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import {
  useAppointmentMutations,
  useAppointments,
  usePatientMutations,
  usePractitioners,
} from '../resources/hooks.ts';
import { useKnownPatient } from '../resources/useKnownPatient.ts';
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
import { RepeatFields } from './RepeatFields.tsx';
import { seriesOf, type Series } from './series.ts';
import { SlotHint } from './SlotHint.tsx';
import { meantClosed, patientFields, useBooking } from './useBooking.ts';

/** A patient who is created together with their first appointment. */
export interface NewPatient {
  last_name: string;
  first_name: string;
  phone: string;
}

/** Creates or edits an appointment; the patient may be created on the way. */
export function AppointmentForm(start: FormStart<Appointment>) {
  const { appointments: words, undo } = useMessages();
  const { close, open } = useDialogs();
  const { create: createPatient } = usePatientMutations();
  const [newPatient, setNewPatient] = useState(newPatientIn(start.typed));
  const form = useAppointmentForm(start, newPatient);
  const { getAppointmentById } = useAppointments();
  const now = useNow();
  const closing = useClosingDays();
  const live = start.record && getAppointmentById(start.record.id);
  const newer = useNewerRecord(form, start.record, live, (record) =>
    appointmentValues(record, now),
  );
  const name = useFiledName();
  const save = useSave(
    useAppointmentMutations(),
    { ...start, record: newer.base },
    ({ patient_id }) => undo.created(name(patient_id)),
    () => undefined, // useBooking makes a new one
    ({ starts_at, practitioner_id }) =>
      starts_at === undefined && practitioner_id === undefined
        ? null
        : undo.moved(
            name(form.values.patient_id),
            formatMoment(starts_at ?? newer.base?.starts_at ?? ''),
          ),
  );
  const book = useBooking();
  const series = useSeries(form.values);
  const isNew = start.record === undefined && start.correcting === undefined;
  const reopen = () =>
    open({ kind: 'appointment', draft: start.draft, typed: { ...form.values, newPatient } });

  const submit = form.onSubmit((values) => {
    if (newer.replacesUnseen) return;
    if (isNew) book(values, series, newPatient, reopen);
    else
      save({
        ...appointmentFields(values, newPatient === null ? values.patient_id : made(newPatient)),
        ...momentsOf(newer.base?.status, values.status, new Date()),
        ...(isMoved(values) && closureOn(values.day, closing) !== null ? meantClosed : {}),
      });
    close();
  }, focusFirstError);
  function isMoved(values: AppointmentValues): boolean {
    return slotOf(values)?.start.isSame(newer.base?.starts_at, 'minute') !== true;
  }
  function made(patient: NewPatient): string {
    const created = createPatient(patientFields(patient));
    created.catch(() => undefined);
    return created.record.id;
  }

  return (
    <FormDialog
      title={start.record ? words.edit : words.new}
      onSubmit={submit}
      form={form}
      typedBeside={{ newPatient }}
      newer={newer}
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
        moving={start.record}
        onPick={(picked) =>
          form.setValues({ day: picked.format(isoDay), time: picked.format('HH:mm') })
        }
      />
      {isNew && <RepeatFields form={form} series={series} />}
      <Autocomplete
        className={formClasses.full}
        label={words.reason}
        data={words.reasons}
        maxLength={200}
        {...form.getInputProps('reason')}
      />
      {start.record && <StatusField form={form} from={start.record.status} />}
      <GrowingText
        className={formClasses.full}
        label={words.notes}
        minRows={2}
        maxRows={6}
        {...form.getInputProps('notes')}
      />
    </FormDialog>
  );
}

/** Fills the required field while the patient does not exist yet. */
const newPatientMark = 'new';

/** What the form would book, with the repetitions that are free now. */
function useSeries(values: AppointmentValues): Series {
  const { appointments } = useAppointments();
  const { getPractitionerById } = usePractitioners();
  const practitioner = getPractitionerById(values.practitioner_id);
  return seriesOf(values, practitioner, appointments, useClosingDays());
}

function useFiledName(): (patientId: string | undefined) => string {
  const { appointments: words } = useMessages();
  const patientOf = useKnownPatient();
  return (id) => {
    const patient = id === undefined ? undefined : patientOf(id);
    return patient ? spokenName(patient) : words.unknownPatient;
  };
}

type Form = UseFormReturnType<AppointmentValues>;

function newPatientIn(typed: object | undefined): NewPatient | null {
  return (typed as { newPatient?: NewPatient | null } | undefined)?.newPatient ?? null;
}

function useAppointmentForm(start: FormStart<Appointment>, newPatient: NewPatient | null): Form {
  const { record, draft, correcting } = start;
  const { validation, appointments: words } = useMessages();
  const now = useNow();
  const { required, requiredDay } = checks(validation);
  const entered = (correcting?.data ?? {}) as Partial<Appointment>;
  const closing = useClosingDays();
  const initialValues = appointmentValues({ ...record, ...draft, ...entered }, now, closing);
  const options = {
    initialValues,
    validate: {
      patient_id: (id: string) =>
        newPatient === null
          ? required(id)
          : (required(newPatient.last_name) ?? required(newPatient.first_name)),
      practitioner_id: required,
      day: requiredDay,
      time: (_: string, values: AppointmentValues) =>
        slotOf(values) === null ? validation.required : null,
      status: (status: AppointmentStatus, { day }: AppointmentValues) => {
        const before = record && appointmentValues(record, now);
        const isAsBefore = status === before?.status && day === before.day;
        const isToCome = day > now.format(isoDay) && isKnownOnItsDay(status);
        return isToCome && !isAsBefore ? words.toCome : null;
      },
    },
  };
  return useTypedForm<AppointmentValues>(options, start, {
    starts_at: 'time',
    ends_at: 'duration',
    // A new one has no choice of its status.
    ...(record === undefined
      ? { status: null }
      : { arrived_at: 'status', seen_at: 'status', left_at: 'status' }),
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
  // The library marks the frame around the two.
  const wrong = form.errors['time'] ? { 'aria-invalid': true } : {};
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
          hoursInputProps={wrong}
          minutesInputProps={wrong}
          {...form.getInputProps('time')}
        />
        <NativeSelect
          label={words.duration}
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

/** Where the appointment is still to come, nobody has arrived for it or missed it. */
function StatusField({ form, from }: { form: Form; from: AppointmentStatus }) {
  const { appointments: words } = useMessages();
  const isToCome = form.values.day > useNow().format(isoDay);
  const next = followers[from].filter((status) => !isToCome || !isKnownOnItsDay(status));
  // What was chosen before the day was changed stays, and the form's check says why it cannot be.
  const shown = new Set([from, ...next, form.values.status]);
  return (
    <NativeSelect
      className={formClasses.full}
      label={words.status}
      data={[...shown].map((status) => ({
        value: status,
        label: words.statuses[status],
      }))}
      {...form.getInputProps('status')}
    />
  );
}
