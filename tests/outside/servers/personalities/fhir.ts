import type { Kept, Personality } from '../scripted.ts';
import { isObject, json, type Reply, type TableName } from '../wire.ts';

const kTypes: Record<TableName, string> = { patients: 'Patient', appointments: 'Appointment' };
const kParameters = new Set(['page', '_count', '_sort', '_format', '_summary', '_elements']);

const headers = (kept: Kept): Record<string, string> => ({
  'Content-Type': 'application/fhir+json; charset=utf-8',
  ETag: `W/"${kept.version}"`,
});

/** The resource of a record. */
const resource = ({ id, version, changedAt, fields }: Kept, table: TableName): object => ({
  resourceType: kTypes[table],
  id,
  meta: { versionId: String(version), lastUpdated: changedAt },
  ...(table === 'patients'
    ? {
        name: [{ family: fields['last_name'], given: [fields['first_name']] }],
        telecom: [{ system: 'phone', value: fields['phone'] }],
      }
    : {
        status: 'booked',
        description: fields['note'],
        start: fields['date'],
        participant: [{ actor: { reference: `Patient/${String(fields['patient_id'])}` } }],
      }),
});

interface Readable {
  resourceType?: string;
  name?: { family?: string; given?: string[] }[];
  telecom?: { value?: string }[];
  description?: string;
  start?: string;
  participant?: { actor?: { reference?: string } }[];
}

/** The record of a resource; undefined when it is of another type. */
function fieldsOf(body: Readable, table: TableName): Record<string, unknown> | undefined {
  if (body.resourceType !== kTypes[table]) return undefined;
  if (table === 'patients') {
    const [name] = body.name ?? [];
    const phone = body.telecom?.[0]?.value;
    return { first_name: name?.given?.[0], last_name: name?.family, phone };
  }
  const patient = body.participant?.[0]?.actor?.reference?.replace(/^Patient\//, '');
  return { note: body.description, date: body.start, patient_id: patient };
}

const outcome = (status: number, severity: string, code: string, diagnostics: string): Reply =>
  json(
    status,
    { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics }] },
    { 'Content-Type': 'application/fhir+json; charset=utf-8' },
  );

/**
 * FHIR R4 with the habits of HAPI and of thin servers: unknown search parameters refused, a create
 * without a body whose `Location` ends in `/_history/1`, weak ETags, PUT of whole resources.
 */
export const fhir: Personality = {
  paths: { patients: '/fhir/Patient', appointments: '/fhir/Appointment' },
  newId: (n) => `pat-${n}`,
  updates: ['PUT'],
  before: ({ query }) => {
    const unknown = [...query.keys()].find((name) => !kParameters.has(name));
    if (!unknown) return undefined;
    return outcome(400, 'error', 'processing', `Unknown search parameter "${unknown}"`);
  },
  fields: (body, table) => (isObject(body) ? fieldsOf(body, table) : undefined),
  list: ({ rows, table, total, number, pages, address }) =>
    json(
      200,
      {
        resourceType: 'Bundle',
        type: 'searchset',
        total,
        link: [
          { relation: 'self', url: address(number) },
          ...(number < pages ? [{ relation: 'next', url: address(number + 1) }] : []),
        ],
        entry: rows.map((kept) => ({
          fullUrl: `${address(1).split('?')[0]}/${kept.id}`,
          resource: resource(kept, table),
          search: { mode: 'match' },
        })),
      },
      { 'Content-Type': 'application/fhir+json; charset=utf-8' },
    ),
  read: (kept, { table }) => json(200, resource(kept, table), headers(kept)),
  created: (kept, { asked, path }) => ({
    status: 201,
    headers: { ETag: 'W/"1"', Location: `${asked.origin}${path}/${kept.id}/_history/1` },
  }),
  updated: (kept, { table }) => json(200, resource(kept, table), headers(kept)),
  deleted: () => outcome(200, 'information', 'informational', 'Successfully deleted 1 resource(s)'),
  refused: (field, sentence) =>
    json(
      422,
      {
        resourceType: 'OperationOutcome',
        issue: [
          {
            severity: 'error',
            code: 'value',
            diagnostics: sentence,
            expression: [`Patient.${field}`],
          },
        ],
      },
      { 'Content-Type': 'application/fhir+json; charset=utf-8' },
    ),
  missing: () => outcome(404, 'error', 'not-found', 'Resource Patient/99 is not known'),
  needed: (sentence) => outcome(409, 'error', 'conflict', sentence),
  seen: ({ headers: sent }) => {
    const match = sent['if-match'];
    return match === undefined ? undefined : Number(/^W\/"(\d+)"$/.exec(match)?.[1]);
  },
  conflict: (kept) =>
    outcome(412, 'error', 'conflict', `The version does not match; it is ${kept.version}`),
};
