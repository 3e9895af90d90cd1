import { createHash } from 'node:crypto';

/**
 * What makes two requests the same request: method, path and body (BEHAVIOUR 8). The body counts by its values,
 * not by the order of its keys or its white space, so that a client may serialise it again.
 * @returns SHA-256 in hexadecimal.
 */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  const place = path.replace(/\/$/, '');
  return createHash('sha256')
    .update(`${method}\n${place}\n${canonical(body)}`)
    .digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}
