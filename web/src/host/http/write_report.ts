import type { AnyRecord } from '../../types/mutation.js';
import { hasOwnId, type IdIn, isRecord, NOTES, type SentFields, TRUE } from './envelope.js';

/**
 * What the answer to an update or a delete reports in place of the record, which is then read and
 * decides. `unchanged`: nothing was changed. `unclear`: anything else, such as a sentence.
 */
export type WriteReport = 'unchanged' | 'unclear';

/** Names that drivers and APIs give to the number of rows that a write has changed. */
const COUNT = /^n$|count|affected|modified|updated|changed|changes|matched|deleted|removed|rows/i;

/** Names of the number of rows that were found, whether they were changed or not. */
const FOUND = /^n$|match|found/i;

/** Flags, and single words, that say that all went well. */
const DONE =
  /^(is_?)?(ok|done|success|succeeded|acknowledged|deleted|removed|archived|updated|modified|changed|saved)$/i;
const FAILURE = /error|exception|fault/i;
const STATUS = /^(status_?)?(code|status)$/i;

const isZero = (value: unknown): boolean =>
  value === 0 || (Array.isArray(value) && (value[0] ?? 0) === 0);

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

const holdsRecord = (value: unknown, ids: IdIn): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ((isRecord(value) && ids(value) !== null) ||
    Object.values(value).some((inner) => holdsRecord(inner, ids)));

function saysDone([name, value]: readonly [string, unknown]): boolean {
  if (value === false) return FAILURE.test(name);
  if (typeof value === 'number' && STATUS.test(name)) return value >= 200 && value <= 299;
  return (
    (TRUE.includes(value) && DONE.test(name)) || (typeof value === 'string' && DONE.test(value))
  );
}

/** A list of what was changed, with nothing in its places: [null], [{}]. */
const listsNothing = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isEmpty);

function reportByValue(value: unknown): WriteReport | undefined {
  if (value === false || isZero(value) || listsNothing(value)) return 'unchanged';
  return typeof value === 'string' && value !== '' && !DONE.test(value) ? 'unclear' : undefined;
}

/** An id, flags and notes, and a flag that is not set: { id: 5, valid: false }. */
const deniesOnly = (body: AnyRecord): boolean => {
  const members = Object.entries(body);
  const isNo = ([name, value]: [string, unknown]): boolean =>
    value === false && !FAILURE.test(name);
  const isAside = ([name, value]: [string, unknown]): boolean =>
    name === 'id' || typeof value === 'boolean' || NOTES.includes(name) || isEmpty(value);
  return members.some(isNo) && members.every(isAside);
};

/**
 * The body names a record and does not show it, and says no: { data: { id: 5 }, errors: [{ message: '…' }] },
 * { id: 5, error: 'locked' } or { id: 5, valid: false }. Where an object with its own id shows something of
 * what was sent, it is the record itself, and `error` is one of its fields.
 */
export function saysBoth(body: unknown, sent: SentFields): boolean {
  if (!isRecord(body) || TRUE.includes(body['success'])) return false;
  const { data, error, errors } = body;
  const isError = (value: unknown): boolean =>
    (typeof value === 'string' || typeof value === 'object') && !isEmpty(value);
  const isShown = (record: AnyRecord): boolean =>
    sent().some((name) => name !== 'id' && name in record);
  const record = hasOwnId(body) ? body : isRecord(data) && hasOwnId(data) ? data : undefined;
  if (!record || (record === body && isShown(body))) return false;
  return [error, errors].some(isError) || (deniesOnly(record) && !isShown(record));
}

/**
 * 0, false, [0], [null], { affectedRows: 0 }, { data: { count: 0 } }, { deleted: false }; { message: '…' }.
 *
 * @param sent members of these names are the record's own
 * @param ids finds the id of a record
 * @returns undefined: that all went well, or nothing; or the answer shows a record
 */
export function writeReport(body: unknown, sent: SentFields, ids: IdIn): WriteReport | undefined {
  if (!isRecord(body)) return reportByValue(body);
  const members = Object.entries(body);
  const isOfRecord = ([name, value]: [string, unknown]): boolean =>
    name === 'resourceType' || sent().includes(name) || holdsRecord(value, ids);
  if (ids(body) !== null || members.some(isOfRecord)) return undefined;
  const counts = members.filter(
    ([name, value]) => COUNT.test(name) && (typeof value === 'number' || Array.isArray(value)),
  );
  const changed = counts.filter(([name]) => !FOUND.test(name));
  if (counts.length > 0)
    return (changed.length > 0 ? changed : counts).every(([, value]) => isZero(value))
      ? 'unchanged'
      : undefined;
  const inner = body['data'] ?? body['result'] ?? null;
  // The core knows an empty list.
  if (Array.isArray(inner) && inner.length === 0) return undefined;
  const report = typeof inner === 'string' ? undefined : writeReport(inner, sent, ids);
  if (report === 'unchanged') return report;
  if (members.some(([name, value]) => value === false && !FAILURE.test(name))) return 'unchanged';
  if (members.some(saysDone)) return undefined;
  // {} is what some APIs answer, and what something in front of any API may answer to everything.
  const isSilent = members.length > 0 && members.every(([, value]) => isEmpty(value));
  return isSilent ? undefined : 'unclear';
}
