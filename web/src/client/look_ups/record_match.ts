import { isRecord } from '../../host/http/body_transform.js';
import type { AnyRecord } from '../../types/mutation.js';
import { sameJson } from '../base/plain_json.js';
import { matchEpoch, matchTimes } from './time_match.js';

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

const AS_IS = /^[\w.,@+()/:-]+( [\w.,@+()/:-]+)*$/;

/** A text without what servers change on the way in: space around and within, case, tags, entities. */
const tidied = (text: string): string => (AS_IS.test(text) ? text.toLowerCase() : cleaned(text));

const cleaned = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/&(amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** The letters and digits of a text, without accents. */
const bare = (text: string): string =>
  AS_IS.test(text) ? text.toLowerCase().replace(/[^a-z0-9]/g, '') : bareLetters(text);

const bareLetters = (text: string): string =>
  tidied(text)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');

const TWO_LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ø: 'oe',
  å: 'aa',
  æ: 'ae',
  œ: 'oe',
};
/** As `bare`, where accents are written as two letters. */
const spelledOut = (text: string): string =>
  bare(tidied(text).replace(/[äöüßøåæœ]/g, (letter) => TWO_LETTERS[letter] ?? letter));
const isSpelledOut = (left: string, right: string): boolean =>
  /[^\0-\x7f]/.test(left + right) && spelledOut(left) === spelledOut(right);

/** Shorter texts are codes, of which each letter counts. */
const LONG_ENOUGH = 4;
const PHONE_DIGITS = 6;
const TRUNCATED_FROM = 20;

const digitsOf = (text: string): string => text.replace(/\D/g, '').replace(/^0+/, '');

/** Plain words with other initials: most of what is compared, and nothing below makes them agree. */
const PLAIN = /^[A-Za-z][^*•/:&<]*$/;
const differAtOnce = (sent: string, got: string): boolean =>
  PLAIN.test(sent) && PLAIN.test(got) && sent[0]?.toLowerCase() !== got[0]?.toLowerCase();

function matchTexts(sent: string, got: string): FieldMatch {
  if (sent === got) return 'equal';
  if (differAtOnce(sent, got)) return 'contrary';
  if (tidied(sent) === tidied(got)) return 'equal';
  const times = matchTimes(sent, got);
  if (times) return times;
  if (decimalOf(sent) !== undefined && decimalOf(sent) === decimalOf(got)) return 'equal';
  const [left, right] = [bare(sent), bare(got)];
  if (left.length >= LONG_ENOUGH && (left === right || isSpelledOut(sent, got))) return 'related';
  if (isSamePhone(sent, got)) return 'related';
  if (got.length >= TRUNCATED_FROM && tidied(sent).startsWith(tidied(got))) return 'related';
  const isCode = left !== right && (left.length === 1 || right.length === 1);
  if (isCode && left !== '' && right !== '' && (left.startsWith(right) || right.startsWith(left)))
    return 'related';
  if (isAbbreviated(sent, got) || isAbbreviated(got, sent)) return 'related';
  return /[*•]{2,}/.test(got) ? 'related' : matchReference(sent, got);
}

function isSamePhone(sent: string, got: string): boolean {
  const [a, b] = [digitsOf(sent), digitsOf(got)];
  const arePhones = /^[\d\s+().-]+$/.test(sent) && /^[\d\s+().-]+$/.test(got);
  const isLong = Math.min(a.length, b.length) >= PHONE_DIGITS;
  return arePhones && isLong && (a.endsWith(b) || b.endsWith(a));
}

/** A name that a server keeps as the code that it begins with: France, FR. */
const isAbbreviated = (text: string, code: string): boolean =>
  /^[A-Z]{2,3}$/.test(code) && text.length > LONG_ENOUGH && bare(text).startsWith(bare(code));

/** `/api/patients/5`, `Patient/5` and `urn:uuid:5` refer to 5. */
function matchReference(sent: string, got: string): FieldMatch {
  const isAddress = /^(\/|https?:|urn:|[A-Z][A-Za-z]*\/)/.test(got);
  return isAddress && got.split(/[/:]/).at(-1) === sent.trim() && sent.trim() !== ''
    ? 'equal'
    : 'contrary';
}

/** A decimal as people write it, 62.5 or 62,50, as text: ids are longer than numbers are exact. */
function decimalOf(text: string): string | undefined {
  const [, whole, fraction = ''] = /^(-?\d+)(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? whole : `${whole}.${digits}`;
}

const TRUE = ['true', '1', 't', 'yes', 'y', 'on'];
const FALSE = ['false', '0', 'f', 'no', 'n', 'off'];

function matchNumbers(sent: number, got: number): FieldMatch {
  if (sent === got) return 'equal';
  for (let decimals = 0; decimals < 5; decimals += 1)
    if (Number(sent.toFixed(decimals)) === got) return 'related';
  return 'contrary';
}

function matchScalars(sent: unknown, got: unknown): FieldMatch {
  if (typeof sent === 'number' && typeof got === 'number') return matchNumbers(sent, got);
  const epoch =
    typeof sent === 'string' && typeof got === 'number'
      ? matchEpoch(sent, got)
      : typeof sent === 'number' && typeof got === 'string'
        ? matchEpoch(got, sent)
        : undefined;
  if (epoch) return epoch;
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

/** Where a record that is referred to has its id: plain, JSON-LD, FHIR, MongoDB. */
const NAMES_OF_ID: readonly string[] = ['id', '@id', 'reference', '_id', '$oid'];

/** A reference may come back as the record that it refers to. */
function idIn(value: unknown): unknown {
  const name = isRecord(value) ? NAMES_OF_ID.find((one) => one in value) : undefined;
  return name === undefined ? value : idIn((value as AnyRecord)[name]);
}

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
    const value = parsed(got);
    return typeof value === 'object' ? matchValues(sent, value) : 'related';
  }
  if (Array.isArray(sent)) return Array.isArray(got) ? matchLists(sent, got) : 'related';
  if (isRecord(sent) && isRecord(got)) {
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

/** Fields that servers write themselves, whatever was sent. */
const SERVERS_OWN = /^(created|updated|modified|inserted)(_?(at|on|by|date))?$/i;

/** The fields that distinguish a record from others: not empty, and not the server's to write. */
export function distinguishingFields(sent: AnyRecord, leftOut: readonly string[]): AnyRecord {
  const fields = Object.entries(sent).filter(
    ([key, value]) => !isEmpty(value) && !leftOut.includes(key) && !SERVERS_OWN.test(key),
  );
  return Object.fromEntries(fields);
}

/** What a row says of one field that was sent. */
export const matchField = (row: AnyRecord, key: string, value: unknown): FieldMatch =>
  matchValues(value, valueOf(row, key));

/** What a row says of each field that was sent. */
export interface Comparison {
  /** Fields with the same value, or one that a server may have made of it. */
  agreed: readonly string[];
  /** Fields with another value. */
  contrary: readonly string[];
  /** Fields that the row has not. */
  missing: readonly string[];
  /** How many hold the very value. */
  equal: number;
  /** The row belongs to another company. */
  isForeign: boolean;
}

/**
 * Compares what was sent (`distinguishingFields`) with a row. The company of a record, which we may have
 * added ourselves, counts only where the row has one.
 */
export function compareRecord(fields: AnyRecord, row: AnyRecord): Comparison {
  const agreed: string[] = [];
  const contrary: string[] = [];
  const missing: string[] = [];
  let equal = 0;
  let isForeign = false;
  for (const [key, value] of Object.entries(fields)) {
    const match = matchField(row, key, value);
    if (key === 'company_id') isForeign = match === 'contrary';
    else if (match === 'contrary') contrary.push(key);
    else if (match === 'missing') missing.push(key);
    else agreed.push(key);
    if (match === 'equal' && key !== 'company_id') equal += 1;
  }
  return { agreed, contrary, missing, equal, isForeign };
}

/** What a comparison says of the whole record. */
export function matchOf({ agreed, contrary, missing, equal, isForeign }: Comparison): Match {
  if (contrary.length > 0 || isForeign) return 'other';
  return equal > 0 && equal === agreed.length && missing.length === 0 ? 'same' : 'perhaps';
}

/** Whether `matchRecord` would not return 'other'. Quick, for many rows. */
export const mayBeRecord = (fields: AnyRecord, row: AnyRecord): boolean =>
  Object.entries(fields).every(([key, value]) => matchField(row, key, value) !== 'contrary');

/** Whether the row is the record with these fields (`distinguishingFields`). */
export const matchRecord = (fields: AnyRecord, row: AnyRecord): Match =>
  matchOf(compareRecord(fields, row));

/** The value of a field, as text that is the same where the values are. */
export function fieldText(row: AnyRecord, field: string): string {
  const plain = idIn(valueOf(row, field));
  return typeof plain === 'string' ? tidied(plain) : JSON.stringify(plain ?? null);
}

/**
 * The record holds what an edit has sent: each field as it was sent, or in a spelling that the server
 * has given it since. Where this is false, the edit is sent again, which changes nothing that is there.
 *
 * @param sent every field of the edit, empty ones too
 * @param former the record before it, as far as it is known
 */
export const isApplied = (
  sent: AnyRecord,
  row: AnyRecord,
  former: AnyRecord | undefined,
): boolean =>
  Object.entries(sent).every(([key, value]) => {
    const got = valueOf(row, key);
    if (isEmpty(value) || isEmpty(got)) return isEmpty(value) && isEmpty(got);
    if (sameJson(value, got)) return true;
    return former !== undefined && !sameJson(got, valueOf(former, key)) && isRespelled(value, got);
  });

/** Both are the same phone number, moment, rounded number, or text but for its spaces, case and accents. */
function isRespelled(sent: unknown, got: unknown): boolean {
  if (typeof sent === 'number' && typeof got === 'number')
    return matchNumbers(sent, got) !== 'contrary';
  if (typeof sent !== 'string' || typeof got !== 'string') return false;
  return (
    matchTimes(sent, got) === 'equal' ||
    isSamePhone(sent, got) ||
    (bare(sent).length >= LONG_ENOUGH && bare(sent) === bare(got))
  );
}
