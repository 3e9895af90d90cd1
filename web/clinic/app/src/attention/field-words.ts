import { formatDate, formatDay, formatMoment, weekdayName } from '../clinic/dates.ts';
import { formatPhone } from '../clinic/people.ts';
import type { Messages } from '../i18n/fr.ts';
import type { FieldProblem } from './refusal-details.ts';

/** The label of a field that people know; null for one that they do not. */
export function fieldLabel(field: string, m: Messages): string | null {
  const labels: Readonly<Record<string, string>> = {
    first_name: m.patients.firstName,
    last_name: m.patients.lastName,
    birth_date: m.patients.birthDate,
    sex: m.patients.sex,
    email: m.patients.email,
    phone: m.patients.phone,
    address: m.patients.address,
    postal_code: m.patients.postalCode,
    city: m.patients.city,
    insurance_number: m.patients.insuranceNumber,
    allergies: m.patients.allergies,
    notes: m.patients.notes,
    patient_id: m.appointments.patient,
    practitioner_id: m.appointments.practitioner,
    starts_at: m.appointments.start,
    ends_at: m.appointments.end,
    reason: m.appointments.reason,
    status: m.appointments.status,
    title: m.records.recordTitle,
    kind: m.records.kind,
    diagnosis: m.records.diagnosis,
    content: m.records.content,
    recorded_at: m.records.date,
    granted_at: m.consents.grantedAt,
    expires_at: m.consents.expiresAt,
    withdrawn_at: m.consents.withdrawnAt,
    specialty: m.practitioners.specialty,
    rpps: m.practitioners.rpps,
    color: m.practitioners.color,
    active: m.practitioners.active,
    absences: m.practitioners.absences,
    hours: m.practitioners.hours,
    arrived_at: m.waiting.steps.arrive,
    seen_at: m.waiting.places.withPractitioner,
    left_at: m.waiting.steps.leave,
  };
  return Object.hasOwn(labels, field) ? (labels[field] ?? null) : null;
}

/** What is wrong in which field; the field is left out where people do not know it. */
export function problemWords({ field, message }: FieldProblem, m: Messages): string {
  const label = fieldLabel(field, m);
  return label === null ? message : `${label} : ${message}`;
}

/** The words of a closed choice, by field and value. */
function choiceWords(field: string, value: string, m: Messages): string | undefined {
  const choices: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    sex: m.patients.sexes,
    status: {
      ...m.appointments.statuses,
      ...m.consents.statuses,
      draft: m.records.draft,
      signed: m.records.signed,
    },
    kind: { ...m.records.kinds, ...m.consents.kinds },
  };
  const words = Object.hasOwn(choices, field) ? choices[field] : undefined;
  return words && Object.hasOwn(words, value) ? words[value] : undefined;
}

/** Fields of which the time of day counts. */
const momentFields = new Set(['starts_at', 'ends_at', 'arrived_at', 'seen_at', 'left_at']);

/** "24/12/2026 – 31/12/2026". */
function daysInWords(span: unknown): string {
  return String(span).split('/').map(formatDay).join(' – ');
}

/** "lun. 08:00-12:30" of "1 08:00-12:30". */
function hoursInWords(text: unknown): string {
  const [day = '', span = ''] = String(text).split(' ');
  return `${weekdayName(Number(day))} ${span}`;
}

/** A value as people read it; `nameOf` gives the name behind the id of a patient or practitioner. */
export function fieldValue(
  field: string,
  value: unknown,
  m: Messages,
  nameOf: (field: string, id: string) => string,
): string {
  if (field === 'hours')
    return Array.isArray(value) ? value.map(hoursInWords).join(', ') : m.practitioners.clinicHours;
  if (value === null || value === undefined) return '';
  if (field === 'absences' && Array.isArray(value)) return value.map(daysInWords).join(', ');
  if (typeof value === 'boolean') return value ? m.actions.yes : m.actions.no;
  if (typeof value !== 'string')
    return typeof value === 'number' ? String(value) : JSON.stringify(value);
  if (field === 'patient_id' || field === 'practitioner_id') return nameOf(field, value);
  if (field === 'phone') return formatPhone(value);
  if (field === 'birth_date') return formatDay(value);
  if (momentFields.has(field)) return formatMoment(value);
  if (field.endsWith('_at')) return formatDate(value);
  return choiceWords(field, value, m) ?? value;
}
