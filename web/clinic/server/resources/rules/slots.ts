import { sql, type RawBuilder } from 'kysely';
import type { RequestTransaction } from '../../database/database.ts';
import { ApiError, invalid, refused } from '../../http/api-error.ts';
import { clinicTimeZone, limits } from '../../limits.ts';
import type { Session } from '../../people/session.ts';
import type { Fields, RuleContext, StoredRecord } from '../resource.ts';
import { closedDaysFrom, closingDaysOf, closureAt } from './closed-days.ts';

/** Appointments that do not occupy their practitioner. The same list is in the table's constraint (migration 002). */
const freeStatuses = ['cancelled', 'no_show'];

interface Slot {
  readonly patientId: string;
  readonly practitionerId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Monday to Saturday, 8:00 to 12:30 and 13:30 to 19:00; the same as the agenda's (web/clinic/app/src/clinic/opening.ts). */
const clinicHours = [1, 2, 3, 4, 5, 6].flatMap((day) => [
  `${day} 08:00-12:30`,
  `${day} 13:30-19:00`,
]);

/** Names the locks of `waitForRivals` among the advisory locks of the database. */
const slotLock = 2;

/**
 * One practitioner sees one patient at a time.
 * @throws ApiError 409 SLOT_TAKEN with `details.alternatives` (the nearest free slots, in order of time) and, for a change of an
 * existing appointment, `details.current` (BEHAVIOUR 8 and 10).
 */
export async function slotMustBeFree({ trx, session, before, after }: RuleContext): Promise<void> {
  const slot = slotOf(after);
  if (slot === null || sameSlot(before, slot)) return;
  await waitForRivals(trx, slot.practitionerId);
  const rival = await rivalOf(
    trx,
    session,
    'practitioner_id',
    slot.practitionerId,
    slot,
    before?.id,
  );
  if (rival === undefined) return;
  const alternatives = await freeSlots(trx, session, slot, before?.id);
  throw new ApiError(409, 'SLOT_TAKEN', {
    details: { field: 'starts_at', alternatives, ...(before === null ? {} : { current: before }) },
  });
}

/**
 * A patient is at one place at a time, and one who was deleted at none. Runs after `slotMustBeFree`: the two kinds of
 * locks are always taken in that order.
 * @throws ApiError 422 PATIENT_BOOKED with the other appointment's id and `details.alternatives`, or UNKNOWN_REFERENCE.
 */
export async function patientMustBeFree({
  trx,
  session,
  before,
  after,
}: RuleContext): Promise<void> {
  const slot = slotOf(after);
  const held = before === null || before.deleted_at !== null ? null : slotOf(before);
  if (slot === null || (sameSlot(before, slot) && held?.patientId === slot.patientId)) return;
  await waitForRivals(trx, slot.patientId);
  const patient = await trx
    .selectFrom('patients')
    .select('deleted_at')
    .where('company_id', '=', session.companyId)
    .where('id', '=', slot.patientId)
    .executeTakeFirst();
  if (patient === undefined || patient.deleted_at !== null)
    throw refused('UNKNOWN_REFERENCE', { details: { field: 'patient_id', id: slot.patientId } });
  const other = await rivalOf(trx, session, 'patient_id', slot.patientId, slot, before?.id);
  if (other === undefined) return;
  const alternatives = await freeSlots(trx, session, slot, before?.id);
  throw refused('PATIENT_BOOKED', {
    details: { field: 'starts_at', alternatives, appointment: other },
  });
}

/** An appointment of the same practitioner or patient at that time. @param except the one that moves */
async function rivalOf(
  trx: RuleContext['trx'],
  { companyId }: Session,
  column: 'practitioner_id' | 'patient_id',
  id: string,
  { startsAt, endsAt }: Pick<Slot, 'startsAt' | 'endsAt'>,
  except: string | undefined,
) {
  return trx
    .selectFrom('appointments')
    .select(['id', 'starts_at', 'ends_at'])
    .where('company_id', '=', companyId)
    .where(column, '=', id)
    .where('deleted_at', 'is', null)
    .where('status', 'not in', freeStatuses)
    .where(sql<boolean>`tstzrange(starts_at, ends_at) && tstzrange(${startsAt}, ${endsAt})`)
    .where('id', '!=', except ?? '00000000-0000-0000-0000-000000000000')
    .executeTakeFirst();
}

/**
 * The agenda is for what comes and for what has just been; a day long ago is a slip of the finger.
 * @throws ApiError 400 for `starts_at`
 */
export async function slotIsOfOurTime({ before, after }: RuleContext): Promise<void> {
  const start = new Date(after['starts_at'] as string | Date).getTime();
  if (before !== null && new Date(before['starts_at'] as Date).getTime() === start) return;
  if (start < Date.now() - limits.agendaPastDays * 86_400_000)
    throw invalid([{ field: 'starts_at', code: 'TOO_LONG_AGO' }]);
}

/** @throws ApiError 422 PRACTITIONER_INACTIVE when a new appointment is for a practitioner who has left. */
export async function practitionerMustBeActive({
  trx,
  session,
  before,
  after,
}: RuleContext): Promise<void> {
  const id = after['practitioner_id'];
  if (typeof id !== 'string' || before?.['practitioner_id'] === id) return;
  const found = await trx
    .selectFrom('practitioners')
    .select('active')
    .where('company_id', '=', session.companyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (found?.['active'] === false)
    throw refused('PRACTITIONER_INACTIVE', { details: { field: 'practitioner_id', id } });
}

/**
 * No appointment is put on a day of absence; those that were there before stay until a person moves them.
 * @throws ApiError 422 PRACTITIONER_ABSENT with `details.alternatives`
 */
export async function practitionerMustBeThere({
  trx,
  session,
  before,
  after,
}: RuleContext): Promise<void> {
  const slot = slotOf(after);
  if (slot === null || sameSlot(before, slot)) return;
  const { rows } = await sql<{ absent: boolean }>`
    SELECT ${isAbsent(sql`${slot.startsAt}::timestamptz`, sql`${slot.endsAt}::timestamptz`)} AS absent
      FROM practitioners WHERE company_id = ${session.companyId} AND id = ${slot.practitionerId}`.execute(
    trx,
  );
  if (rows[0]?.absent !== true) return;
  const alternatives = await freeSlots(trx, session, slot, before?.id);
  throw refused('PRACTITIONER_ABSENT', { details: { field: 'starts_at', alternatives } });
}

/**
 * No appointment is put on a day on which the clinic is closed unless the caller says that it is meant
 * (`confirm_closed: true` in the body): an emergency. Those that were there before stay.
 * @throws ApiError 422 CLINIC_CLOSED with the day, why it is closed, and `details.alternatives`
 */
export async function clinicMustBeOpen({
  trx,
  session,
  before,
  after,
  confirmClosed,
}: RuleContext): Promise<void> {
  const slot = slotOf(after);
  if (confirmClosed || slot === null || isAtSameTime(before, slot)) return;
  const closure = closureAt(await closingDaysOf(trx, session), slot.startsAt, slot.endsAt);
  if (closure === null) return;
  const alternatives = await freeSlots(trx, session, slot, before?.id);
  throw refused('CLINIC_CLOSED', { details: { field: 'starts_at', ...closure, alternatives } });
}

/** SQL over a row of `practitioners`: whether one of its absences touches this time, by the clinic's days. */
function isAbsent(from: RawBuilder<unknown>, to: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (
    SELECT 1 FROM unnest(practitioners.absences) AS absence
     WHERE (${from} AT TIME ZONE ${clinicTimeZone})::date <= split_part(absence, '/', 2)::date
       AND (${to} AT TIME ZONE ${clinicTimeZone}) > split_part(absence, '/', 1)::date)`;
}

/**
 * Lets those who want a time of one person through one after the other, until the transaction ends. With the
 * constraint of the table alone, simultaneous rivals wait for each other until the database ends their deadlocks.
 */
async function waitForRivals(trx: RequestTransaction, personId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${personId}, ${slotLock}))`.execute(trx);
}

function slotOf(record: Fields): Slot | null {
  const { practitioner_id: practitionerId, starts_at: start, ends_at: end, status } = record;
  const { patient_id: patientId } = record;
  if (typeof patientId !== 'string') return null;
  if (typeof practitionerId !== 'string' || freeStatuses.includes(String(status))) return null;
  return {
    patientId,
    practitionerId,
    startsAt: new Date(start as string | Date),
    endsAt: new Date(end as string | Date),
  };
}

/** True when the appointment already occupies exactly this slot. */
function sameSlot(before: StoredRecord | null, slot: Slot): boolean {
  return before?.['practitioner_id'] === slot.practitionerId && isAtSameTime(before, slot);
}

/** The same, with whomever. */
function isAtSameTime(before: StoredRecord | null, slot: Slot): boolean {
  const held = before === null || before.deleted_at !== null ? null : slotOf(before);
  return (
    held !== null &&
    held.startsAt.getTime() === slot.startsAt.getTime() &&
    held.endsAt.getTime() === slot.endsAt.getTime()
  );
}

/**
 * Free slots of the same length with the same practitioner: the wanted day and the six after it, in the practitioner's
 * hours or else the clinic's, every quarter of an hour. The nearest to the wanted start, in order of time; none that has
 * begun, on no day of absence or on which the clinic is closed, none at which the patient is elsewhere, and never where the appointment that moves is now.
 * The form offers the same (web/clinic/app/src/clinic/opening.ts).
 */
async function freeSlots(
  trx: RequestTransaction,
  session: Session,
  wanted: Slot,
  exceptId: string | undefined,
): Promise<ReadonlyArray<{ starts_at: Date; ends_at: Date; practitioner_id: string }>> {
  const { companyId } = session;
  const lengthMs = wanted.endsAt.getTime() - wanted.startsAt.getTime();
  const closing = await closingDaysOf(trx, session);
  const closed = closedDaysFrom(closing, wanted.startsAt, 7);
  const result = await sql<{ starts_at: Date }>`
    WITH wall AS (
      SELECT day + make_interval(mins => minute) AS start,
             day + make_interval(mins => minute) + make_interval(secs => ${lengthMs / 1000}) AS stop, day
        FROM generate_series(date_trunc('day', ${wanted.startsAt}::timestamptz AT TIME ZONE ${clinicTimeZone}),
                             date_trunc('day', ${wanted.startsAt}::timestamptz AT TIME ZONE ${clinicTimeZone})
                               + interval '6 days', interval '1 day') AS day,
             generate_series(0, 1425, 15) AS minute
    ), hours AS (
      SELECT left(span, 1)::int AS isodow, substr(span, 3, 5)::interval AS opens, right(span, 5)::interval AS closes
        FROM unnest(coalesce((SELECT hours FROM practitioners
                               WHERE company_id = ${companyId} AND id = ${wanted.practitionerId}),
                             ${clinicHours}::text[])) AS span
    ), open AS (
      SELECT start AT TIME ZONE ${clinicTimeZone} AS starts_at, stop AT TIME ZONE ${clinicTimeZone} AS ends_at
        FROM wall
       WHERE day::date <> ALL (${closed}::date[]) AND EXISTS (
       SELECT 1 FROM hours
        WHERE isodow = extract(isodow FROM day) AND start >= day + opens AND stop <= day + closes)
    )
    SELECT starts_at FROM (
    SELECT starts_at FROM open
     WHERE starts_at > now()
       AND NOT EXISTS (
       SELECT 1 FROM appointments AS own
        WHERE own.company_id = ${companyId} AND own.id = ${exceptId ?? null}::uuid AND own.practitioner_id = ${wanted.practitionerId}
          AND own.starts_at = open.starts_at)
       AND NOT EXISTS (
       SELECT 1 FROM practitioners
        WHERE practitioners.company_id = ${companyId} AND practitioners.id = ${wanted.practitionerId}
          AND ${isAbsent(sql`open.starts_at`, sql`open.ends_at`)})
       AND NOT EXISTS (
       SELECT 1 FROM appointments AS other
        WHERE other.company_id = ${companyId}
          AND (other.practitioner_id = ${wanted.practitionerId} OR other.patient_id = ${wanted.patientId})
          AND other.deleted_at IS NULL AND other.status NOT IN ('cancelled', 'no_show')
          AND other.id IS DISTINCT FROM ${exceptId ?? null}::uuid
          AND tstzrange(other.starts_at, other.ends_at) && tstzrange(open.starts_at, open.ends_at))
     ORDER BY abs(extract(epoch FROM starts_at - ${wanted.startsAt}::timestamptz)), starts_at
     LIMIT ${limits.slotAlternatives}) AS nearest
     ORDER BY starts_at`.execute(trx);
  return result.rows.map(({ starts_at }) => ({
    starts_at,
    ends_at: new Date(starts_at.getTime() + lengthMs),
    practitioner_id: wanted.practitionerId,
  }));
}
