import { z } from 'zod';
import type { ProblemCode } from '../http/messages.ts';
import { limits } from '../limits.ts';

/** The building blocks of the resources' schemas. Text is trimmed; an empty optional text means "nothing". */

/** A custom check that carries our own problem code. */
export function problem(code: ProblemCode): { params: { code: ProblemCode } } {
  return { params: { code } };
}

/** PostgreSQL cannot store U+0000, and half a surrogate pair is not text. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/** Characters without width: a name of them alone would be none, and one with them a second file of the same person. */
const withoutWidth = /[\u200b\u2060\ufeff]/g;

/** Characters that turn the order round in which a text is read. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/** Whether it reads in the order in which it is stored: "gm 05" that shows as "50 mg" is a false document. */
const isInOrder = (value: string): boolean => value.search(turning) < 0;

/** Characters of a reason that the audit trail keeps. */
const reasonLength = 500;

/** A reason as the audit trail keeps it: it reads in the order in which it is stored. */
export function plainReason(reason: string): string {
  const stored = reason.replaceAll('\u0000', '').toWellFormed();
  return [...stored.replace(turning, '')].slice(0, reasonLength).join('');
}

const text = (maximum: number) =>
  z
    .string()
    .overwrite((value) => value.replace(withoutWidth, ''))
    .trim()
    .max(maximum)
    .refine(isStorable, problem('INVALID_CHARACTER'))
    .refine(isInOrder, problem('INVALID_CHARACTER'));

const emptyToNull = (value: string): string | null => (value === '' ? null : value);

/** A text that must be there, of at most `maximum` characters. */
export const requiredText = (maximum: number) => text(maximum).min(1);

/** A text that may be missing, null or empty. */
export const optionalText = (maximum: number) => text(maximum).transform(emptyToNull).nullish();

const isEmail = (value: string) =>
  value === '' || /^[^\s@<>()",;:\\]+@[^\s@<>()",;:\\]+\.[^\s@.<>()",;:\\]{2,}$/.test(value);

/** An e-mail address, kept in lower case. */
export const email = text(254)
  .toLowerCase()
  .refine(isEmail, problem('INVALID_EMAIL'))
  .meta({ format: 'email' })
  .transform(emptyToNull)
  .nullish();

const phonePattern = /^(\+?[0-9][0-9 .()-]{4,24})?$/;

/** A phone number as people write it. */
export const phone = text(30)
  .refine((value) => phonePattern.test(value), problem('INVALID_PHONE'))
  .meta({ pattern: phonePattern.source })
  .transform(emptyToNull)
  .nullish();

/** The identifier of a record on the server. */
export const reference = z.guid().toLowerCase();

/** A choice among fixed words. */
export const choice = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values);

const isSaneYear = (value: string) => value >= '1900' && value < '2200';

/** A day without time zone: YYYY-MM-DD. */
export const day = z.iso.date().refine(isSaneYear, problem('INVALID_DATE'));

const spanPattern = /^\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d$/;

/** Days from the first to the last, as ISO 8601 writes an interval: 2026-12-24/2026-12-31. */
export const daySpan = z
  .string()
  .refine((value) => {
    const [from = '', to = ''] = value.split('/');
    return spanPattern.test(value) && [from, to].every((one) => day.safeParse(one).success);
  }, problem('INVALID_DATE'))
  .refine((value) => {
    const [from = '', to = ''] = value.split('/');
    return from <= to;
  }, problem('ENDS_BEFORE_START'))
  .meta({ pattern: spanPattern.source });

/** The same, and after a space what the days are called: `2026-12-24/2026-12-31 Congés`. */
export const namedDaySpan = text(22 + 60).refine((value) => {
  const [span = '', label = ''] = [value.slice(0, 21), value.slice(21)];
  return daySpan.safeParse(span).success && (label === '' || label.startsWith(' '));
}, problem('INVALID_DATE'));

const hoursPattern = /^[1-7] ([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;

/** Hours of one day of the week, 1 for Monday: `1 08:00-12:30`. */
export const weeklyHours = z
  .string()
  .refine((value) => hoursPattern.test(value), problem('INVALID_FORMAT'))
  .refine((value) => {
    const [from = '', to = ''] = value.slice(2).split('-');
    return from < to;
  }, problem('ENDS_BEFORE_START'))
  .meta({ pattern: hoursPattern.source });

const written = z.iso.datetime({ offset: true }).refine(isSaneYear, problem('INVALID_INSTANT'));

/** A moment: ISO 8601 with an offset, kept in UTC to the millisecond. */
export const instant = written.transform((value) => new Date(value).toISOString());

/**
 * The moment of something that has happened, which a device may send long afterwards. The server's clock decides what the
 * present is: what a clock that is ahead calls the future is kept as the present, and what no clock says is an error.
 */
export const pastInstant = written
  .refine(
    (value) => Date.parse(value) <= Date.now() + limits.clockAheadMs,
    problem('IN_THE_FUTURE'),
  )
  .meta({ description: 'Not in the future.' })
  .transform((value) => new Date(Math.min(Date.parse(value), Date.now())).toISOString());

const storedMoment =
  /^(?!0000)\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-5])(:?[0-5]\d)?)$/;

/** True for a moment as PostgreSQL and JavaScript write it, on a day that there is: what a cursor of ours carries. */
export function isStoredMoment(text: string): boolean {
  return storedMoment.test(text) && z.iso.date().safeParse(text.slice(0, 10)).success;
}

/** A day of birth: not in the future, wherever on Earth the caller is. */
export const birthDate = day.refine(
  (value) => Date.parse(value) <= Date.now() + 24 * 3_600_000,
  problem('IN_THE_FUTURE'),
);

/** The same, when it is known. */
export const optionalBirthDate = z
  .union([birthDate, z.literal('').transform(() => null), z.null()])
  .optional();

/** A colour of the agenda. */
export const color = text(7)
  .toLowerCase()
  .refine((value) => value === '' || /^#[0-9a-f]{6}$/.test(value), problem('INVALID_COLOR'))
  .meta({ pattern: '^(#[0-9a-fA-F]{6})?$' })
  .transform(emptyToNull)
  .nullish();

/**
 * A French insurance number (NIR): 13 characters and, when given, the key of two digits that proves them.
 * Spaces are dropped. Corsica's 2A and 2B count as 19 and 18.
 */
export const insuranceNumber = text(30)
  .toUpperCase()
  .overwrite((value) => value.replace(/[\s.]/g, ''))
  .refine(isInsuranceNumber, problem('INVALID_INSURANCE_NUMBER'))
  .transform(emptyToNull)
  .nullish();

function isInsuranceNumber(value: string): boolean {
  if (value === '') return true;
  const match = /^([1-8]\d{4}(?:\d{2}|2A|2B)\d{6})(\d{2})?$/.exec(value);
  const [, body, key] = match ?? [];
  if (body === undefined) return false;
  return key === undefined || insuranceKey(body) === Number(key);
}

/** The key of a 13-character NIR: 97 minus the number modulo 97. */
export function insuranceKey(body: string): number {
  return Number(97n - (BigInt(body.replace('2A', '19').replace('2B', '18')) % 97n));
}
