import type { Kept, Personality } from '../scripted.ts';
import { empty, json } from '../wire.ts';

const shown = ({ id, fields }: Kept): object => ({ id: Number(id), ...fields });

/**
 * Django REST framework: a slash at the end of each path, a redirect to it for those who leave it
 * out (which turns a POST into a GET), totals as text where a pagination class writes them so.
 */
export const django: Personality = {
  paths: { patients: '/api/patients/', appointments: '/api/appointments/' },
  before: ({ path, origin, query }) =>
    path.endsWith('/')
      ? undefined
      : empty(301, { Location: `${origin}${path}/${query.size > 0 ? `?${query}` : ''}` }),
  fields: ({ id: _, ...fields }) => fields,
  list: ({ rows, total, number, pages, address }) =>
    json(200, {
      count: String(total),
      next: number < pages ? address(number + 1) : null,
      previous: number > 1 ? address(number - 1) : null,
      results: rows.map(shown),
    }),
  read: (kept) => json(200, shown(kept)),
  created: (kept) => json(201, shown(kept)),
  updated: (kept) => json(200, shown(kept)),
  deleted: () => empty(204),
  refused: (field, sentence) => json(400, { [field]: [sentence] }),
  missing: () => json(404, { detail: 'No Patient matches the given query.' }),
};
