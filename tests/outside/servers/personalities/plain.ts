import type { Kept, Personality } from '../scripted.ts';
import { empty, json } from '../wire.ts';

const shown = ({ id, fields, version }: Kept): object => ({ ...fields, id, version });

/** A plain API without habits, for the pages whose contexts are the subject. It ignores keys. */
export const plain: Personality = {
  paths: { patients: '/api/patients', appointments: '/api/appointments' },
  newId: (n) => `p${n}`,
  fields: ({ id: _, version: __, ...fields }) => fields,
  list: ({ rows, total, number }) =>
    json(200, {
      success: true,
      data: rows.map(shown),
      pagination: { total, page: number, limit: 20 },
    }),
  read: (kept) => json(200, { success: true, data: shown(kept) }),
  created: (kept) => json(201, { success: true, data: shown(kept) }),
  updated: (kept) => json(200, { success: true, data: shown(kept) }),
  deleted: () => empty(204),
  refused: (field, message) =>
    json(400, { success: false, error: { code: 'INVALID', message, details: { field } } }),
  missing: () => json(404, { success: false, error: { code: 'NOT_FOUND', message: 'Not found' } }),
  seen: ({ headers }) =>
    headers['if-match'] === undefined ? undefined : Number(headers['if-match'].replaceAll('"', '')),
  conflict: (kept) =>
    json(409, {
      success: false,
      error: { code: 'CONFLICT', message: 'Changed' },
      data: shown(kept),
    }),
};
