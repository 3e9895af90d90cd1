import dayjs from 'dayjs';
import { type ClosingDays, noClosingDays } from '../../../closing-days.ts';
import { isDay, isoDay } from '../clinic/dates.ts';
import { plainText } from '../clinic/form-values.ts';
import { openHours } from '../clinic/opening.ts';
import type { Appointment, AppointmentStatus } from '../clinic/types.ts';

/** What the appointment form holds: one moment is a day, a time and a length in minutes. */
export type AppointmentValues = {
  patient_id: string;
  practitioner_id: string;
  day: string;
  time: string;
  /** Minutes, as the select holds them. */
  duration: string;
  reason: string;
  status: AppointmentStatus;
  notes: string;
  /** How a new appointment comes again. */
  repeat: Repeat;
  /** How often in all, as the select holds it. */
  times: string;
};

export type Repeat = 'never' | 'week' | 'twoWeeks' | 'month';

/** How many appointments a series may have, as the select holds them: half a year of weeks at most. */
export const seriesLengths = Array.from({ length: 25 }, (_, index) => String(index + 2));

/** The lengths that are offered, in minutes. */
export const durations = [10, 15, 20, 30, 45, 60, 90] as const;

const usualMinutes = 20;
const slotMinutes = 5;

/** How far ahead the next open day is looked for. */
const daysLookedAt = 366;

/** The next five minutes of the clinic's hours. */
function nextSlot(now: dayjs.Dayjs, closing: ClosingDays): dayjs.Dayjs {
  const past = now.minute() % slotMinutes;
  const next = past === 0 ? now : now.add(slotMinutes - past, 'minute');
  let minute = next.hour() * 60 + next.minute();
  for (let days = 0; days < daysLookedAt; days += 1) {
    const day = next.add(days, 'day');
    const open = openHours(day.format(isoDay), {}, closing).find(({ to }) => minute < to);
    if (open !== undefined) return day.startOf('day').add(Math.max(minute, open.from), 'minute');
    minute = 0;
  }
  return next;
}

/** The form of an appointment, or of a new one at the next five minutes in which the clinic is open. */
export function appointmentValues(
  from: Partial<Appointment>,
  now: dayjs.Dayjs,
  closing: ClosingDays = noClosingDays,
): AppointmentValues {
  const start = from.starts_at === undefined ? nextSlot(now, closing) : dayjs(from.starts_at);
  const minutes =
    from.ends_at === undefined ? usualMinutes : dayjs(from.ends_at).diff(start, 'minute');
  return {
    patient_id: from.patient_id ?? '',
    practitioner_id: from.practitioner_id ?? '',
    day: start.format(isoDay),
    time: start.format('HH:mm'),
    duration: String(minutes),
    reason: from.reason ?? '',
    status: from.status ?? 'scheduled',
    notes: from.notes ?? '',
    repeat: 'never',
    times: '4',
  };
}

/** Start and end of the slot; null while day or time is missing. */
export function slotOf(values: AppointmentValues): { start: dayjs.Dayjs; end: dayjs.Dayjs } | null {
  const start = dayjs(`${values.day}T${values.time.slice(0, 5)}`);
  const minutes = Number(values.duration);
  if (!isDay(values.day) || !values.time || !start.isValid() || !(minutes > 0)) return null;
  return { start, end: start.add(minutes, 'minute') };
}

/** The fields as the API takes them. */
export function appointmentFields(
  values: AppointmentValues,
  patientId: string,
): Partial<Appointment> {
  const slot = slotOf(values);
  if (slot === null) throw new Error('An appointment without a valid day and time was submitted.');
  return {
    patient_id: patientId,
    practitioner_id: values.practitioner_id,
    starts_at: slot.start.toISOString(),
    ends_at: slot.end.toISOString(),
    reason: plainText(values.reason) || null,
    status: values.status,
    notes: plainText(values.notes) || null,
  };
}
