import { Button, Select, TextInput } from '@mantine/core';
import { IconUserPlus } from '../icons/icons.tsx';
import { useDeferredValue, useMemo, useState } from 'react';
import formClasses from '../forms/FormDialog.module.css';
import { formatDay } from '../clinic/dates.ts';
import { fileName } from '../clinic/people.ts';
import { patientFromSearch, searchPatients } from '../clinic/search.ts';
import type { Patient } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePatients } from '../resources/hooks.ts';
import { useKnownPatient } from '../resources/useKnownPatient.ts';
import type { NewPatient } from './AppointmentForm.tsx';

/** The list shows this many; typing narrows it. */
const offered = 20;
const createOption = '+new';

export interface PatientFieldProps {
  value?: string;
  onChange?: (id: string) => void;
  error?: React.ReactNode;
  newPatient: NewPatient | null;
  onNewPatient(patient: NewPatient | null): void;
}

/** Finds the patient among thousands while typing, or takes the names of a new one. */
export function PatientField({
  value,
  onChange,
  error,
  newPatient,
  onNewPatient,
}: PatientFieldProps) {
  const { appointments: words, states } = useMessages();
  const { isLoading } = usePatients();
  const patientOf = useKnownPatient();
  const chosen = value ? patientOf(value) : undefined;
  const [search, setSearch] = useState(chosen === undefined ? '' : optionLabel(chosen));
  const options = usePatientOptions(search, chosen);
  if (newPatient !== null)
    return <NewPatientFields patient={newPatient} onChange={onNewPatient} error={error} />;
  return (
    <Select
      className={formClasses.full}
      label={words.patient}
      placeholder={words.choosePatient}
      required
      searchable
      openOnFocus={false}
      data-autofocus={chosen === undefined || undefined}
      error={error}
      data={options}
      filter={({ options: all }) => all}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={isLoading ? states.loading : words.noPatientFound}
      value={chosen?.id ?? null}
      onChange={(id) => {
        if (id === createOption) onNewPatient(newPatientFrom(search));
        else onChange?.(id ?? '');
      }}
    />
  );
}

function optionLabel(patient: Patient): string {
  return patient.birth_date
    ? `${fileName(patient)} · ${formatDay(patient.birth_date)}`
    : fileName(patient);
}

function usePatientOptions(search: string, chosen: Patient | undefined) {
  const { appointments: words } = useMessages();
  const { patients, isLoading } = usePatients();
  const query = useDeferredValue(search);
  return useMemo(() => {
    const untouched = chosen !== undefined && query === optionLabel(chosen);
    const found = searchPatients(patients, untouched ? '' : query.replace(' · ', ' ')).slice(
      0,
      offered,
    );
    const listed = chosen === undefined || found.includes(chosen) ? found : [chosen, ...found];
    const options = listed.map((patient) => ({ value: patient.id, label: optionLabel(patient) }));
    // Who is not found yet may be there.
    if (isLoading || untouched || query.trim() === '') return options;
    return [...options, { value: createOption, label: words.newPatientNamed(query.trim()) }];
  }, [patients, isLoading, query, chosen, words]);
}

function newPatientFrom(search: string): NewPatient {
  const { last_name = '', first_name = '', phone } = patientFromSearch(search);
  return { last_name, first_name, phone: phone ?? '' };
}

function NewPatientFields({
  patient,
  onChange,
  error,
}: {
  patient: NewPatient;
  error: React.ReactNode;
  onChange(patient: NewPatient | null): void;
}) {
  const { patients: words, appointments } = useMessages();
  const field = (name: keyof NewPatient) => ({
    value: patient[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      onChange({ ...patient, [name]: event.currentTarget.value }),
    autoComplete: 'off',
    error: name !== 'phone' && patient[name].trim() === '' && error,
  });
  return (
    <>
      <TextInput label={words.lastName} required {...field('last_name')} />
      <TextInput label={words.firstName} required data-autofocus {...field('first_name')} />
      <TextInput label={words.phone} type="tel" {...field('phone')} />
      <Button
        variant="subtle"
        style={{ alignSelf: 'end', justifySelf: 'start' }}
        leftSection={<IconUserPlus size={16} />}
        onClick={() => onChange(null)}
      >
        {appointments.existingPatient}
      </Button>
    </>
  );
}
