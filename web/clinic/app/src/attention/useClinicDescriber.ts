import { useMemo } from 'react';
import type { ChangeDescriber, ChangeOutline, MutationEntry } from 'synchrone/streaming';
import { formatMoment } from '../clinic/dates.ts';
import { fileName, practitionerName } from '../clinic/people.ts';
import type { Messages } from '../i18n/fr.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import {
  useAppointments,
  useConsents,
  useMedicalRecords,
  usePatients,
  usePractitioners,
} from '../resources/hooks.ts';
import { fieldLabel, fieldValue } from './field-words.ts';

type ResourceWord = keyof Messages['changes']['create'];

/** The last part of the collection's path: "patients", "medical-records". */
export function resourceOf(entry: Pick<ChangeOutline, 'resource'>): string {
  return entry.resource.split('/').at(-1) ?? '';
}

/** What is known of the record: the entered data over the row as it is shown, or the server's version of it. */
export function recordOf(entry: MutationEntry, row: object | undefined): Record<string, unknown> {
  const entered = typeof entry.data === 'object' && entry.data !== null ? entry.data : {};
  return { ...(entry.conflict?.base ?? {}), ...(entry.conflict?.server ?? {}), ...row, ...entered };
}

/** Puts the clinic's changes into words: what was done, about whom, and each field by its name. */
export function useClinicDescriber(): ChangeDescriber {
  const messages = useMessages();
  const rowOf = useRowLookup();
  const nameOf = useNameLookup();
  return useMemo(
    () => ({
      what: (entry) => whatWords(entry, messages),
      about: (entry) => aboutWords(recordOf(entry, rowOf(entry)), nameOf),
      fieldLabel: (_, field) => fieldLabel(field, messages),
      fieldValue: (_, field, value) => fieldValue(field, value, messages, nameOf),
    }),
    [messages, rowOf, nameOf],
  );
}

function whatWords(entry: ChangeOutline, { changes }: Messages): string {
  if (entry.operation === 'action') return changes.other;
  const words = changes[entry.operation];
  const resource = resourceOf(entry);
  return Object.hasOwn(words, resource) ? words[resource as ResourceWord] : changes.other;
}

function aboutWords(record: Record<string, unknown>, nameOf: NameLookup): string {
  const text = (field: string) => (typeof record[field] === 'string' ? record[field] : '');
  if (text('last_name'))
    return fileName({ first_name: text('first_name'), last_name: text('last_name') });
  const patient = text('patient_id') && nameOf('patient_id', text('patient_id'));
  const subject = text('starts_at') ? formatMoment(text('starts_at')) : text('title');
  return [patient, subject].filter(Boolean).join(' · ');
}

/** Whom or what a record is about, while it is in the lists; '' for one that is not. */
export function useRecordNames(): (resource: string, id: string) => string {
  const rowOf = useRowLookup();
  const nameOf = useNameLookup();
  return (resource, id) => {
    const row = id === '' ? undefined : rowOf({ resource, entity: id });
    return row === undefined ? '' : aboutWords({ ...row }, nameOf);
  };
}

type NameLookup = (field: string, id: string) => string;

function useNameLookup(): NameLookup {
  const { appointments: words } = useMessages();
  const { patients, getPatientById } = usePatients();
  const { practitioners, getPractitionerById } = usePractitioners();
  return useMemo(() => {
    // The look-ups never change; what they find changes with the rows.
    void patients;
    void practitioners;
    return (field, id) => {
      const patient = field === 'patient_id' ? getPatientById(id) : undefined;
      const practitioner = field === 'practitioner_id' ? getPractitionerById(id) : undefined;
      if (patient) return fileName(patient);
      if (practitioner) return practitionerName(practitioner);
      return field === 'patient_id' ? words.unknownPatient : words.unknownPractitioner;
    };
  }, [words, patients, getPatientById, practitioners, getPractitionerById]);
}

/** The row of an entry's record, whatever kind it is. */
export function useRowLookup(): (
  entry: Pick<MutationEntry, 'resource' | 'entity'>,
) => object | undefined {
  const { getPatientById } = usePatients();
  const { getAppointmentById } = useAppointments();
  const { getPractitionerById } = usePractitioners();
  const { getMedicalRecordById } = useMedicalRecords();
  const { getConsentById } = useConsents();
  return useMemo(() => {
    const byId: Readonly<Record<string, (id: string) => object | undefined>> = {
      patients: getPatientById,
      appointments: getAppointmentById,
      practitioners: getPractitionerById,
      'medical-records': getMedicalRecordById,
      consents: getConsentById,
    };
    return (entry) => {
      const resource = resourceOf(entry);
      return Object.hasOwn(byId, resource) ? byId[resource]?.(entry.entity) : undefined;
    };
  }, [
    getPatientById,
    getAppointmentById,
    getPractitionerById,
    getMedicalRecordById,
    getConsentById,
  ]);
}
