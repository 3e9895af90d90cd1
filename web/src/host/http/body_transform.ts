import type { AnyRecord, MutationKind } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';
import { fromServer, givenAtOnce } from './from_server.js';
import { writtenWhole } from './written_whole.js';
import { envelopedRecord, hasOwnId, idIn, isRecord, isRecordOf, NOTES, TRUE } from './envelope.js';
import { parseJson } from './json_text.js';

export { isRecord } from './envelope.js';

/** A request's body before it leaves: what the transforms need to know of it. */
export interface OutgoingBody {
  operation: MutationKind;
  /** Id of the record. */
  entity: string;
  /** JSON text; '' for none. */
  body: string;
  /** The id in it was made here. */
  localId: boolean;
}

/**
 * The body as the API wants it: creates without the id that was made here (BEHAVIOUR 2.5a), and
 * with `company_id` where there is one and the record has none (7.1); all through `toServer`. Text
 * that needs none of it goes out untouched.
 *
 * @throws what the application's `toServer` throws; TypeError where it gives what JSON cannot carry
 */
export function shapeOutgoing(
  outgoing: OutgoingBody,
  options: EndpointOptions,
  companyId: string | null,
): string {
  const addsCompany = outgoing.operation === 'create' && companyId !== null;
  const hidesId = outgoing.localId && !options.clientIds;
  const isSentAsIs = !options.toServer && !addsCompany && !hidesId;
  if (outgoing.body === '' || isSentAsIs) return outgoing.body;
  const record = parseJson(outgoing.body);
  if (!isRecord(record)) return outgoing.body;
  if (hidesId) delete record['id'];
  const about = { operation: outgoing.operation, id: outgoing.entity };
  const shaped = options.toServer ? givenAtOnce(options.toServer(record, about)) : record;
  const complete =
    addsCompany && !('company_id' in shaped) ? { ...shaped, company_id: companyId } : shaped;
  return options.toServer ? writtenWhole(complete) : JSON.stringify(complete);
}

const FALSE: readonly unknown[] = [false, 0, 'false', '0'];
const FAILED: readonly unknown[] = ['error', 'fail', 'failed', 'failure'];
/** How APIs spell "it went well": success, Success, isSuccess, succeeded, ok. */
const SUCCESS = /^(is)?(success|succeeded|ok)$/i;
/** Members of an error (RFC 9457 and others). */
const ERRORS: readonly string[] = 'error errors code message title detail'.split(' ');

/** How APIs name what went wrong: errorCode, err_code, hasError, exception. */
const FAILURE = /^(errors?|err(or)?_?code|error_?message|has_?errors?|is_?error|exception|fault)$/i;

/** The status of a failure in a body, whatever the answer's own is. */
const isFailureStatus = (status: unknown): boolean =>
  typeof status === 'number' && status >= 400 && status <= 599;

/** Codes of an API's own begin with the status they belong to: 40001, 5003. */
const isFailureCode = (code: unknown): boolean =>
  typeof code === 'number' && isFailureStatus(Number(String(code).slice(0, 3)));

/** A result of a search has an id of its own, which is not a record's. */
const isSearchResult = (body: AnyRecord): boolean =>
  body['resourceType'] === 'Bundle' && (body['type'] === 'searchset' || body['type'] === 'history');

const saysSomething = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const hasMessage = (error: unknown): boolean =>
  isRecord(error) && ('code' in error || 'message' in error);

/** Only about how it went: nothing of it belongs to the record. */
const isNote = (body: AnyRecord): boolean =>
  Object.keys(body).every(
    (name) => NOTES.includes(name) || (name === 'data' && body['data'] === null),
  );

/**
 * The body itself says no, whatever the status: `success: false`, `ok: false`, `status: 'error'`,
 * or an error without a record. A record with an id may have members of these names.
 */
export function saysFailure(body: unknown): boolean {
  if (!isRecord(body) || TRUE.includes(body['success'])) return false;
  const refused = FALSE.includes(body['success']);
  if (hasOwnId(body)) return refused && hasMessage(body['error']);
  const { status } = body;
  const says = typeof status === 'string' ? status.toLowerCase() : '';
  const isDenied = Object.keys(body).some(
    (name) => SUCCESS.test(name) && FALSE.includes(body[name]),
  );
  if (isDenied || FAILED.includes(says)) return true;
  const data = body['data'];
  if (isRecord(data) && hasOwnId(data)) return false;
  if (isFailureStatus(body['status']) || isFailureStatus(body['statusCode'])) return true;
  // A record may have a code of its own, of a diagnosis for instance.
  if (isFailureCode(body['code']) && isNote(body)) return true;
  return Object.keys(body).some((name) => FAILURE.test(name) && saysSomething(body[name]));
}

/** No member holds anything: { d: null }, { patient: null, errors: [] }, {}. */
const isBlank = (body: AnyRecord): boolean =>
  Object.values(body).every((value) => (value ?? null) === null || isEmptyHolder(value));

const isEmptyHolder = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/**
 * The record inside an answer, as the core finds it: the object itself when it has an id of its
 * own, else `data` of an envelope, or the only record of a list; undefined when there is none.
 */
export function unwrapRecord(body: unknown): AnyRecord | undefined {
  if (Array.isArray(body)) {
    const [only] = body as unknown[];
    return body.length === 1 && isRecord(only) && hasOwnId(only) ? only : undefined;
  }
  if (!isRecord(body) || body['resourceType'] === 'OperationOutcome') return undefined;
  if (isSearchResult(body)) return undefined;
  if (hasOwnId(body) && !TRUE.includes(body['success'])) return body;
  const data = body['data'];
  if (isRecord(data)) return isBlank(data) ? undefined : data;
  if (Array.isArray(data)) return unwrapRecord(data);
  if ('success' in body || 'data' in body) return undefined;
  return isNote(body) || isBlank(body) ? undefined : body;
}

/** A record that is read. */
export interface AskedRecord {
  resource: string;
  id: string;
}

/**
 * The record in an answer's body as the server shapes it: what `unwrap` finds, else the usual way.
 *
 * @param asked the record that was asked for, which may be wrapped in another way
 * @throws what the application's `unwrap` throws
 */
export function wrappedRecord(
  body: unknown,
  options: EndpointOptions,
  asked: AskedRecord = { resource: '', id: '' },
): AnyRecord | undefined {
  const found = givenAtOnce(options.unwrap?.(body));
  if (found === null) return undefined;
  if (found !== undefined) return isRecord(found) ? found : undefined;
  if (saysFailure(body)) return undefined;
  const inner = envelopedRecord(
    body,
    () => [],
    idIn(options),
    (wrapped) => isRecordOf(wrapped, asked),
  );
  return inner === undefined ? unwrapRecord(body) : (inner ?? undefined);
}

/**
 * The record in an answer's body, in the application's shape; undefined: there is none.
 *
 * @throws what the application's `unwrap` and `fromServer` throw
 */
export function recordIn(
  body: unknown,
  options: EndpointOptions,
  asked?: AskedRecord,
): AnyRecord | undefined {
  const record = wrappedRecord(body, options, asked);
  return record && fromServer([record], options)[0];
}

/**
 * The server's record in a conflict answer (BEHAVIOUR 10), with the object and key that hold it.
 */
function findCurrent(body: AnyRecord): { holder: AnyRecord; key: string } | undefined {
  const error = isRecord(body['error']) ? body['error'] : undefined;
  const details = (error ?? body)['details'];
  for (const holder of [details, error, body]) {
    if (isRecord(holder) && isRecord(holder['current'])) return { holder, key: 'current' };
  }
  return isRecord(body['data']) ? { holder: body, key: 'data' } : undefined;
}

/** The answer is the record, and no error with an id of its own. */
const isBareRecord = (body: unknown): body is AnyRecord =>
  isRecord(body) && hasOwnId(body) && !ERRORS.some((name) => saysSomething(body[name]));

function shapeConflict(text: string, body: unknown, options: EndpointOptions): string {
  const found = givenAtOnce(options.unwrap?.(body));
  if (isRecord(found)) {
    const [current] = fromServer([found], options);
    const answer = isRecord(body) ? body : {};
    const error = isRecord(answer['error']) ? { ...answer['error'], details: { current } } : '';
    return JSON.stringify({ ...answer, ...(error === '' ? {} : { error }), current });
  }
  const current = isRecord(body) ? findCurrent(body) : undefined;
  if (!options.fromServer) return text;
  if (!current) return isBareRecord(body) ? JSON.stringify(fromServer([body], options)[0]) : text;
  [current.holder[current.key]] = fromServer([current.holder[current.key] as AnyRecord], options);
  return JSON.stringify(body);
}

/**
 * An answer's body with its record found by `unwrap` and put through `fromServer`: the record of a
 * success, the current record of a conflict. Everything else stays as it came.
 *
 * @throws what the application's callbacks throw
 */
export function shapeIncoming(text: string, status: number, options: EndpointOptions): string {
  if (text === '' || (!options.fromServer && !options.unwrap)) return text;
  const body = parseJson(text);
  if (body === undefined) return text;
  if (status === 409 || status === 412) return shapeConflict(text, body, options);
  if (status < 200 || status > 299) return text;
  const record = recordIn(body, options);
  if (record) return JSON.stringify({ success: true, data: record });
  return options.unwrap && !saysFailure(body)
    ? JSON.stringify({ success: true, data: null })
    : text;
}

/**
 * An answer's body that counts as success or failure as it did, with nothing of the record but its
 * id: for a record that `fromServer` could not read.
 */
export function withoutContents(text: string): string {
  const body = parseJson(text);
  const record = saysFailure(body) ? undefined : unwrapRecord(body);
  if (!record) return text;
  return JSON.stringify({ success: true, data: 'id' in record ? { id: record['id'] } : null });
}
