/**
 * On which days a clinic is closed: public holidays by rule, and its own closures. For the server, which refuses an
 * appointment there, and for the pages, which say why.
 */

/** Whose public holidays a clinic keeps: nobody's, those of France, or those with the two more of Alsace and Moselle. */
export const holidayCalendars = ['none', 'france', 'alsace-moselle'] as const;

/** One of `holidayCalendars`. */
export type HolidayCalendar = (typeof holidayCalendars)[number];

/** When a clinic is closed besides its opening hours. */
export interface ClosingDays {
  readonly holidays: HolidayCalendar;
  /** Each the first and last day, and after a space what people call it: `2026-12-24/2026-12-31 Congés`. */
  readonly closures: readonly string[];
}

/** A clinic that is never closed on a day of its opening hours. */
export const noClosingDays: ClosingDays = { holidays: 'none', closures: [] };

/** Month and day of the holidays that are the same every year (Code du travail, L3133-1). */
const fixed = {
  '01-01': 'newYear',
  '05-01': 'labourDay',
  '05-08': 'victoryDay',
  '07-14': 'nationalDay',
  '08-15': 'assumption',
  '11-01': 'allSaints',
  '11-11': 'armistice',
  '12-25': 'christmas',
} as const;

/** Days after Easter Sunday. */
const afterEaster = { 1: 'easterMonday', 39: 'ascension', 50: 'whitMonday' } as const;

/** The two more of Alsace and Moselle (Code du travail, L3134-13). */
const saintStephen = '12-26';
const goodFriday = -2;

/** A public holiday. */
export type Holiday =
  | (typeof fixed)[keyof typeof fixed]
  | (typeof afterEaster)[keyof typeof afterEaster]
  | 'goodFriday'
  | 'saintStephen';

/** Why a clinic is closed. */
export type Closure = { readonly holiday: Holiday } | { readonly label: string };

const dayMs = 86_400_000;

/** Why the clinic is closed on that day; null: it is not. @param day `YYYY-MM-DD` */
export function closureOn(day: string, { holidays, closures }: ClosingDays): Closure | null {
  const own = closures.map(closureIn).find(({ from, to }) => from <= day && day <= to);
  if (own !== undefined) return { label: own.label };
  const holiday = holidayOn(day, holidays);
  return holiday === null ? null : { holiday };
}

/** The parts of a closure. */
export function closureIn(text: string): { from: string; to: string; label: string } {
  return { from: text.slice(0, 10), to: text.slice(11, 21), label: text.slice(22) };
}

/** The public holiday of that day; null: it is none. @param day `YYYY-MM-DD` */
export function holidayOn(day: string, calendar: HolidayCalendar): Holiday | null {
  if (calendar === 'none') return null;
  const date = day.slice(5);
  if (Object.hasOwn(fixed, date)) return fixed[date as keyof typeof fixed];
  const days = (Date.parse(day) - easterSunday(Number(day.slice(0, 4)))) / dayMs;
  if (Object.hasOwn(afterEaster, days)) return afterEaster[days as keyof typeof afterEaster];
  if (calendar !== 'alsace-moselle') return null;
  if (date === saintStephen) return 'saintStephen';
  return days === goodFriday ? 'goodFriday' : null;
}

/** Easter Sunday as midnight UTC, in milliseconds (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}
