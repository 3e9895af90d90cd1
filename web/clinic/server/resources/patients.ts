import { z } from 'zod';
import {
  choice,
  email,
  insuranceNumber,
  optionalBirthDate,
  optionalText,
  phone,
  reference,
  requiredText,
} from './fields.ts';
import type { Resource } from './resource.ts';
import { cancelComingAppointments } from './rules/attached.ts';
import { patientMustBeNew } from './rules/duplicates.ts';
import { mustExist } from './rules/references.ts';

/** People who are treated. Only the name is required: the reception knows no more at the first call. */
export const patients: Resource = {
  name: 'patients',
  table: 'patients',
  title: 'Patient',
  schema: z.object({
    first_name: requiredText(100),
    last_name: requiredText(100),
    birth_date: optionalBirthDate,
    sex: choice(['female', 'male', 'other']).nullish(),
    email,
    phone,
    address: optionalText(200),
    postal_code: optionalText(12),
    city: optionalText(100),
    insurance_number: insuranceNumber,
    practitioner_id: reference.nullish(),
    allergies: optionalText(2000),
    notes: optionalText(10_000),
  }),
  defaults: {},
  rules: [mustExist('practitioner_id', 'practitioners'), patientMustBeNew],
  deleted: cancelComingAppointments,
  filters: {
    practitioner_id: { kind: 'equals', column: 'practitioner_id', schema: reference },
    last_name: { kind: 'equals', column: 'last_name', schema: z.string() },
    email: { kind: 'equals', column: 'email', schema: z.string().toLowerCase() },
    appointment_on: { kind: 'appointment-on', column: 'patient_id' },
  },
  sorts: { name: 'sort_name', updated_at: 'updated_at', created_at: 'created_at' },
  defaultSort: 'name',
};
