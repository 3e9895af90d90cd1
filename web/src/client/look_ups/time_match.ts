/** How two texts compare as moments: the same one, one that a server may have made of the other. */
export type TimeMatch = 'equal' | 'related' | 'contrary';

const DAY = /^\d{4}-\d\d-\d\d/;
const CLOCK = /^(\d{1,2})[:h](\d\d)(?::(\d\d))?/;
const WRITTEN_DAY = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;
/** A time of day without a day, in a type that needs one: columns of Prisma, Excel, .NET, Java. */
const NO_DAY = /^(1970-01-01|1900-01-0[01]|1899-12-3[01]|0001-01-01|2000-01-01)/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Numbers below are seconds since the epoch, above are milliseconds. */
const SECONDS_BELOW = 100_000_000_000;

const parsed = (text: string): number => Date.parse(text.replace(' ', 'T'));
const isWholeHours = (apart: number): boolean => apart % HOUR_MS < 1000;

/** Milliseconds since the epoch of a number that counts seconds or milliseconds. */
export const epochMs = (value: number): number => (value < SECONDS_BELOW ? value * 1000 : value);

/** `5/1/1990` in both orders of day and month, the usual one first. */
function daysWritten(text: string): string[] {
  const [, first = '', second = '', year = ''] = WRITTEN_DAY.exec(text) ?? [];
  if (year === '') return [];
  const [a, b] = [first.padStart(2, '0'), second.padStart(2, '0')];
  return [`${year}-${b}-${a}`, `${year}-${a}-${b}`].filter((day) => !Number.isNaN(parsed(day)));
}

function matchWrittenDay(written: string, iso: string): TimeMatch {
  const days = daysWritten(written).map((day) => matchMoments(day, iso));
  // In `5/1/1990` either may be the day; in `25/1/1990` only the first.
  const isSure = days.length === 1 || days.every((match) => match === 'equal');
  if (days.includes('equal')) return isSure ? 'equal' : 'related';
  return days.includes('related') ? 'related' : 'contrary';
}

const clockOf = (text: string): { minutes: string; seconds: string } | undefined => {
  const [, hours, minutes, seconds = '00'] = CLOCK.exec(text) ?? [];
  return hours === undefined
    ? undefined
    : { minutes: `${hours.padStart(2, '0')}:${minutes ?? ''}`, seconds };
};

function matchClocks(left: string, right: string): TimeMatch {
  const [a, b] = [clockOf(left), clockOf(right)];
  return a && b && a.minutes === b.minutes && a.seconds === b.seconds ? 'equal' : 'contrary';
}

/** A time of day, and a moment with a day. */
function matchClockOf(clock: string, moment: string): TimeMatch {
  const own = moment.slice(11);
  if (matchClocks(clock, own) === 'equal') return NO_DAY.test(moment) ? 'equal' : 'related';
  const [a, b] = [clockOf(clock), clockOf(own)];
  return a && b && a.minutes.slice(3) === b.minutes.slice(3) ? 'related' : 'contrary';
}

/** Both begin with a day; a day, or a clock, that a time zone has moved is related. */
function matchMoments(left: string, right: string): TimeMatch {
  if (left.length === 10 || right.length === 10) {
    if (left.slice(0, 10) === right.slice(0, 10)) return 'equal';
    if (left.length === right.length) return 'contrary';
    const apart = Math.abs(Date.parse(left) - Date.parse(right));
    return apart <= DAY_MS ? 'related' : 'contrary';
  }
  const [a, b] = [parsed(left), parsed(right)];
  const apart = Math.abs(a - b);
  if (apart < 1000) return 'equal';
  const ownZone = Math.abs(new Date(a).getTimezoneOffset()) * 60_000;
  return apart <= DAY_MS && (isWholeHours(apart) || apart === ownZone) ? 'related' : 'contrary';
}

const isMoment = (text: string): boolean => DAY.test(text) && !Number.isNaN(parsed(text));

/** undefined: one of them is not a moment. */
export function matchTimes(sent: string, got: string): TimeMatch | undefined {
  const [sentClock, gotClock] = [CLOCK.test(sent), CLOCK.test(got)];
  if (sentClock && gotClock) return matchClocks(sent, got);
  if (isMoment(sent) && isMoment(got)) return matchMoments(sent, got);
  if (sentClock && isMoment(got) && got.length > 10) return matchClockOf(sent, got);
  if (gotClock && isMoment(sent) && sent.length > 10) return matchClockOf(got, sent);
  if (WRITTEN_DAY.test(sent) && isMoment(got)) return matchWrittenDay(sent, got);
  if (WRITTEN_DAY.test(got) && isMoment(sent)) return matchWrittenDay(got, sent);
  return undefined;
}

/** A moment as text, and as a number since the epoch; undefined: the text is not a moment. */
export function matchEpoch(text: string, count: number): TimeMatch | undefined {
  if (!isMoment(text) || text.length <= 10) return undefined;
  const apart = Math.abs(parsed(text) - epochMs(count));
  return apart < 1000 ? 'equal' : apart <= DAY_MS && isWholeHours(apart) ? 'related' : 'contrary';
}
