import { type Answer, type AnswerOutcome, createSyncContext } from 'synchrone/streaming';
import type {
  Appointment,
  Consent,
  MedicalRecord,
  Patient,
  Practitioner,
} from '../clinic/types.ts';
import { listMarks } from './list-marks.ts';

/** Where the API keeps each kind of record. */
export const endpoints = {
  patients: '/api/v1/patients',
  appointments: '/api/v1/appointments',
  practitioners: '/api/v1/practitioners',
  medicalRecords: '/api/v1/medical-records',
  consents: '/api/v1/consents',
} as const;

/** What all lists have in common. */
const listAt = <Endpoint extends string>(endpoint: Endpoint) =>
  ({
    endpoint,
    /** It answers a request that comes again from its memory, also after a page has gone. */
    idempotencyHeader: true,
    /** A reload reads what has changed since the list was read last; the live changes go on from there. */
    changes: {
      parameter: 'changed_since',
      markIn: (body: unknown) => {
        const mark = (body as { pagination?: { change_cursor?: string } }).pagination
          ?.change_cursor;
        listMarks.note(endpoint, mark);
        return mark;
      },
    },
  }) as const;

export const PatientResource = createSyncContext<Patient, 'patient'>({
  ...listAt(endpoints.patients),
  name: 'patient',
  references: ['practitioner_id'],
  // Two people who change different fields of a file both have their way; never about an allergy.
  merge: 'disjoint',
  alwaysAsk: ['allergies'],
});

export const AppointmentResource = createSyncContext<Appointment, 'appointment'>({
  ...listAt(endpoints.appointments),
  name: 'appointment',
  references: ['patient_id', 'practitioner_id'],
  // The desk notes an arrival while another person writes a note; when and with whom, a person decides.
  merge: 'disjoint',
  alwaysAsk: ['patient_id', 'practitioner_id', 'starts_at', 'ends_at'],
  classify: takenSlotIsRefused,
});

export const PractitionerResource = createSyncContext<Practitioner, 'practitioner'>({
  ...listAt(endpoints.practitioners),
  name: 'practitioner',
});

export const MedicalRecordResource = createSyncContext<MedicalRecord, 'medicalRecord'>({
  ...listAt(endpoints.medicalRecords),
  name: 'medicalRecord',
  references: ['patient_id', 'practitioner_id', 'appointment_id'],
});

export const ConsentResource = createSyncContext<Consent, 'consent'>({
  ...listAt(endpoints.consents),
  name: 'consent',
  references: ['patient_id', 'practitioner_id'],
});

/** A 409 for a taken slot is not a lost update: the person needs another slot, not a comparison of versions. */
function takenSlotIsRefused(answer: Answer): AnswerOutcome | undefined {
  return answer.status === 409 && errorCode(answer.body) === 'SLOT_TAKEN' ? 'refused' : undefined;
}

function errorCode(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
