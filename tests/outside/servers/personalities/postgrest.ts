import type { Kept, Personality } from '../scripted.ts';
import { empty, json } from '../wire.ts';

const shown = ({ id, fields }: Kept): object => ({ id, ...fields });

/** What PostgREST takes for a column filter unless it has an operator. */
const kReserved = new Set(['limit', 'offset', 'order', 'select']);

/**
 * PostgREST with its `return=minimal`, behind the rewrite of `/patients/ID` to `?id=eq.ID` that its
 * guide shows: no body to a write, arrays for single records, ids of the client kept, and every
 * unknown parameter is a filter.
 */
export const postgrest: Personality = {
  paths: { patients: '/patients', appointments: '/appointments' },
  updates: ['PATCH'],
  before: ({ query }) => {
    const filter = [...query].find(
      ([name, value]) => !kReserved.has(name) && !/^\w+\./.test(value),
    );
    if (filter === undefined) return undefined;
    const message = `"failed to parse filter (${filter[1]})" (line 1, column 1)`;
    return json(400, { code: 'PGRST100', details: null, hint: null, message });
  },
  fields: (fields) => fields,
  saysGone: false,
  list: ({ all, asked: { query } }) => {
    // `db-max-rows` is the limit, and the total is counted for those who prefer it.
    const id = query.get('id')?.replace(/^eq\./, '');
    const start = Number(query.get('offset') ?? 0);
    const rows = all.filter((kept) => id === undefined || kept.id === id).slice(start, start + 20);
    return json(200, rows.map(shown), {
      'Content-Range': rows.length > 0 ? `${start}-${start + rows.length - 1}/*` : '*/*',
    });
  },
  read: (kept) => json(200, [shown(kept)]),
  created: (kept, { path }) => empty(201, { Location: `${path}?id=eq.${kept.id}` }),
  updated: () => empty(204),
  deleted: () => empty(204),
  refused: (field, sentence) =>
    json(400, { code: '23514', details: `Failing row: ${field}`, hint: null, message: sentence }),
  needed: (message) =>
    json(409, { code: '23503', details: 'Key is still referenced.', hint: null, message }),
  missing: () => json(200, []),
};
