import type { Kept, Personality } from '../scripted.ts';
import { empty, json } from '../wire.ts';

/** `first_name` → `firstName`. */
const camel = (name: string): string => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const rename = (fields: object, by: (name: string) => string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [by(name), value]));

const shown = ({ id, fields }: Kept): object => ({ id: Number(id), ...rename(fields, camel) });
/** A rowversion in base64. */
const tag = ({ version }: Kept): string => `"${Buffer.from(`rv${version}`).toString('base64')}"`;
const problem = (status: number, body: object): ReturnType<typeof json> =>
  json(status, { status, ...body }, { 'Content-Type': 'application/problem+json; charset=utf-8' });

/** ASP.NET Core as its scaffolding writes it: PUT with 204, problem details, rowversions as ETags. */
export const aspnet: Personality = {
  paths: { patients: '/api/Patients', appointments: '/api/Appointments' },
  updates: ['PUT'],
  fields: ({ id: _, ...fields }) => rename(fields, snake),
  list: ({ rows, total, number, pages }) =>
    json(200, {
      items: rows.map(shown),
      pageNumber: number,
      pageSize: 20,
      totalCount: total,
      totalPages: pages,
      hasPreviousPage: number > 1,
      hasNextPage: number < pages,
    }),
  read: (kept) => json(200, shown(kept), { ETag: tag(kept) }),
  created: (kept, { asked, path }) =>
    json(201, shown(kept), {
      ETag: tag(kept),
      Location: `${asked.origin}${path}/${kept.id}`,
    }),
  updated: (kept) => empty(204, { ETag: tag(kept) }),
  deleted: () => empty(204),
  refused: (field, sentence) =>
    problem(400, {
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
      title: 'One or more validation errors occurred.',
      errors: { [camel(field)]: [sentence] },
      traceId: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
    }),
  missing: () => problem(404, { title: 'Not Found' }),
  needed: (detail) => problem(409, { title: 'Conflict', detail }),
  seen: ({ headers }) => {
    const match = headers['if-match'];
    if (match === undefined) return undefined;
    return Number(/\d+/.exec(Buffer.from(match.replaceAll('"', ''), 'base64').toString())?.[0]);
  },
  conflict: () => problem(412, { title: 'Precondition Failed' }),
};
