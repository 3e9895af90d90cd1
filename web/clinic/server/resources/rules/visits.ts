import { sql } from 'kysely';
import { refused } from '../../http/api-error.ts';
import { clinicTimeZone } from '../../limits.ts';
import type { Fields, RuleContext } from '../resource.ts';

/** How far an appointment has come, in the order of a visit, and its two other ends. */
export const appointmentStatuses = [
  'scheduled',
  'confirmed',
  'arrived',
  'in_care',
  'completed',
  'cancelled',
  'no_show',
] as const;

export type AppointmentStatus = (typeof appointmentStatuses)[number];

/**
 * What may follow. One step back is always allowed: a slip of the finger is put right. A patient who has been seen is not
 * absent or cancelled, and no patient arrives for a cancelled appointment before it is restored.
 */
const followers: Readonly<Record<AppointmentStatus, readonly AppointmentStatus[]>> = {
  scheduled: ['confirmed', 'arrived', 'in_care', 'completed', 'cancelled', 'no_show'],
  confirmed: ['scheduled', 'arrived', 'in_care', 'completed', 'cancelled', 'no_show'],
  arrived: ['scheduled', 'confirmed', 'in_care', 'completed', 'cancelled', 'no_show'],
  in_care: ['arrived', 'completed'],
  completed: ['arrived', 'in_care'],
  cancelled: ['scheduled', 'confirmed'],
  no_show: ['scheduled', 'confirmed', 'arrived', 'cancelled'],
};

/** @throws ApiError 422 STATUS_ORDER with `details.from` and `details.to` */
export async function statusFollows({ before, after }: RuleContext): Promise<void> {
  const [from, to] = [before?.['status'], after['status']] as Array<AppointmentStatus | undefined>;
  if (from === undefined || to === undefined || from === to) return;
  if (!followers[from].includes(to))
    throw refused('STATUS_ORDER', { details: { field: 'status', from, to } });
}

/** What is known on the day of the appointment at the earliest: that the patient came, or did not. */
const knownOnItsDay: readonly unknown[] = ['arrived', 'in_care', 'completed', 'no_show'];

/**
 * No visit has happened, or been missed, before its day on the clinic's clock. Checked when the status or the time begins to say
 * so: a step back of what was stored before stays possible.
 * @throws ApiError 422 VISIT_TO_COME
 */
export async function visitIsOfItsDay({ trx, before, after }: RuleContext): Promise<void> {
  if (!knownOnItsDay.includes(after['status'])) return;
  const startsAt = new Date(after['starts_at'] as string | Date);
  const saidSo =
    before?.deleted_at === null &&
    knownOnItsDay.includes(before['status']) &&
    new Date(before['starts_at'] as Date).getTime() === startsAt.getTime();
  if (saidSo) return;
  const { rows } = await sql<{ to_come: boolean }>`
    SELECT (${startsAt}::timestamptz AT TIME ZONE ${clinicTimeZone})::date
         > (now() AT TIME ZONE ${clinicTimeZone})::date AS to_come`.execute(trx);
  if (rows[0]?.to_come === true) throw refused('VISIT_TO_COME', { details: { field: 'status' } });
}

/** The three moments of a visit, each with the statuses in which it has happened. */
const moments: ReadonlyArray<readonly [string, readonly AppointmentStatus[]]> = [
  ['arrived_at', ['arrived', 'in_care', 'completed']],
  ['seen_at', ['in_care', 'completed']],
  ['left_at', ['completed']],
];

/** What has not happened has no moment. The database fills in the moments that are missing (migration 012). */
export function momentsOfVisit(record: Fields): Fields {
  const status = record['status'] as AppointmentStatus;
  const gone = moments.filter(([, statuses]) => !statuses.includes(status));
  return { ...record, ...Object.fromEntries(gone.map(([field]) => [field, null])) };
}
