/*
 * What is stored belongs to one application of the origin (BEHAVIOUR 3.1a): its keys, locks, channel
 * and databases carry its name. The one application that has neither `app` nor `baseUrl` has no
 * name, '', and the keys of 0.1.0.
 */

const OURS = 'synchrone:';
/** The legacy array for readers: its key in localStorage. */
export const PROJECTION = 'medicalPro_mutation_queue';

/** @param app as configured @param baseUrl as configured; relative to `origin` or absolute */
export function scopeName(app: string, baseUrl: string, origin: string): string {
  if (app !== '') return encodeURIComponent(app);
  const base = (baseUrl.startsWith('/') ? origin : '') + baseUrl.replace(/\/+$/, '');
  return base === origin ? '' : encodeURIComponent(base);
}

/** The name of a lock, a channel or a database of that application. */
export const scoped = (name: string, scope: string): string =>
  scope === '' ? name : `${name}@${scope}`;

const nameIn = (name: string | null): string =>
  name === null || name === '' ? '-' : name === '-' ? '%2D' : encodeURIComponent(name);

/** A person of a company, as the keys of their records name them (FORMAT.md, K1). */
export const personOf = (userId: string | null, companyId: string | null): string =>
  `${nameIn(companyId)}/${nameIn(userId)}`;

/** The key in localStorage of what the journal calls `key`. */
export function storedKey(key: string, scope: string): string {
  if (scope === '') return key;
  if (key === PROJECTION) return scoped(PROJECTION, scope);
  return key.startsWith(OURS) ? `synchrone@${scope}:${key.slice(OURS.length)}` : key;
}

/** The reverse; undefined: the key is not this application's. */
export function journalKey(stored: string, scope: string): string | undefined {
  if (scope === '') return stored;
  if (stored === storedKey(PROJECTION, scope)) return PROJECTION;
  const start = storedKey(OURS, scope);
  return stored.startsWith(start) ? OURS + stored.slice(start.length) : undefined;
}
