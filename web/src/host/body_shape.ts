import type { AnyRecord, MutationKind } from '../client/mutation_types.js';
import type { EndpointOptions } from '../client/options.js';

/** A request's body before it leaves: what the transforms need to know of it. */
export interface OutgoingBody {
  kind: MutationKind;
  /** Id of the record. */
  entity: string;
  /** JSON text; '' for none. */
  body: string;
  /** The id in it was made here. */
  localId: boolean;
}

export const isRecord = (value: unknown): value is AnyRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The body as the API wants it: creates without the id that was made here (BEHAVIOUR 2.5a), and
 * with `company_id` where there is one and the record has none (7.1); all through `toServer`. Text
 * that needs none of it goes out untouched.
 *
 * @throws what the application's `toServer` throws
 */
export function shapeOutgoing(
  outgoing: OutgoingBody,
  options: EndpointOptions,
  companyId: string | null,
): string {
  const addsCompany = outgoing.kind === 'create' && companyId !== null;
  const hidesId = outgoing.localId && !options.clientIds;
  const isSentAsIs = !options.toServer && !addsCompany && !hidesId;
  if (outgoing.body === '' || isSentAsIs) return outgoing.body;
  const record = parseJson(outgoing.body);
  if (!isRecord(record)) return outgoing.body;
  if (hidesId) delete record['id'];
  const about = { operation: outgoing.kind, id: outgoing.entity };
  const shaped = options.toServer ? options.toServer(record, about) : record;
  const complete =
    addsCompany && !('company_id' in shaped) ? { ...shaped, company_id: companyId } : shaped;
  return JSON.stringify(complete);
}

/**
 * The record inside an answer: `data` of an envelope, or the body itself; undefined when there is
 * none.
 */
export function unwrapRecord(body: unknown): AnyRecord | undefined {
  if (!isRecord(body)) return undefined;
  if (isRecord(body['data'])) return body['data'];
  return 'success' in body || 'data' in body ? undefined : body;
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

/**
 * An answer's body with its record put through `fromServer`: the record of a success, the current
 * record of a conflict. Everything else stays as it came.
 *
 * @throws what the application's `fromServer` throws
 */
export function shapeIncoming(text: string, status: number, options: EndpointOptions): string {
  if (!options.fromServer || text === '') return text;
  const body = parseJson(text);
  if (!isRecord(body)) return text;
  if (status === 409 || status === 412) {
    const current = findCurrent(body);
    if (!current) return text;
    current.holder[current.key] = options.fromServer(current.holder[current.key] as AnyRecord);
    return JSON.stringify(body);
  }
  const record = unwrapRecord(body);
  if (status < 200 || status > 299 || body['success'] === false || !record) return text;
  return JSON.stringify({ success: true, data: options.fromServer(record) });
}

/**
 * An answer's body that counts as success or failure as it did, with nothing of the record but its
 * id: for a record that `fromServer` could not read.
 */
export function withoutContents(text: string): string {
  const body = parseJson(text);
  const record = unwrapRecord(body);
  if (!record || (isRecord(body) && body['success'] === false)) return text;
  return JSON.stringify({ success: true, data: 'id' in record ? { id: record['id'] } : null });
}
