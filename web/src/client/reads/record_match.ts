import type { AnyRecord } from '../../types/mutation.js';
import { sameJson } from '../base/plain_json.js';

/**
 * Whether a row of the server is the record that was sent: it holds every field ('same'), nothing
 * contradicts it but some fields were changed or left out by the server ('perhaps'), or it holds
 * another value ('other').
 */
export type Match = 'same' | 'perhaps' | 'other';

/** One field: the same value; a value that a server may have made of it; not there; another. */
type FieldMatch = 'equal' | 'related' | 'missing' | 'contrary';

const RANK: readonly FieldMatch[] = ['equal', 'related', 'missing', 'contrary'];
const worst = (matches: readonly FieldMatch[]): FieldMatch =>
  matches.reduce((a, b) => (RANK.indexOf(b) > RANK.indexOf(a) ? b : a), 'equal');

const isObject = (value: unknown): value is AnyRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
};

/** Without what servers change on the way in: space around and within, case, tags, entities. */
const tidied = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/&(amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** Letters and digits only, without accents. */
const bare = (text: string): string =>
  tidied(text)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');

const DAY = /^\d{4}-\d\d-\d\d/;
const CLOCK = /^\d\d:\d\d(:\d\d)?/;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Shorter texts are codes, of which each letter counts. */
const LONG_ENOUGH = 4;
const PHONE_DIGITS = 6;
const TRUNCATED_FROM = 20;

/** Dates and times of the same instant in two spellings; a day moved by a time zone is related. */
function matchTimes(sent: string, got: string): FieldMatch | undefined {
  if (CLOCK.test(sent) && CLOCK.test(got))
    return sent.startsWith(got.slice(0, 5)) && trimSeconds(sent) === trimSeconds(got)
      ? 'equal'
      : 'contrary';
  if (!DAY.test(sent) || !DAY.test(got)) return undefined;
  if (sent.length === 10 || got.length === 10) {
    if (sent.slice(0, 10) === got.slice(0, 10)) return 'equal';
    const apart = Math.abs(Date.parse(sent) - Date.parse(got));
    return sent.length !== got.length && apart <= DAY_MS ? 'related' : 'contrary';
  }
  const apart = Math.abs(Date.parse(sent.replace(' ', 'T')) - Date.parse(got.replace(' ', 'T')));
  if (Number.isNaN(apart)) return undefined;
  if (apart < 1000) return 'equal';
  return apart <= DAY_MS && sent.slice(14, 19) === got.slice(14, 19) ? 'related' : 'contrary';
}

const trimSeconds = (time: string): string => time.slice(0, 8).replace(/:00$/, '').padEnd(5, ':00');

const digitsOf = (text: string): string => text.replace(/\D/g, '').replace(/^0+/, '');

function matchTexts(sent: string, got: string): FieldMatch {
  if (sent === got || tidied(sent) === tidied(got)) return 'equal';
  const times = matchTimes(sent, got);
  if (times) return times;
  if (isNumber(sent) && isNumber(got) && Number(sent) === Number(got)) return 'equal';
  const [left, right] = [bare(sent), bare(got)];
  if (left.length >= LONG_ENOUGH && left === right) return 'related';
  const [a, b] = [digitsOf(sent), digitsOf(got)];
  const phones = /^[\d\s+().-]+$/.test(sent) && /^[\d\s+().-]+$/.test(got);
  if (phones && Math.min(a.length, b.length) >= PHONE_DIGITS && (a.endsWith(b) || b.endsWith(a)))
    return 'related';
  if (got.length >= TRUNCATED_FROM && tidied(sent).startsWith(tidied(got))) return 'related';
  const isCode = left !== right && (left.length === 1 || right.length === 1);
  if (isCode && left !== '' && right !== '' && (left.startsWith(right) || right.startsWith(left)))
    return 'related';
  return /[*•]{2,}/.test(got) ? 'related' : 'contrary';
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text.trim());

const TRUE = ['true', '1', 't', 'yes'];
const FALSE = ['false', '0', 'f', 'no'];

function matchNumbers(sent: number, got: number): FieldMatch {
  if (sent === got) return 'equal';
  for (let decimals = 0; decimals < 5; decimals += 1)
    if (Number(sent.toFixed(decimals)) === got) return 'related';
  return 'contrary';
}

function matchScalars(sent: unknown, got: unknown): FieldMatch {
  if (typeof sent === 'number' && typeof got === 'number') return matchNumbers(sent, got);
  if (typeof sent === 'boolean') {
    const word = String(got).toLowerCase();
    return (sent ? TRUE : FALSE).includes(word) ? 'equal' : 'contrary';
  }
  return matchTexts(String(sent), String(got));
}

function matchLists(sent: readonly unknown[], got: readonly unknown[]): FieldMatch {
  if (sent.length !== got.length) return 'contrary';
  const inOrder = worst(sent.map((value, index) => matchValues(value, got[index])));
  if (inOrder !== 'contrary') return inOrder;
  const sorted = (values: readonly unknown[]): string[] =>
    values.map((value) => JSON.stringify(value)).sort();
  return sameJson(sorted(sent), sorted(got)) ? 'related' : 'contrary';
}

/** A reference may come back as the record that it refers to. */
const idIn = (value: unknown): unknown => (isObject(value) && 'id' in value ? value['id'] : value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function matchValues(sent: unknown, got: unknown): FieldMatch {
  if (isEmpty(sent)) return 'equal';
  if (isEmpty(got)) return 'missing';
  if (typeof sent === 'object' && typeof got === 'string') {
    const told = parsed(got);
    return typeof told === 'object' ? matchValues(sent, told) : 'related';
  }
  if (Array.isArray(sent)) return Array.isArray(got) ? matchLists(sent, got) : 'related';
  if (isObject(sent) && isObject(got)) {
    const members = Object.entries(sent).map(([key, value]) => matchValues(value, got[key]));
    return worst(members);
  }
  const [left, right] = [idIn(sent), idIn(got)];
  if (typeof left === 'object' || typeof right === 'object') return 'related';
  return matchScalars(left, right);
}

const spelling = (key: string): string => key.replace(/[_-]/g, '').toLowerCase();

/** The value of that field, also where the API spells it in another case (first_name, firstName). */
function valueOf(row: AnyRecord, key: string): unknown {
  if (Object.hasOwn(row, key)) return row[key];
  const wanted = spelling(key);
  const other = Object.keys(row).find((name) => spelling(name) === wanted);
  return other === undefined ? undefined : row[other];
}

const CREATED = /^(created|inserted)(_?(at|on|date))?$/i;
/** So far may the clocks of the device and of the server be apart. */
const CLOCK_DIFFERENCE_MS = 3_600_000;
/** Numbers below are seconds since the epoch, above are milliseconds. */
const SECONDS_BELOW = 100_000_000_000;

function timeOf(value: unknown): number {
  if (typeof value === 'number') return value < SECONDS_BELOW ? value * 1000 : value;
  return typeof value === 'string' ? Date.parse(value) : NaN;
}

/** The row says itself that it was created before `madeAt` (milliseconds since the epoch). */
export const isOlder = (row: AnyRecord, madeAt: number): boolean =>
  Object.entries(row).some(
    ([key, value]) => CREATED.test(key) && timeOf(value) < madeAt - CLOCK_DIFFERENCE_MS,
  );

/** Fields that servers write themselves, whatever was sent. */
const SERVERS_OWN = /^(created|updated|modified|inserted)(_?(at|on|by|date))?$/i;

/** The fields that tell a record from others: not empty, and not the server's to write. */
export function tellingFields(sent: AnyRecord, notTold: readonly string[]): AnyRecord {
  const fields = Object.entries(sent).filter(
    ([key, value]) => !isEmpty(value) && !notTold.includes(key) && !SERVERS_OWN.test(key),
  );
  return Object.fromEntries(fields);
}

/**
 * Compares what was sent (`tellingFields`) with a row. The company of a record, which we may have
 * added ourselves, counts only where the row has one.
 */
export function matchRecord(fields: AnyRecord, row: AnyRecord): Match {
  let equal = 0;
  let open = 0;
  for (const [key, value] of Object.entries(fields)) {
    const got = valueOf(row, key);
    if (key === 'company_id' && isEmpty(got)) continue;
    const match = matchValues(value, got);
    if (match === 'contrary') return 'other';
    if (match !== 'equal') open += 1;
    else if (key !== 'company_id') equal += 1;
  }
  if (open > 0) return 'perhaps';
  return equal > 0 ? 'same' : 'perhaps';
}
