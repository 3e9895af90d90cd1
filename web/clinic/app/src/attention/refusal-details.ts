import type { MutationEntry } from 'synchrone/streaming';

/** A slot that the server offers instead of a taken one. */
export interface SlotAlternative {
  starts_at: string;
  ends_at: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The `error.details` of the answer that refused the change or met another version. The body comes from outside: nothing is assumed. */
export function detailsOf(entry: MutationEntry): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(entry.error?.body ?? '');
    const error = isObject(body) ? body['error'] : null;
    const details = isObject(error) ? error['details'] : null;
    return isObject(details) ? details : {};
  } catch {
    return {};
  }
}

/** Refusals that come with free slots. */
const offersSlots = new Set<unknown>([
  'SLOT_TAKEN',
  'PATIENT_BOOKED',
  'PRACTITIONER_ABSENT',
  'CLINIC_CLOSED',
]);

/** The free slots of a refused appointment, in order of time; empty when it was refused for another reason. */
export function slotAlternatives(entry: MutationEntry): SlotAlternative[] {
  const { alternatives } = detailsOf(entry);
  if (!offersSlots.has(entry.error?.code) || !Array.isArray(alternatives)) return [];
  return alternatives.flatMap((slot: unknown) =>
    isObject(slot) && typeof slot['starts_at'] === 'string' && typeof slot['ends_at'] === 'string'
      ? [{ starts_at: slot['starts_at'], ends_at: slot['ends_at'] }]
      : [],
  );
}

/** The id of the patient whom a refused create would have doubled. */
export function existingPatientId(entry: MutationEntry): string | null {
  const { existing } = detailsOf(entry);
  return entry.error?.code === 'DUPLICATE_PATIENT' && typeof existing === 'string'
    ? existing
    : null;
}

/** What the server found wrong in a field. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Which fields the server found fault with, and why. A part of one (`absences.0`) counts as its field. */
export function fieldProblems(entry: MutationEntry): FieldProblem[] {
  const { fields } = detailsOf(entry);
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((problem: unknown) => {
    if (!isObject(problem)) return [];
    const { field, message } = problem;
    if (typeof field !== 'string' || typeof message !== 'string') return [];
    return [{ field: field.split('.')[0] ?? field, message }];
  });
}

/** The same, or the field whose value breaks a rule of the clinic: there the refusal itself says why. */
export function refusedFields(entry: MutationEntry): FieldProblem[] {
  const { field } = detailsOf(entry);
  if (typeof field !== 'string') return fieldProblems(entry);
  return [{ field, message: entry.error?.message ?? '' }];
}
