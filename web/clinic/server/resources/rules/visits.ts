import { refused } from '../../http/api-error.ts';
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
