import { linkHeader, type Kept, type Personality } from '../scripted.ts';
import { empty, json } from '../wire.ts';

const shown = ({ id, fields }: Kept): object => ({ id: Number(id), ...fields });
const etag = ({ version }: Kept): Record<string, string> => ({ ETag: `"${version}"` });

/**
 * Spring with JPA's `@Version`: plain arrays with `Link` and `X-Total-Count`, pages counted from 0,
 * strong ETags, 412 without a body.
 */
export const spring: Personality = {
  paths: { patients: '/api/patients', appointments: '/api/appointments' },
  firstPage: 0,
  fields: ({ id: _, ...fields }) => fields,
  list: (page) =>
    json(200, page.rows.map(shown), { ...linkHeader(page), 'X-Total-Count': String(page.total) }),
  read: (kept) => json(200, shown(kept), etag(kept)),
  created: (kept, { path }) =>
    json(201, shown(kept), { ...etag(kept), Location: `${path}/${kept.id}` }),
  updated: (kept) => json(200, shown(kept), etag(kept)),
  deleted: () => empty(204),
  refused: (field, sentence) =>
    json(400, {
      timestamp: '2026-01-05T08:00:00.000+00:00',
      status: 400,
      error: 'Bad Request',
      message: sentence,
      errors: [{ objectName: 'patient', field, defaultMessage: sentence }],
      path: '/api/patients',
    }),
  missing: () => json(404, { status: 404, error: 'Not Found', path: '/api/patients/99' }),
  needed: (message) => json(409, { status: 409, error: 'Conflict', message }),
  seen: ({ headers }) => numberIn(headers['if-match']),
  conflict: () => empty(412),
};

const numberIn = (tag: string | undefined): number | undefined =>
  tag === undefined ? undefined : Number(/^"(\d+)"$/.exec(tag)?.[1]);
