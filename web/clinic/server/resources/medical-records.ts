import { z } from 'zod';
import { choice, optionalText, pastInstant, reference, requiredText } from './fields.ts';
import type { Resource } from './resource.ts';
import {
  appointmentIsOfPatient,
  careMustBeConsented,
  patientIsFixed,
  signedRecordIsLocked,
  signatureIsOwn,
  signedRecordStays,
} from './rules/records.ts';
import { mustExist } from './rules/references.ts';

const kind = choice([
  'consultation',
  'prescription',
  'report',
  'measurement',
  'vaccination',
  'note',
]);
const status = choice(['draft', 'signed']);

/** Documents of a patient's file. Signing locks them; the database stamps who signed and when (migration 008). */
export const medicalRecords: Resource = {
  name: 'medical-records',
  table: 'medical_records',
  title: 'Medical record',
  schema: z.object({
    patient_id: reference,
    practitioner_id: reference.nullish(),
    appointment_id: reference.nullish(),
    kind: kind.optional(),
    title: requiredText(200),
    content: optionalText(200_000),
    diagnosis: optionalText(1000),
    status: status.optional(),
    recorded_at: pastInstant.optional(),
  }),
  defaults: { kind: 'note', status: 'draft' },
  filledByServer: ['recorded_at'],
  stamps: { signed_at: 'moment', signed_by: 'text', signer_name: 'text' },
  rules: [
    signedRecordIsLocked,
    patientIsFixed,
    mustExist('patient_id', 'patients'),
    mustExist('practitioner_id', 'practitioners'),
    mustExist('appointment_id', 'appointments'),
    appointmentIsOfPatient,
    careMustBeConsented,
    signatureIsOwn,
  ],
  deleteRules: [signedRecordStays],
  filters: {
    patient_id: { kind: 'equals', column: 'patient_id', schema: reference },
    practitioner_id: { kind: 'equals', column: 'practitioner_id', schema: reference },
    appointment_id: { kind: 'equals', column: 'appointment_id', schema: reference },
    kind: { kind: 'equals', column: 'kind', schema: kind },
    status: { kind: 'equals', column: 'status', schema: status },
    date_from: { kind: 'from', column: 'recorded_at' },
    date_to: { kind: 'to', column: 'recorded_at' },
  },
  sorts: { recorded_at: 'recorded_at', updated_at: 'updated_at', created_at: 'created_at' },
  defaultSort: '-recorded_at',
};
