import type { RequestText } from 'synchrone-module';
import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';
import { saysFailure, unwrapRecord } from './body_transform.js';
import {
  changedNothing,
  contradicts,
  envelopedRecord,
  hasOwnId,
  isMade,
  isRecord,
  isRecordOf,
} from './envelope.js';
import { parseJson } from './json_text.js';

/** Accepted only, or with a status for each part: nothing need have been made. */
export const kOpen: readonly number[] = [202, 207];

export const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** The body of an answer, with its record where the core finds it. */
export interface Unwrapped {
  plain: string;
  /** It shows other records. */
  isAboutOther: boolean;
}

/** As the application made it: names may be others on the wire. */
function sentBy({ body }: RequestText): AnyRecord {
  const sent = parseJson(body);
  return isRecord(sent) ? sent : {};
}

/**
 * Finds the record of a success also where the API wraps it under another name, and leaves out what
 * is wrapped and is not the record.
 */
export function unwrapAnswer(
  text: string,
  { status, isDirect }: { status: number; isDirect: boolean },
  request: RequestText,
  { unwrap, toServer }: EndpointOptions,
): Unwrapped {
  const { resource, kind, entity = '' } = request;
  const asIs = { plain: text, isAboutOther: false };
  if (!isSuccess(status) || kind === 'action' || unwrap) return asIs;
  const body = /[{[\d]|false/.test(text) ? parseJson(text) : null;
  if (body === undefined || body === null || saysFailure(body)) return asIs;
  let known: AnyRecord | undefined;
  const sentRecord = (): AnyRecord => (known ??= sentBy(request));
  const sent = (): readonly string[] => Object.keys(sentRecord());
  // The record is read, and shows whether it is so.
  if (kind !== 'create' && changedNothing(body, sent)) return { ...asIs, plain: '[]' };
  if (kind === 'delete') return asIs;
  // A list may be without the record, and one that a redirect has led to need not be about it.
  const isAnothers = (listed: AnyRecord): boolean =>
    !isDirect || (!toServer && contradicts(listed, sentRecord()));
  const [only] = Array.isArray(body) && body.length === 1 ? (body as unknown[]) : [];
  const isOther = kind === 'create' && isDirect && isRecord(only) && isAnothers(only);
  const record = isOther
    ? null
    : envelopedRecord(body, sent, (wrapped) => {
        if (kind !== 'create') return isRecordOf(wrapped, { resource, id: entity, fields: sent() });
        return isMade(wrapped, resource) && !(wrapped.isListed && isAnothers(wrapped.record));
      });
  if (record === undefined) return asIs;
  return { plain: JSON.stringify({ success: true, data: record }), isAboutOther: record === null };
}

/** What was accepted only, and shows an object with nothing of what was sent: a job with an id of its own. */
export function isJob(text: string, status: number, request: RequestText): boolean {
  const { kind } = request;
  if (!kOpen.includes(status) || (kind !== 'create' && kind !== 'update')) return false;
  const record = unwrapRecord(parseJson(text));
  const names = Object.keys(sentBy(request)).filter((name) => name !== 'id');
  return record !== undefined && names.length > 0 && !names.some((name) => name in record);
}

/** A success with an object in which no id is found. */
export function isNameless(text: string, status: number): boolean {
  const body = isSuccess(status) && !kOpen.includes(status) ? parseJson(text) : undefined;
  if (!isRecord(body) || hasOwnId(body) || saysFailure(body)) return false;
  const record = unwrapRecord(body);
  return record === undefined || !hasOwnId(record);
}
