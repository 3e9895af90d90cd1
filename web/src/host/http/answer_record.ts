import type { RequestText } from 'synchrone-module';
import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';
import { saysFailure, unwrapRecord } from './body_transform.js';
import {
  contradicts,
  envelopedRecord,
  hasOwnId,
  idIn,
  isMade,
  isRecord,
  isRecordOf,
} from './envelope.js';
import { parseJson } from './json_text.js';
import { type WriteReport, writeReport, saysBoth } from './write_report.js';

/** Accepted only, or with a status for each part: nothing need have been made. */
export const OPEN_STATUSES: readonly number[] = [202, 207];

/** A status of success. */
export const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** The body of an answer, with its record where the core finds it. */
export interface Unwrapped {
  plain: string;
  /** The record in the answer is not the one that was asked for. */
  isAboutOther: boolean;
  /** What it says of a change, in place of the record. */
  report?: WriteReport | undefined;
}

/** The record as the application made it; a transform may have renamed its fields for the wire. */
function sentBy({ body }: RequestText): AnyRecord {
  const sent = parseJson(body);
  return isRecord(sent) ? sent : {};
}

/** Members that report on the write, beside the id of a record: `{ id, message }`, `{ ok, id }`. */
const REPORT_MEMBERS: readonly string[] = ['ok', 'success', 'message', 'msg', 'error', 'errors'];

/** The answer without what it reports, where it shows only the id of a record. */
function withoutReport(body: unknown, sent: readonly string[]): AnyRecord | undefined {
  if (!isRecord(body) || !hasOwnId(body) || 'data' in body) return undefined;
  const names = Object.keys(body);
  if (names.some((name) => name !== 'id' && sent.includes(name))) return undefined;
  const kept = names.filter((name) => !REPORT_MEMBERS.includes(name));
  if (kept.length === names.length) return undefined;
  return Object.fromEntries(kept.map((name) => [name, body[name]]));
}

/**
 * Finds the record of a success also where the API wraps it under another name, and leaves out what
 * is wrapped and is not the record.
 */
export function unwrapAnswer(
  text: string,
  { status, isDirect }: { status: number; isDirect: boolean },
  request: RequestText,
  options: EndpointOptions,
): Unwrapped {
  const { unwrap, toServer, versionField = 'version' } = options;
  const { resource, operation, entity = '' } = request;
  const asIs = { plain: text, isAboutOther: false };
  if (!isSuccess(status) || operation === 'action' || unwrap) return asIs;
  const body = parseJson(text);
  const [only, ...others] = Array.isArray(body) ? (body as unknown[]) : [];
  // A list of results for a single request: [{ success: false, errors: ['…'] }].
  const isResult =
    isRecord(only) && others.length === 0 && (saysFailure(only) || 'success' in only);
  if (isResult) return unwrapAnswer(JSON.stringify(only), { status, isDirect }, request, options);
  if (body === undefined || body === null || saysFailure(body)) return asIs;
  let known: AnyRecord | undefined;
  const sentRecord = (): AnyRecord => (known ??= sentBy(request));
  const sent = (): readonly string[] => Object.keys(sentRecord());
  const ofRecord = (): readonly string[] => [...sent(), versionField];
  const ids = idIn(options);
  const isTorn = saysBoth(body, sent) && isDirect && !OPEN_STATUSES.includes(status);
  if (isTorn && operation === 'create') return { ...asIs, isAboutOther: true };
  const report =
    operation === 'create' ? undefined : isTorn ? 'unclear' : writeReport(body, ofRecord, ids);
  if (report && isDirect && !OPEN_STATUSES.includes(status)) return { ...asIs, report };
  if (operation === 'delete') return asIs;
  const named =
    isDirect && !options.fromServer && !OPEN_STATUSES.includes(status)
      ? withoutReport(body, sent())
      : undefined;
  if (named) return { plain: JSON.stringify(named), isAboutOther: false };
  // A list may be without the record, and one that a redirect has led to need not be about it.
  const isAnothers = (listed: AnyRecord): boolean =>
    !isDirect || (!toServer && contradicts(listed, sentRecord()));
  const isOther =
    operation === 'create' && isDirect && isRecord(only) && !others.length && isAnothers(only);
  const record = isOther
    ? null
    : envelopedRecord(body, sent, ids, (wrapped) => {
        if (operation !== 'create')
          return isRecordOf(wrapped, { resource, id: entity, fields: sent() });
        return isMade(wrapped, resource) && !(wrapped.isListed && isAnothers(wrapped.record));
      });
  if (record === undefined) return asIs;
  return { plain: JSON.stringify({ success: true, data: record }), isAboutOther: record === null };
}

/**
 * The answer, where it was accepted only (202, 207) and shows an object with nothing of what was sent,
 * cut to its message: the object is a job with an id of its own, and no record.
 */
export function withoutJob(text: string, status: number, request: RequestText): string {
  const { operation } = request;
  if (!OPEN_STATUSES.includes(status) || (operation !== 'create' && operation !== 'update'))
    return text;
  const record = unwrapRecord(parseJson(text));
  const names = Object.keys(sentBy(request)).filter((name) => name !== 'id');
  const isJob = record && names.length > 0 && !names.some((name) => name in record);
  return isJob ? JSON.stringify({ message: record['message'] }) : text;
}

/** What typed languages hold where nothing is set; the last is the nil UUID (RFC 9562, 5.9). */
const UNSET: readonly unknown[] = [0, '0', '00000000-0000-0000-0000-000000000000'];

const isName = (id: unknown): boolean =>
  typeof id === 'number' || (typeof id === 'string' && id.trim() !== '');

/** The answer is a list, or wraps one, and there is nothing in it. */
export function isEmptyList(text: string): boolean {
  const body = parseJson(text);
  const list = isRecord(body) ? body['data'] : body;
  return Array.isArray(list) && list.length === 0;
}

/**
 * A success with an object, or a list of such, in which no id is found, or one that may name no record,
 * such as 0.
 */
export function isNameless(text: string, status: number, entity = ''): boolean {
  const body = isSuccess(status) && !OPEN_STATUSES.includes(status) ? parseJson(text) : undefined;
  if (typeof body !== 'object' || saysFailure(body)) return false;
  const isOne = (one: unknown): boolean => {
    const record = isRecord(one) && !hasOwnId(one) ? unwrapRecord(one) : one;
    const id = isRecord(record) ? record['id'] : undefined;
    return String(id) !== entity && (!isName(id) || UNSET.includes(id));
  };
  return Array.isArray(body) ? body.every(isOne) : isOne(body);
}
