import { resources } from '../resources/all.ts';

const known = new Set<string>([
  ...resources.map(({ name }) => name),
  'batch',
  'changes',
  'auth',
  'audit',
  'accounts',
  'openapi.json',
]);

/** What may be logged of an address: which route it is, and which record. */
export interface RouteOutline {
  readonly route: string;
  /** The record's id, when it is one of ours. */
  readonly record?: string;
}

/** A path without anything that a caller may have put into it: logs and metrics carry no contents (BEHAVIOUR 7.3). */
export function routeOf(url: string): RouteOutline {
  const [path = ''] = url.split('?');
  const [, api, version, first = '', second, third] = path.split('/');
  if (api !== 'api' || version !== 'v1') return { route: 'other' };
  if (!known.has(first)) return { route: 'unknown' };
  if (first === 'auth' || first === 'changes') return { route: `/api/v1/${first}/*` };
  const route = `/api/v1/${first}${second === undefined ? '' : '/:id'}${third === undefined ? '' : '/*'}`;
  return second !== undefined && /^[0-9a-f-]{36}$/.test(second)
    ? { route, record: second }
    : { route };
}
