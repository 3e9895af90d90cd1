import dayjs from 'dayjs';
import { type ClosingDays, closureOn, noClosingDays } from '../../../closing-days.ts';
import { findOverlap } from './appointments.ts';
import { isoDay } from './dates.ts';
import type { Appointment, Practitioner } from './types.ts';

/** The clinic's half-days in minutes after midnight, Monday to Saturday; the same as the server's (rules/slots.ts). */
export const halfDays = [
  { from: 8 * 60, to: 12 * 60 + 30 },
  { from: 13 * 60 + 30, to: 19 * 60 },
] as const;

/** The day as the agenda shows it when nothing lies outside of it, in minutes after midnight. */
export const shownDay = { from: halfDays[0].from, to: halfDays[1].to } as const;

const sunday = 7;
const stepMinutes = 15;
const daysAhead = 7;

/** From and to, in minutes after midnight. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The hours of one day of the week, 1 being Monday, among those that the API keeps; in order of time. */
export function hoursOn(hours: readonly string[], weekday: number): Span[] {
  return hours
    .filter((text) => text.startsWith(`${weekday} `))
    .sort()
    .map((text) => {
      const [from = '', to = ''] = text.slice(2).split('-');
      return { from: minutesOf(from), to: minutesOf(to) };
    });
}

/**
 * When a practitioner receives on that day: in their own hours, or else when the clinic is open; never on a day on which it is
 * closed.
 */
export function openHours(
  day: string,
  { hours }: Pick<Practitioner, 'hours'>,
  closing: ClosingDays = noClosingDays,
): readonly Span[] {
  if (closureOn(day, closing) !== null) return [];
  const weekday = dayjs(day).isoWeekday();
  if (hours != null) return hoursOn(hours, weekday);
  return weekday === sunday ? [] : halfDays;
}

/** Whether a practitioner receives from the beginning to the end of that time. */
export function isInHours(
  practitioner: Pick<Practitioner, 'hours'>,
  start: dayjs.Dayjs,
  end: dayjs.Dayjs,
  closing: ClosingDays = noClosingDays,
): boolean {
  const minute = start.hour() * 60 + start.minute();
  const last = minute + end.diff(start, 'minute');
  return openHours(start.format(isoDay), practitioner, closing).some(
    ({ from, to }) => from <= minute && last <= to,
  );
}

/** First and last day of an absence. */
export interface Absence {
  readonly from: string;
  readonly to: string;
}

/** The absences of a practitioner, which the API keeps as ISO 8601 intervals of days. */
export function absencesOf({ absences }: Pick<Practitioner, 'absences'>): Absence[] {
  return (absences ?? []).flatMap((span) => {
    const [from = '', to = ''] = span.split('/');
    return dayjs(from).isValid() && dayjs(to).isValid() ? [{ from, to }] : [];
  });
}

/** Whether a practitioner sees no patients on that day. */
export function isAbsent(practitioner: Pick<Practitioner, 'absences'>, day: string): boolean {
  return absencesOf(practitioner).some(({ from, to }) => from <= day && day <= to);
}

export interface WantedSlot {
  practitioner: Practitioner;
  /** Who comes: times at which they are elsewhere are not free. */
  patientId: string;
  start: dayjs.Dayjs;
  minutes: number;
  /** The appointment that moves: it is not in its own way, and where it is now is not an alternative. */
  moving?: Appointment | undefined;
  closing: ClosingDays;
}

/**
 * The free starts nearest to the wanted one, that day and in the six days after it, in order of time: the slots that the
 * server offers for a refused appointment.
 */
export function freeStarts(
  appointments: readonly Appointment[],
  { practitioner, patientId, start: wanted, minutes, moving, closing }: WantedSlot,
  count: number,
  now: dayjs.Dayjs,
): dayjs.Dayjs[] {
  const last = wanted.add(daysAhead, 'day').endOf('day').toISOString();
  const first = wanted.startOf('day').toISOString();
  const near = appointments.filter(
    (other) =>
      (other.practitioner_id === practitioner.id || other.patient_id === patientId) &&
      other.ends_at > first &&
      other.starts_at < last,
  );
  const held = moving?.practitioner_id === practitioner.id ? Date.parse(moving.starts_at) : null;
  const starts: dayjs.Dayjs[] = [];
  for (let offset = 0; offset < daysAhead; offset += 1) {
    const midnight = wanted.startOf('day').add(offset, 'day');
    const day = midnight.format(isoDay);
    if (isAbsent(practitioner, day)) continue;
    for (const { from, to } of openHours(day, practitioner, closing))
      for (let minute = from; minute + minutes <= to; minute += stepMinutes) {
        const start = midnight.hour(Math.floor(minute / 60)).minute(minute % 60);
        const slot = { practitionerId: practitioner.id, patientId, exceptId: moving?.id, start };
        const isFree =
          start.isAfter(now) &&
          start.valueOf() !== held &&
          findOverlap(near, { ...slot, end: start.add(minutes, 'minute') }) === undefined;
        if (isFree) starts.push(start);
      }
  }
  const distance = (start: dayjs.Dayjs) => Math.abs(start.diff(wanted));
  return starts
    .sort((a, b) => distance(a) - distance(b) || a.valueOf() - b.valueOf())
    .slice(0, count)
    .sort((a, b) => a.valueOf() - b.valueOf());
}
