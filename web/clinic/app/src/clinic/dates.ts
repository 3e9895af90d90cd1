import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import isoWeek from 'dayjs/plugin/isoWeek';
import type { Messages } from '../i18n/fr.ts';

dayjs.extend(customParseFormat);
dayjs.extend(isoWeek);

/** The clinic's clock, as the server has it (server/limits.ts). */
const clinicTimeZone = 'Europe/Paris';

/** Whether the device's clock and the clinic's show the same time at that moment. */
export function isClinicTime(moment: Date): boolean {
  const time = (timeZone?: string) => moment.toLocaleString('sv', timeZone ? { timeZone } : {});
  return time(clinicTimeZone) === time();
}

/** A day as the API writes it. */
export const isoDay = 'YYYY-MM-DD';

const typedFormats = [
  'DD/MM/YYYY',
  'D/M/YYYY',
  'DDMMYYYY',
  'DD-MM-YYYY',
  'DD.MM.YYYY',
  'DD MM YYYY',
  'D-M-YYYY',
  'D.M.YYYY',
  isoDay,
];

/** With a year of two digits, as the day is said: "5/2/19". */
const shortFormats = ['D/M/YY', 'DD/MM/YY', 'D.M.YY', 'D-M-YY', 'DDMMYY'];

/** A day typed by hand ("02/01/1980", "02011980"), or null when it is not a day that exists. */
export function parseTypedDay(text: string): string | null {
  if (!/\d/.test(text)) return null;
  const parsed = dayjs(text.trim(), typedFormats, true);
  if (parsed.isValid()) return parsed.year() > 1880 ? parsed.format(isoDay) : null;
  const short = dayjs(text.trim(), shortFormats, true);
  return short.isValid() ? short.year(century(short.year())).format(isoDay) : null;
}

/** Years of two digits are of this century up to the next one: an appointment may lie ahead, most births do not. */
function century(year: number): number {
  const twoDigits = year % 100;
  const now = dayjs().year();
  const inThis = now - (now % 100) + twoDigits;
  return inThis > now + 1 ? inThis - 100 : inThis;
}

/** `YYYY-MM-DD`, of a day that exists. */
export function isDay(text: string): boolean {
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  // Browsers read a day that does not exist as one of the next month.
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text);
}

/**
 * A date in words: in French the first day of a month is an ordinal there ("mardi 1er décembre").
 * @param template of the date library, in which `D` is the day of the month
 */
function inWords(date: dayjs.ConfigType, template: string): string {
  const moment = dayjs(date);
  const isOrdinal = moment.date() === 1 && moment.locale() === 'fr';
  return moment.format(isOrdinal ? template.replace(/\bD\b/, '[1er]') : template);
}

/** "02/01/1980". */
export function formatDay(day: string): string {
  return dayjs(day).format('DD/MM/YYYY');
}

/** "mar. 24 nov. 2026". */
export function formatDate(moment: string): string {
  return inWords(moment, 'ddd D MMM YYYY');
}

/** "24 nov. 2026". */
export function formatShortDate(moment: string): string {
  return inWords(moment, 'D MMM YYYY');
}

/** "24 novembre 2026". */
export function formatCalendarDay(day: string): string {
  return inWords(day, 'D MMMM YYYY');
}

/** "mardi 24 novembre". */
export function formatLongDay(moment: string): string {
  return inWords(moment, 'dddd D MMMM');
}

/** "mardi 24 novembre 2026". */
export function formatFullDay(moment: string): string {
  return inWords(moment, 'dddd D MMMM YYYY');
}

/** "mar. 24 novembre", with the year where it is not this one; "mar. 24 nov." when it has to be brief. */
export function formatShownDay(day: string, brief: boolean): string {
  if (brief) return inWords(day, 'ddd D MMM');
  return inWords(day, dayjs(day).isSame(dayjs(), 'year') ? 'ddd D MMMM' : 'ddd D MMM YYYY');
}

/** "mar. 24". */
export function formatColumnDay(day: string): string {
  return inWords(day, 'ddd D');
}

/** "lun." of 1, "dim." of 7. */
export function weekdayName(day: number): string {
  return dayjs().isoWeekday(day).format('ddd');
}

/** "09:30". */
export function formatTime(moment: string): string {
  return dayjs(moment).format('HH:mm');
}

/** "09:30" of minutes after midnight. */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** "mar. 24 nov., 09:30", with the year where it is not this one. */
export function formatMoment(moment: string): string {
  const isThisYear = dayjs(moment).isSame(dayjs(), 'year');
  return inWords(moment, isThisYear ? 'ddd D MMM, HH:mm' : 'ddd D MMM YYYY, HH:mm');
}

/** "24 nov. 2026, 09:30". */
export function formatLongMoment(moment: string): string {
  return inWords(moment, 'D MMM YYYY, HH:mm');
}

/** The age in years, or in months below two years; null for a birth in the future. */
export function formatAge(
  birthDate: string,
  now: dayjs.Dayjs,
  messages: Messages['patients'],
): string | null {
  const months = now.diff(birthDate, 'month');
  if (Number.isNaN(months) || months < 0) return null;
  return months < 24 ? messages.ageMonths(months) : messages.age(Math.floor(months / 12));
}

/** "16 – 22 novembre": the days of the ISO week that holds `day`, with the year where it is not this one. */
export function formatWeek(day: string): string {
  const start = dayjs(day).startOf('isoWeek');
  const end = start.add(6, 'day');
  const year = end.isSame(dayjs(), 'year') && start.year() === end.year() ? '' : ' YYYY';
  if (start.month() === end.month())
    return `${inWords(start, 'D')} – ${inWords(end, `D MMMM${year}`)}`;
  const first = start.year() === end.year() ? 'D MMM' : 'D MMM YYYY';
  return `${inWords(start, first)} – ${inWords(end, `D MMM${year}`)}`;
}
