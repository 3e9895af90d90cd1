import type { About, Kept, Personality } from '../scripted.ts';
import { empty, isObject, json, type Reply } from '../wire.ts';

const kType = 'application/vnd.api+json';

const answer = (status: number, body: unknown): Reply =>
  json(status, body, { 'Content-Type': kType });
const errors = (status: number, title: string, more: object = {}): Reply =>
  answer(status, { errors: [{ status: String(status), title, ...more }] });
const shown = (kept: Kept, table: string): object => {
  const { patient_id: patient, ...attributes } = kept.fields;
  const relationships = patient !== undefined && {
    patient: { data: { type: 'patients', id: patient } },
  };
  return { type: table, id: kept.id, attributes, ...(relationships && { relationships }) };
};
const one = (status: number, kept: Kept, { table }: About): Reply =>
  answer(status, { data: shown(kept, table) });

/** JSON:API: its own media type, records in `data.attributes`, unknown parameters refused. */
export const jsonApi: Personality = {
  paths: { patients: '/api/patients', appointments: '/api/appointments' },
  updates: ['PATCH'],
  before: ({ method, query, headers }) => {
    const unknown = [...query.keys()].find((name) => !/^(page(\[\w+\])?|sort|include)$/.test(name));
    if (unknown) return errors(400, 'Invalid query parameter', { source: { parameter: unknown } });
    const writes = method === 'POST' || method === 'PATCH';
    return writes && headers['content-type'] !== kType
      ? errors(415, 'Unsupported media type')
      : undefined;
  },
  fields: ({ data }) => {
    if (!isObject(data) || !isObject(data['attributes'])) return undefined;
    const related = data['relationships'] as { patient?: { data: { id: string } } } | undefined;
    const patient = related?.patient && { patient_id: related.patient.data.id };
    return { ...data['attributes'], ...patient };
  },
  list: ({ rows, table, total, number, pages, address }) =>
    answer(200, {
      data: rows.map((kept) => shown(kept, table)),
      links: {
        self: address(number),
        first: address(1),
        last: address(pages),
        ...(number < pages && { next: address(number + 1) }),
      },
      meta: { total },
    }),
  read: (kept, about) => one(200, kept, about),
  created: (kept, about) => one(201, kept, about),
  updated: (kept, about) => one(200, kept, about),
  deleted: () => empty(204),
  refused: (field, sentence) =>
    errors(422, 'Invalid attribute', {
      detail: sentence,
      source: { pointer: `/data/attributes/${field}` },
    }),
  needed: (detail) => errors(409, 'Conflict', { detail }),
  missing: () => errors(404, 'Resource not found'),
};
