import type { Kept, Personality } from '../scripted.ts';
import { empty, json } from '../wire.ts';

const shown = ({ id, fields }: Kept): object => ({ id: Number(id), ...fields });

/** Laravel's API resources: `data` around everything, pages in `links` and `meta`. */
export const laravel: Personality = {
  paths: { patients: '/api/patients', appointments: '/api/appointments' },
  fields: ({ id: _, ...fields }) => fields,
  list: ({ rows, total, number, pages, address, asked }) =>
    json(200, {
      data: rows.map(shown),
      links: {
        first: address(1),
        last: address(pages),
        prev: number > 1 ? address(number - 1) : null,
        next: number < pages ? address(number + 1) : null,
      },
      meta: { current_page: number, last_page: pages, path: asked.path, per_page: 20, total },
    }),
  read: (kept) => json(200, { data: shown(kept) }),
  created: (kept) => json(201, { data: shown(kept) }),
  updated: (kept) => json(200, { data: shown(kept) }),
  deleted: () => empty(204),
  refused: (field, sentence) =>
    json(422, { message: `${sentence} (and 1 more error)`, errors: { [field]: [sentence] } }),
  missing: () => json(404, { message: 'No query results for model [App\\Models\\Patient] 99' }),
};
