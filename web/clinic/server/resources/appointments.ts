import { z } from 'zod';
import type { FieldProblem } from '../http/api-error.ts';
import { choice, instant, optionalText, pastInstant, reference } from './fields.ts';
import type { Fields, Resource } from './resource.ts';
import { mustExist } from './rules/references.ts';
import {
  clinicMustBeOpen,
  patientMustBeFree,
  practitionerMustBeActive,
  practitionerMustBeThere,
  slotIsOfOurTime,
  slotMustBeFree,
} from './rules/slots.ts';
import {
  appointmentStatuses,
  momentsOfVisit,
  statusFollows,
  visitIsOfItsDay,
} from './rules/visits.ts';

const longestMs = 12 * 3_600_000;
const shortestMs = 60_000;
const status = choice(appointmentStatuses);

/** Slots of a practitioner's agenda. Cancelled and missed ones do not occupy it. */
export const appointments: Resource = {
  name: 'appointments',
  table: 'appointments',
  title: 'Appointment',
  schema: z.object({
    patient_id: reference,
    practitioner_id: reference,
    starts_at: instant,
    ends_at: instant,
    reason: optionalText(200),
    status: status.optional(),
    notes: optionalText(10_000),
    arrived_at: pastInstant.nullish(),
    seen_at: pastInstant.nullish(),
    left_at: pastInstant.nullish(),
    series_id: reference.nullish(),
  }),
  defaults: { status: 'scheduled' },
  complete: momentsOfVisit,
  check: checkSlot,
  rules: [
    slotIsOfOurTime,
    mustExist('patient_id', 'patients'),
    mustExist('practitioner_id', 'practitioners'),
    practitionerMustBeActive,
    statusFollows,
    visitIsOfItsDay,
    practitionerMustBeThere,
    clinicMustBeOpen,
    slotMustBeFree,
    patientMustBeFree,
  ],
  filters: {
    patient_id: { kind: 'equals', column: 'patient_id', schema: reference },
    practitioner_id: { kind: 'equals', column: 'practitioner_id', schema: reference },
    status: { kind: 'equals', column: 'status', schema: status },
    date_from: { kind: 'from', column: 'starts_at' },
    date_to: { kind: 'to', column: 'starts_at' },
  },
  sorts: { starts_at: 'starts_at', updated_at: 'updated_at', created_at: 'created_at' },
  defaultSort: 'starts_at',
};

function checkSlot(record: Fields): readonly FieldProblem[] {
  const start = new Date(record['starts_at'] as string | Date).getTime();
  const end = new Date(record['ends_at'] as string | Date).getTime();
  if (end <= start) return [{ field: 'ends_at', code: 'ENDS_BEFORE_START' }];
  if (end - start < shortestMs) return [{ field: 'ends_at', code: 'TOO_SHORT_A_SLOT' }];
  if (end - start > longestMs) return [{ field: 'ends_at', code: 'TOO_LONG_A_SLOT' }];
  return [];
}
