import { Alert, Anchor, SegmentedControl, Select, Input } from '@mantine/core';
import { IconUserExclamation } from '../icons/icons.tsx';
import { useMemo, type MouseEvent, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useDialogs, type FormStart } from '../dialogs/dialogs.tsx';
import { FormDialog } from '../forms/FormDialog.tsx';
import { GrowingText } from '../forms/GrowingText.tsx';
import { focusFirstError } from '../forms/focusFirstError.ts';
import formClasses from '../forms/FormDialog.module.css';
import { patientPath } from '../app/paths.ts';
import { useNewerRecord } from '../forms/NewerRecord.tsx';
import { TextField } from '../forms/TextField.tsx';
import { useTypedForm } from '../forms/useTypedForm.ts';
import { TypedDateInput } from '../forms/TypedDateInput.tsx';
import { toFields } from '../clinic/form-values.ts';
import { fileName, spokenName } from '../clinic/people.ts';
import { fold } from '../clinic/search.ts';
import type { Patient, Sex } from '../clinic/types.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePatientMutations, usePatients } from '../resources/hooks.ts';
import { usePractitionerOptions } from '../resources/usePractitionerOptions.ts';
import { useSave } from '../resources/useSave.ts';

/** The fields of a patient that people fill in; `''` where nothing is known. */
const emptyPatient = {
  last_name: '',
  first_name: '',
  birth_date: '',
  sex: '',
  phone: '',
  email: '',
  address: '',
  postal_code: '',
  city: '',
  insurance_number: '',
  practitioner_id: '',
  allergies: '',
  notes: '',
};

type PatientValues = typeof emptyPatient;

function initialValues(from: Partial<Patient>): PatientValues {
  const values = { ...emptyPatient };
  for (const field of Object.keys(values) as Array<keyof PatientValues>)
    values[field] = from[field] ?? '';
  return values;
}

/** Creates or edits a patient. The file shows at once and is sent in the background. */
export function PatientForm(start: FormStart<Patient>) {
  const { patients: words, undo } = useMessages();
  const { close, open } = useDialogs();
  const [, navigate] = useLocation();
  const { getPatientById } = usePatients();
  const form = usePatientForm(start);
  const live = start.record && getPatientById(start.record.id);
  const newer = useNewerRecord(form, start.record, live, initialValues);
  const save = useSave(
    usePatientMutations(),
    { ...start, record: newer.base },
    (patient) => undo.created(fileName({ first_name: '', last_name: '', ...patient })),
    () => open({ kind: 'patient', draft: start.draft, typed: form.values }),
  );
  const twin = useTwin(form.values, start.record?.id);
  const submit = form.onSubmit((values) => {
    if (newer.replacesUnseen) return;
    const id = save({
      ...toFields(values),
      sex: (values.sex || null) as Sex | null,
    } as Partial<Patient>);
    close();
    navigate(patientPath(id));
  }, focusFirstError);

  return (
    <FormDialog
      title={start.record ? words.edit : words.new}
      onSubmit={submit}
      form={form}
      newer={newer}
      wide
    >
      <TextField form={form} name="last_name" label={words.lastName} required data-autofocus />
      <TextField form={form} name="first_name" label={words.firstName} required />
      <TypedDateInput
        label={words.birthDate}
        placeholder={words.birthDateHint}
        maxDate={new Date()}
        {...form.getInputProps('birth_date')}
      />
      <SexInput {...form.getInputProps('sex')} />
      {twin && <TwinAlert twin={twin} />}
      <TextField form={form} name="phone" label={words.phone} type="tel" />
      <TextField form={form} name="email" label={words.email} type="email" />
      <TextField form={form} name="address" className={formClasses.full} label={words.address} />
      <TextField form={form} name="postal_code" label={words.postalCode} inputMode="numeric" />
      <TextField form={form} name="city" label={words.city} />
      <TextField form={form} name="insurance_number" label={words.insuranceNumber} />
      <PractitionerInput {...form.getInputProps('practitioner_id')} />
      <TextField
        form={form}
        name="allergies"
        className={formClasses.full}
        label={words.allergies}
      />
      <GrowingText
        className={formClasses.full}
        label={words.notes}
        minRows={2}
        maxRows={8}
        {...form.getInputProps('notes')}
      />
    </FormDialog>
  );
}

function usePatientForm(start: FormStart<Patient>) {
  const { record, draft, correcting } = start;
  const { validation } = useMessages();
  const check = checks(validation);
  const entered = (correcting?.data ?? {}) as Partial<Patient>;
  const options = {
    initialValues: initialValues({ ...record, ...draft, ...entered }),
    validate: {
      last_name: check.required,
      first_name: check.required,
      birth_date: check.birthDate,
      phone: check.phone,
      email: check.email,
      postal_code: check.postalCode,
      insurance_number: check.insuranceNumber,
    },
  };
  return useTypedForm<PatientValues>(options, start);
}

/** Another patient with the same names, born on the same day. */
function useTwin(values: PatientValues, ownId: string | undefined): Patient | undefined {
  const { patients } = usePatients();
  const { last_name: last, first_name: first, birth_date: birth } = values;
  return useMemo(() => {
    if (!last.trim() || !first.trim() || !birth) return undefined;
    const name = fold(`${last.trim()} ${first.trim()}`);
    return patients.find(
      (other) =>
        other.id !== ownId &&
        other.birth_date === birth &&
        fold(`${other.last_name} ${other.first_name}`) === name,
    );
  }, [patients, ownId, last, first, birth]);
}

/** Shown while typing, before a second file for the same person is made. */
function TwinAlert({ twin }: { twin: Patient }) {
  const { patients: words } = useMessages();
  const { leave } = useDialogs();
  const [, navigate] = useLocation();
  return (
    <Alert
      className={formClasses.full}
      color="yellow"
      variant="light"
      icon={<IconUserExclamation />}
      role="status"
    >
      {words.duplicate(spokenName(twin))}{' '}
      <Anchor
        component={Link}
        href={patientPath(twin.id)}
        onClick={(event: MouseEvent) => {
          event.preventDefault();
          leave(() => navigate(patientPath(twin.id)));
        }}
        aria-label={`${words.openDuplicate}, ${fileName(twin)}`}
      >
        {words.openDuplicate}
      </Anchor>
    </Alert>
  );
}

interface ChoiceProps {
  value?: string;
  onChange?: (value: string) => void;
  error?: ReactNode;
}

function SexInput({ value, onChange, error }: ChoiceProps) {
  const { patients: words, states } = useMessages();
  const unknown = { value: '', label: <span title={states.notFilled}>–</span> };
  const sexes = (['female', 'male', 'other'] as const).map((sex) => ({
    value: sex as string,
    label: words.sexes[sex],
  }));
  return (
    <Input.Wrapper label={words.sex} labelElement="div" error={error}>
      <SegmentedControl
        fullWidth
        size="sm"
        aria-label={words.sex}
        value={value ?? ''}
        onChange={(next) => onChange?.(next)}
        data={[unknown, ...sexes]}
      />
    </Input.Wrapper>
  );
}

function PractitionerInput(props: ChoiceProps) {
  const { patients: words } = useMessages();
  const options = usePractitionerOptions(props.value);
  return (
    <Select
      label={words.practitioner}
      data={options}
      searchable
      clearable
      value={props.value || null}
      onChange={(value) => props.onChange?.(value ?? '')}
      error={props.error}
    />
  );
}
