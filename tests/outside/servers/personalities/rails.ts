import { linkHeader, type Kept, type Personality } from '../scripted.ts';
import { empty, json } from '../wire.ts';

const shown = ({ id, fields, madeAt, changedAt }: Kept): object => ({
  id: Number(id),
  ...fields,
  created_at: madeAt,
  updated_at: changedAt,
});

/** Rails with `respond_with`: 422 with the errors as the whole body, updates answered by 204. */
export const rails: Personality = {
  paths: { patients: '/patients', appointments: '/appointments' },
  fields: ({ id: _, ...fields }) => fields,
  list: (page) =>
    json(200, page.rows.map(shown), { ...linkHeader(page), 'Total-Count': String(page.total) }),
  read: (kept) => json(200, shown(kept)),
  created: (kept, { asked, path }) =>
    json(201, shown(kept), { Location: `${asked.origin}${path}/${kept.id}` }),
  updated: () => empty(204),
  deleted: () => empty(204),
  refused: (field, sentence) => json(422, { errors: { [field]: [sentence] } }),
  needed: (sentence) => json(422, { errors: { base: [sentence] } }),
  missing: () => json(404, { status: 404, error: 'Not Found' }),
};
