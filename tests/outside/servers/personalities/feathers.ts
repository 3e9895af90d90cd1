import type { Kept, Personality } from '../scripted.ts';
import { json } from '../wire.ts';

const shown = ({ id, fields }: Kept): object => ({ id: Number(id), ...fields });

const failed = (code: number, name: string, message: string, more: object = {}) =>
  json(code, { name, message, code, className: name.toLowerCase(), ...more });

/**
 * Feathers 5: its own parameters begin with `$`, and every other one is a filter; errors have the wrong
 * fields in `data`.
 */
export const feathers: Personality = {
  paths: { patients: '/api/patients', appointments: '/api/appointments' },
  fields: (fields) => fields,
  list: ({ all, asked: { query } }) => {
    const filters = [...query].filter(([name]) => !name.startsWith('$'));
    const found = all.filter(({ fields }) =>
      filters.every(([name, value]) => String(fields[name]) === value),
    );
    const skip = Number(query.get('$skip') ?? 0);
    const limit = Math.min(Number(query.get('$limit') ?? 10), 50);
    const data = found.slice(skip, skip + limit).map(shown);
    return json(200, { total: found.length, limit, skip, data });
  },
  read: (kept) => json(200, shown(kept)),
  created: (kept) => json(201, shown(kept)),
  updated: (kept) => json(200, shown(kept)),
  deleted: (kept) => json(200, shown(kept)),
  refused: (field, message) =>
    failed(400, 'BadRequest', 'validation failed', {
      data: [{ instancePath: `/${field}`, keyword: 'pattern', message }],
    }),
  needed: (message) => failed(409, 'Conflict', message, { data: {} }),
  missing: () => failed(404, 'NotFound', 'No record found'),
};
