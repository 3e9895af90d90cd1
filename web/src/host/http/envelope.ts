import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';

/** An object that may be a record: no array. */
export const isRecord = (value: unknown): value is AnyRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How APIs write a flag that is set. */
export const TRUE: readonly unknown[] = [true, 1, 'true'];

/** Members that say how it went, and nothing of a record. */
export const NOTES: readonly string[] =
  'ok success status statusCode code message msg error errors timestamp'.split(' ');

/** Members of an envelope that are about the answer. */
const ABOUT: readonly string[] = ['meta', 'links', '_links', 'pagination'];

/** Names under which an API puts any record. */
const ANY_RECORD: readonly string[] =
  'data result record item entity resource d payload response'.split(' ');

/** What drivers of databases say of a write: members of no record. */
const WRITE_REPORT: readonly string[] = (
  'insertId insertedId insertedCount upsertedId upsertedCount lastInsertId lastInsertRowid lastID ' +
  'lastId rowid affectedRows changedRows affected changes rowCount fieldCount serverStatus ' +
  'warningCount warningStatus info acknowledged matchedCount modifiedCount deletedCount n nModified ' +
  'identifiers generatedMaps raw rowsAffected command oid'
).split(' ');

/** A verb before the name of what a mutation of GraphQL, or an action, has made. */
const VERB = /^(create|add|insert|new|register|save|upsert|update|edit|patch|modify)_?/i;
const ENDING = /_?(one|by_?pk|by_?id|payload|result|response)$/i;

/** Envelopes inside of envelopes: no API has more. */
const DEEPEST = 3;

/** The object has an `id` that is neither null nor undefined. */
export const hasOwnId = (record: AnyRecord): boolean => (record['id'] ?? null) !== null;

/** The id that the application finds in an object of an answer; null: it has none. */
export type IdIn = (object: AnyRecord) => unknown;

/** An id of another name, such as `_id`, is the value of `fromServer` that the object has as well. */
export const idIn =
  ({ fromServer }: EndpointOptions): IdIn =>
  (object) => {
    const own = object['id'] ?? null;
    if (own !== null || !fromServer) return own;
    try {
      // '' and 0 stand for an id that is missing.
      const id = String((fromServer({ ...object }) as AnyRecord)['id'] || undefined);
      const isIt = (value: unknown): boolean => typeof value !== 'object' && String(value) === id;
      return Object.values(object).find(isIt) ?? null;
    } catch {
      return null; // it is not a record of the application
    }
  };

/** Without the endings of plurals, in any spelling: patients, Patient; medical-records, medicalRecord. */
const stem = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/s$/, '')
    .replace(/(ie|y|e)$/, '');

/** That member of an answer about `resource` is named after it. */
export function isNamedAfter(member: string, resource: string): boolean {
  const name = stem(resource.split('/').at(-1) ?? '');
  return stem(member) === name || stem(member.replace(VERB, '').replace(ENDING, '')) === name;
}

/** Names of the fields that were sent; asked for where an answer leaves it open what it wraps. */
export type SentFields = () => readonly string[];

/** No record, as APIs answer without a 404: null, [], or an envelope with nothing in it. `{}` says nothing. */
export function isNothing(body: unknown): boolean {
  if (body === null || (Array.isArray(body) && body.length === 0)) return true;
  if (!isRecord(body)) return false;
  const members = Object.keys(body).filter((name) => !NOTES.includes(name));
  return members.length > 0 && members.every((name) => isNothing(body[name]));
}

/** The object says of a write that it was made, and shows no record. */
const isWriteReport = (object: AnyRecord, sent: SentFields): boolean => {
  const isData = (name: string): boolean => {
    const value = object[name];
    return Array.isArray(value) ? value.length > 0 : name !== 'data' || value !== null;
  };
  const members = Object.keys(object).filter(isData);
  const reports = members.filter((name) => WRITE_REPORT.includes(name) && !sent().includes(name));
  const notes = members.filter((name) => NOTES.includes(name));
  const isAll = members.length > 0 && reports.length + notes.length === members.length;
  return isAll && (reports.length > 0 || !notes.some((name) => sent().includes(name)));
};

/** The record has members of what was sent, and each has another value: it is another record. */
export function contradicts(record: AnyRecord, sent: AnyRecord): boolean {
  const shared = Object.keys(sent).filter((name) => name !== 'id' && name in record);
  const isSame = (name: string): boolean =>
    JSON.stringify(record[name]) === JSON.stringify(sent[name]);
  return shared.length > 0 && !shared.some(isSame);
}

/** A record that an answer wraps, and how. */
export interface Wrapped {
  record: AnyRecord;
  /** Of the record. */
  id: unknown;
  member: string;
  /** The record is an element of a list. */
  isListed: boolean;
  /** There is nothing else in the answer but other records. */
  isAlone: boolean;
}

/** The record of a create: under the name of its resource, or of any record where that is all. */
export const isMade = ({ member, isAlone }: Wrapped, resource: string): boolean =>
  isNamedAfter(member, resource) || (isAlone && ANY_RECORD.includes(member));

/**
 * The record of that id: another resource may have a record with the same number, so its name or
 * its fields have to say so.
 */
export const isRecordOf = (
  { record, id: own, member }: Wrapped,
  { resource, id, fields = [] }: { resource: string; id: string; fields?: readonly string[] },
): boolean =>
  typeof own !== 'object' &&
  String(own) === id &&
  (isNamedAfter(member, resource) ||
    ANY_RECORD.includes(member) ||
    fields.some((field) => Object.hasOwn(record, field)));

const recordsIn = (value: unknown): AnyRecord[] | null => {
  const records: readonly unknown[] = Array.isArray(value) ? value : [value];
  return records.length > 0 && records.every(isRecord) ? (records as AnyRecord[]) : null;
};

function within(
  object: AnyRecord,
  sent: SentFields,
  ids: IdIn,
  isIt: (wrapped: Wrapped) => boolean,
  depth: number,
): AnyRecord | null | undefined {
  const members = Object.entries(object)
    .filter(([name]) => !NOTES.includes(name) && !ABOUT.includes(name))
    // A member of a name that was sent is the record's own.
    .map(([name, value]) => ({ name, records: sent().includes(name) ? null : recordsIn(value) }));
  const isAlone = members.length > 0 && members.every(({ records }) => records !== null);
  const found = members.flatMap(({ name, records }) => {
    const isListed = Array.isArray(object[name]);
    return (records ?? []).filter((record) => {
      const id = ids(record);
      return id !== null && isIt({ record, id, member: name, isListed, isAlone });
    });
  });
  // With an id of its own it is the record, of which that one is a part: `{ _id, category: {…} }`.
  if (found.length === 1)
    return ids(object) === null || TRUE.includes(object['success']) ? found[0] : undefined;
  if (!isAlone) return undefined;
  const [only] = members.length === 1 ? (members[0]?.records ?? []) : [];
  const isDeeper = only && ids(only) === null && depth < DEEPEST;
  return (isDeeper ? within(only, sent, ids, isIt, depth + 1) : null) ?? null;
}

/**
 * The record in an answer that wraps it in members of other names than `data`: `{ patient: {…} }`,
 * `{ data: { data: {…} } }`.
 *
 * @param sent a member of such a name is the record's own
 * @param ids finds the id of a record
 * @param isIt says whether a wrapped record is the one
 * @returns null: only other things are wrapped; undefined: the answer does not wrap anything so
 */
export function envelopedRecord(
  body: unknown,
  sent: SentFields,
  ids: IdIn,
  isIt: (wrapped: Wrapped) => boolean,
): AnyRecord | null | undefined {
  // A list of several, as an answer about one.
  if (Array.isArray(body) && body.length > 1 && body.every(isRecord)) return null;
  if (!isRecord(body) || body['resourceType'] !== undefined) return undefined;
  const { data } = body;
  if (isWriteReport(isRecord(data) ? data : body, sent)) return null;
  const isUsual = hasOwnId(body) && !TRUE.includes(body['success']);
  if (isUsual || (isRecord(data) && hasOwnId(data))) return undefined;
  return within(isRecord(data) ? data : body, sent, ids, isIt, isRecord(data) ? 1 : 0);
}
