import { SyncMutationError } from '../../types/errors.js';
import type { AnyRecord } from '../../types/mutation.js';

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

/** A value that JSON carries as it is and that cannot change later. */
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
  if (!isPlainObject(data) || 'toJSON' in data) return false;
  for (const value of Object.values(data)) if (!isPlainScalar(value)) return false;
  return true;
}

/**
 * Whether it was made by an object literal, also in another frame, which has an `Object.prototype` of its
 * own: its prototype is the end of a chain. For anything else (a File, a form, a Map) JSON writes `{}`
 * without an error.
 */
function isPlainObject(value: object): boolean {
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A number or text as the application wants it written (ES2026), which looks like a plain object. */
const isRaw = (value: object): boolean =>
  (JSON as { isRawJSON?: (value: object) => boolean }).isRawJSON?.(value) ?? false;

/** What the sentence calls a value that is not data. */
function nameOf(value: unknown): string {
  if (typeof value === 'bigint') return 'BigInt';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return typeof value;
  const { constructor } = value as { constructor?: { name?: unknown } };
  const name = constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'object';
}

const fieldOf = (path: readonly string[]): string => path.join('.') || '(record)';

type Fail = (path: readonly string[], what: string) => never;

/**
 * Copies data that JSON carries whole: text, booleans, finite numbers, null, arrays without holes,
 * plain objects (whose undefined members are left out), and what says by `toJSON` how it is written.
 * Anything else is a bad field. The copy is what is stored, shown and sent, so that a getter or a
 * `toJSON` is asked once.
 */
class PlainCopy {
  /** The members that lead to the value that is being copied, also when the application's own code throws. */
  readonly path: string[] = [];
  private readonly ancestors: object[] = [];

  constructor(private readonly fail: Fail) {}

  of(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) return this.within(value);
    if (value === 0) return 0; // JSON has no -0
    return isPlainScalar(value) ? value : this.fail(this.path, nameOf(value));
  }

  private within(value: object): unknown {
    if (this.ancestors.includes(value)) this.fail(this.path, 'cycle');
    if (this.ancestors.length >= MAX_DEPTH) this.fail(this.path, `> ${MAX_DEPTH}`);
    this.ancestors.push(value);
    const copy = this.ofObject(value);
    this.ancestors.pop();
    return copy;
  }

  private ofObject(value: object): unknown {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') {
      const written: unknown = toJSON.call(value, this.path.at(-1) ?? '');
      // JSON has null for an invalid date; no person has entered that.
      return written === null ? this.fail(this.path, nameOf(value)) : this.of(written);
    }
    if (isRaw(value)) this.fail(this.path, 'JSON.rawJSON');
    if (Array.isArray(value)) return Array.from(value, (_, index) => this.member(value, index));
    if (!isPlainObject(value)) this.fail(this.path, nameOf(value));
    const members = Object.keys(value).map((key) => [key, this.member(value as AnyRecord, key)]);
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  }

  private member(holder: readonly unknown[] | AnyRecord, key: string | number): unknown {
    this.path.push(String(key));
    const value = (holder as AnyRecord)[key];
    const isLeftOut = value === undefined && !Array.isArray(holder);
    const copy = isLeftOut ? undefined : this.of(value);
    this.path.pop();
    return copy;
  }
}

function isList(data: object): boolean {
  try {
    return Array.isArray(data);
  } catch {
    return false; // a proxy that was revoked, such as a draft of Immer: copying it says so
  }
}

/** A getter, a `toJSON` or a proxy of the application that throws is a bad field, too. */
function plainCopy(data: object, fail: Fail): unknown {
  const copying = new PlainCopy(fail);
  try {
    if (isFlat(data)) return { ...data };
  } catch {
    // Copying it finds the field.
  }
  try {
    return copying.of(data);
  } catch (error) {
    if (error instanceof SyncMutationError) throw error;
    return fail(copying.path, 'getter / toJSON');
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
 * Checks data, copies it, and writes it as JSON, once.
 *
 * @param data the record of a create or the changes of an update
 * @throws SyncMutationError NOT_SERIALISABLE, with the path of the field
 */
export function toPlainRecord(data: unknown, sentence: SerialisationSentence): PlainRecord {
  const fail: Fail = (path, what) => {
    throw new SyncMutationError({
      code: 'NOT_SERIALISABLE',
      field: fieldOf(path),
      message: sentence(fieldOf(path), what),
    });
  };
  if (typeof data !== 'object' || data === null || isList(data))
    return fail([], data === null ? 'null' : typeof data);
  const copy = plainCopy(data, fail);
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy)) return fail([], 'toJSON');
  const written = JSON.stringify(copy);
  const text = wellFormed(written);
  return { text, record: (text === written ? copy : JSON.parse(text)) as AnyRecord };
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

/** A record as JSON carries it, with dates as text; undefined where `toBaseText` is ''. */
export function asJson(record: object | null | undefined): AnyRecord | undefined {
  const text = toBaseText(record);
  return text === '' ? undefined : (JSON.parse(text) as AnyRecord);
}

/** Both are the same JSON. */
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
