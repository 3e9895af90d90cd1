import { clock } from './dates.ts';
import { halfDays, hoursOn, type Span } from './opening.ts';

/** Monday to Sunday, each as it is typed; `|` between them. `''`: the hours of the clinic. */
export type TypedWeek = string;

/** By number, Monday first. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

const spansInWords = (spans: readonly Span[]): string =>
  spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(', ');

/** The clinic's own week, to start from. */
export const clinicWeek: TypedWeek = weekdays
  .map((day) => (day === 7 ? '' : spansInWords(halfDays)))
  .join('|');

const spanPattern =
  /(\d{1,2})\s*[:hH]?\s*(\d{2})?\s*(?:-|–|à|to|a)\s*(\d{1,2})\s*[:hH]?\s*(\d{2})?\s*h?/gy;

/** "8h-12h30, 13:30-19:00" in minutes after midnight; null when it cannot be read. */
export function typedSpans(text: string): Span[] | null {
  const spans: Span[] = [];
  let rest = text.trim();
  while (rest !== '') {
    spanPattern.lastIndex = 0;
    const found = spanPattern.exec(rest);
    if (found === null) return null;
    const [whole, fromHour, fromMinute, toHour, toMinute] = found;
    const from = Number(fromHour) * 60 + Number(fromMinute ?? 0);
    const to = Number(toHour) * 60 + Number(toMinute ?? 0);
    const isTime = Number(fromMinute ?? 0) < 60 && Number(toMinute ?? 0) < 60;
    if (!isTime || from >= to || to >= 24 * 60) return null;
    if (spans.some((span) => from < span.to && span.from < to)) return null;
    spans.push({ from, to });
    rest = rest.slice(whole.length).replace(/^[\s,;]+/, '');
  }
  return spans;
}

/** What is wrong with a week as it is typed. */
export function hoursProblem(value: TypedWeek, problem: string): string | null {
  return value.split('|').some((text) => typedSpans(text) === null) ? problem : null;
}

/** As the API takes them. */
export function hoursIn(value: TypedWeek): readonly string[] | null {
  if (value === '') return null;
  return value
    .split('|')
    .flatMap((text, index) =>
      (typedSpans(text) ?? []).map(({ from, to }) => `${index + 1} ${clock(from)}-${clock(to)}`),
    );
}

/** As a person reads and types them. */
export function typedWeek(hours: readonly string[] | null | undefined): TypedWeek {
  if (hours == null) return '';
  return weekdays.map((day) => spansInWords(hoursOn(hours, day))).join('|');
}
