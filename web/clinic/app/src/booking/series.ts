import type dayjs from 'dayjs';
import { type ClosingDays, noClosingDays } from '../../../closing-days.ts';
import { findOverlap } from '../clinic/appointments.ts';
import { isoDay } from '../clinic/dates.ts';
import { isAbsent, isInHours, openHours } from '../clinic/opening.ts';
import type { Appointment, Practitioner } from '../clinic/types.ts';
import { slotOf, type AppointmentValues, type Repeat } from './appointment-values.ts';

const steps: Readonly<Record<Exclude<Repeat, 'never'>, readonly [number, 'week' | 'month']>> = {
  week: [1, 'week'],
  twoWeeks: [2, 'week'],
  month: [1, 'month'],
};

/** Receives in the hours of the clinic, and has no appointments. */
const anyPractitioner: Pick<Practitioner, 'id' | 'hours' | 'absences'> = { id: '', hours: null };

/** The appointments that a form books: when each begins, and the days that are left out. */
export interface Series {
  readonly starts: readonly dayjs.Dayjs[];
  readonly skipped: readonly dayjs.Dayjs[];
}

/**
 * The first one as it was chosen, and its repetitions at the same time of day. A repetition whose slot is not free is left
 * out: none is booked unseen at another time, or out of hours where the first one is in them.
 * @param practitioner undefined: not chosen yet, and the hours are those of the clinic
 */
export function seriesOf(
  values: AppointmentValues,
  practitioner: Practitioner | undefined,
  appointments: readonly Appointment[],
  closing: ClosingDays = noClosingDays,
): Series {
  const slot = slotOf(values);
  if (slot === null) return { starts: [], skipped: [] };
  if (values.repeat === 'never') return { starts: [slot.start], skipped: [] };
  const receiving = practitioner ?? anyPractitioner;
  const [count, unit] = steps[values.repeat];
  const minutes = Number(values.duration);
  const isOpen = (start: dayjs.Dayjs): boolean =>
    isInHours(receiving, start, start.add(minutes, 'minute'), closing);
  const isFree = (start: dayjs.Dayjs): boolean => {
    const day = start.format(isoDay);
    return (
      (isOpen(start) || (!isOpen(slot.start) && openHours(day, receiving, closing).length > 0)) &&
      !isAbsent(receiving, day) &&
      findOverlap(appointments, {
        practitionerId: receiving.id,
        patientId: values.patient_id,
        start,
        end: start.add(minutes, 'minute'),
      }) === undefined
    );
  };
  const later = Array.from({ length: Number(values.times) - 1 }, (_, index) =>
    slot.start.add((index + 1) * count, unit),
  );
  return {
    starts: [slot.start, ...later.filter(isFree)],
    skipped: later.filter((start) => !isFree(start)),
  };
}

/** The appointments of the same series from this one on that can still be cancelled. */
export function restOfSeries(
  appointment: Appointment,
  appointments: readonly Appointment[],
): Appointment[] {
  if (appointment.series_id == null) return [];
  return appointments.filter(
    ({ series_id, starts_at, status }) =>
      series_id === appointment.series_id &&
      starts_at >= appointment.starts_at &&
      (status === 'scheduled' || status === 'confirmed'),
  );
}

/** A random UUID (version 4). `crypto.randomUUID` is not there on plain http. */
export function newSeriesId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
