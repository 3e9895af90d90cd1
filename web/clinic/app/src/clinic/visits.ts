import type { Appointment, AppointmentStatus } from './types.ts';

/** The statuses that may follow; the server holds to the same (rules/visits.ts). */
export const followers: Readonly<Record<AppointmentStatus, readonly AppointmentStatus[]>> = {
  scheduled: ['confirmed', 'arrived', 'in_care', 'completed', 'cancelled', 'no_show'],
  confirmed: ['scheduled', 'arrived', 'in_care', 'completed', 'cancelled', 'no_show'],
  arrived: ['scheduled', 'confirmed', 'in_care', 'completed', 'cancelled', 'no_show'],
  in_care: ['arrived', 'completed'],
  completed: ['arrived', 'in_care'],
  cancelled: ['scheduled', 'confirmed'],
  no_show: ['scheduled', 'confirmed', 'arrived', 'cancelled'],
};

/** What is known on the day of the appointment at the earliest: that the patient came, or did not. */
export function isKnownOnItsDay(status: AppointmentStatus): boolean {
  return status === 'no_show' || Object.values(steps).some((step) => step.status === status);
}

/** One click at the front desk. */
export type VisitStep = 'arrive' | 'see' | 'leave';

const steps = {
  arrive: { status: 'arrived', moment: 'arrived_at' },
  see: { status: 'in_care', moment: 'seen_at' },
  leave: { status: 'completed', moment: 'left_at' },
} as const;

/** What the click is that comes next for this appointment; null when its visit is over. */
export function nextStep({ status }: Appointment): VisitStep | null {
  switch (status) {
    case 'scheduled':
    case 'confirmed':
    case 'no_show':
      return 'arrive';
    case 'arrived':
      return 'see';
    case 'in_care':
      return 'leave';
    default:
      return null;
  }
}

/** The fields that a step changes. The moment is that of the click, which may be sent much later. */
export function changesOfStep(step: VisitStep, now: Date): Partial<Appointment> {
  const { status, moment } = steps[step];
  return { status, [moment]: now.toISOString() };
}

/** The same for a status that was chosen in the form: the moment belongs to the choice. */
export function momentsOf(
  before: AppointmentStatus | undefined,
  after: AppointmentStatus,
  now: Date,
): Partial<Appointment> {
  if (before === after) return {};
  const step = (Object.keys(steps) as VisitStep[]).find((one) => steps[one].status === after);
  return step === undefined ? {} : changesOfStep(step, now);
}

/** Whole minutes since a moment; never negative: the clocks of two desks differ. */
export function minutesSince(moment: string | null | undefined, now: number): number | null {
  if (moment == null) return null;
  return Math.max(0, Math.floor((now - Date.parse(moment)) / 60_000));
}
