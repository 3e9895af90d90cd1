import { SyncMutationError } from './errors.js';
import type { AnyRecord } from './mutation_types.js';

/**
 * A record in the two forms that a mutation needs: text to store and send, and an object to show.
 */
export interface PlainRecord {
  /** JSON text, written once. */
  text: string;
  /** What the text says: a copy without anything that JSON does not carry. */
  record: AnyRecord;
}

/** Gives the sentence of NOT_SERIALISABLE for a field and what is wrong with it. */
export type SerialisationSentence = (field: string, what: string) => string;

/** As deep as the core reads (core/base/json.h). */
const MAX_DEPTH = 64;

/** JSON carries it as it is, and nobody can change it later. */
function isPlainScalar(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}

function isFlat(data: object): boolean {
  if ('toJSON' in data) return false;
  for (const value of Object.values(data)) if (!isPlainScalar(value)) return false;
  return true;
}

/** What JSON would drop or choke on without a word; '' when it is fine. */
function complaintAbout(value: unknown): string {
  switch (typeof value) {
    case 'function':
      return 'function';
    case 'symbol':
      return 'symbol';
    case 'bigint':
      return 'BigInt';
    default:
      break;
  }
  if (value instanceof Map || value instanceof Set) return 'Map / Set';
  return value instanceof Promise ? 'Promise' : '';
}

const fieldOf = (path: readonly string[]): string => path.join('.') || '(record)';

/** Walks the data as JSON.stringify will; throws the sentence's error at the first bad field. */
function check(
  value: unknown,
  path: string[],
  ancestors: object[],
  fail: (path: readonly string[], what: string) => never,
): void {
  const complaint = complaintAbout(value);
  if (complaint !== '') fail(path, complaint);
  if (typeof value !== 'object' || value === null) return;
  if (ancestors.includes(value)) fail(path, 'cycle');
  if (ancestors.length >= MAX_DEPTH) fail(path, `> ${MAX_DEPTH}`);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') {
    check(toJSON.call(value, path.at(-1) ?? ''), path, [...ancestors, value], fail);
    return;
  }
  for (const [key, member] of Object.entries(value))
    check(member, [...path, key], [...ancestors, value], fail);
}

/** Checks and writes; an application's `toJSON` or getter that throws is a bad field too. */
function write(
  data: object,
  fail: (path: readonly string[], what: string) => never,
): { flat: boolean; written: string | undefined } {
  try {
    const flat = isFlat(data);
    if (!flat) check(data, [], [], fail);
    return { flat, written: JSON.stringify(data) as string | undefined };
  } catch (error) {
    if (error instanceof SyncMutationError) throw error;
    return fail([], 'toJSON');
  }
}

/**
 * JSON.stringify writes half a surrogate pair as an escape, which is not UTF-8 and which no server
 * reads; it becomes U+FFFD. Every escape is consumed whole, so an escaped backslash is left alone.
 */
function wellFormed(text: string): string {
  if (!text.includes('\\ud')) return text;
  return text.replace(/\\(ud[89a-f][0-9a-f]{2}|[^])/g, (whole, escape: string) =>
    escape.length > 1 ? '\ufffd' : whole,
  );
}

/**
 * Checks data and writes it as JSON, once.
 *
 * @param data the record of a create or the changes of an update
 * @throws SyncMutationError NOT_SERIALISABLE, with the path of the field
 */
export function toPlainRecord(data: unknown, sentence: SerialisationSentence): PlainRecord {
  const fail = (path: readonly string[], what: string): never => {
    throw new SyncMutationError({
      code: 'NOT_SERIALISABLE',
      field: fieldOf(path),
      message: sentence(fieldOf(path), what),
    });
  };
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return fail([], data === null ? 'null' : typeof data);
  const { flat, written } = write(data, fail);
  if (!written?.startsWith('{')) return fail([], 'toJSON');
  const text = wellFormed(written);
  return { text, record: flat && text === written ? { ...data } : (JSON.parse(text) as AnyRecord) };
}

/**
 * A confirmed record as the caller knows it, as JSON text; '' when there is none or JSON cannot
 * carry it.
 */
export function toBaseText(base: object | null | undefined): string {
  if (base === null || base === undefined) return '';
  try {
    return wellFormed(JSON.stringify(base));
  } catch {
    return '';
  }
}

/** Both say the same to JSON. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) => Object.hasOwn(b, key) && sameJson((a as AnyRecord)[key], (b as AnyRecord)[key]),
  );
}
