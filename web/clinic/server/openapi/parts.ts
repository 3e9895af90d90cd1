import { closedObject, reference, text, type JsonSchema } from './json-schema.ts';

/** One operation, parameter or response of the document, as plain data. */
export interface DocumentPart {
  readonly [keyword: string]: unknown;
}

const json = (schema: JsonSchema): DocumentPart => ({ 'application/json': { schema } });

const header = (description: string): DocumentPart => ({ description, schema: text });

/** Headers that an answer may carry. */
const headers = {
  ETag: header('The record’s version as a strong tag, for example `"3"`.'),
  'Changed-By': header(
    'Who has made this version of the record, by name, percent-encoded. Absent for the system.',
  ),
  Location: header('The address of the new record.'),
  'Idempotency-Key': header('The key of the request, which the API has kept.'),
  'Idempotency-Replayed': header('`true` when this is the stored answer to a repeated key.'),
  'Retry-After': header('Seconds to wait.'),
};

/** A good answer: `{ success: true, data }`. */
export function answer(
  description: string,
  data: JsonSchema,
  more: Readonly<Record<string, JsonSchema>> = {},
): DocumentPart {
  const { 'Retry-After': _, ...given } = headers;
  return {
    description,
    headers: given,
    content: json(closedObject({ success: { const: true }, data, ...more })),
  };
}

const meanings: Readonly<Record<number, string>> = {
  400: 'Not understood, or fields that cannot be accepted: `details.fields`.',
  401: 'Sign in, or sign in again.',
  403: 'The role does not allow it, or the body names another company.',
  404: 'No such record, or no such address.',
  405: 'Not with this method.',
  409: 'Taken slot (`details.alternatives`), look-alike, or the same key is still being processed.',
  410: 'The record has been deleted, or the cursor is no longer valid.',
  412: 'Another user has changed the record: `details.current`, and by name `details.changed_by`.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'A rule of the clinic says no, or the key belongs to another request.',
  428: 'This change must state the version it is based on.',
  429: 'Too many requests: wait.',
  500: 'Unexpected; the change was not made.',
  503: 'Busy (with Retry-After) or unreachable (without).',
};

/** Error answers by status. Those that every operation can give are added. */
export function errors(...statuses: readonly number[]): Readonly<Record<string, DocumentPart>> {
  const all = [...new Set([...statuses, 400, 401, 429, 500, 503])].sort();
  return Object.fromEntries(
    all.map((status) => [String(status), { $ref: `#/components/responses/Error${status}` }]),
  );
}

/** All of `components/responses`. */
export function errorComponents(): Readonly<Record<string, DocumentPart>> {
  const parts = Object.entries(meanings).map(([status, description]) => [
    `Error${status}`,
    {
      description,
      headers: { 'Retry-After': headers['Retry-After'], ETag: headers.ETag },
      content: json(reference('Error')),
    },
  ]);
  return Object.fromEntries(parts) as Readonly<Record<string, DocumentPart>>;
}

/** A JSON body that must be there. */
export function body(schema: JsonSchema): DocumentPart {
  return { required: true, content: json(schema) };
}

/** A parameter of a path, a query or a header. */
export function parameter(
  place: 'path' | 'query' | 'header',
  name: string,
  schema: JsonSchema,
  description: string,
): DocumentPart {
  return { name, in: place, required: place === 'path', schema, description };
}

/** Headers of every write. */
export const writeHeaders: readonly DocumentPart[] = [
  parameter(
    'header',
    'Idempotency-Key',
    { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
    'One per change, the same at every attempt.',
  ),
  parameter('header', 'Change-Reason', text, 'Why, for the audit trail; percent-encoded UTF-8.'),
];

/** The header of changes to existing records. */
export const ifMatch: DocumentPart = parameter(
  'header',
  'If-Match',
  text,
  'The ETag that the change is based on.',
);
