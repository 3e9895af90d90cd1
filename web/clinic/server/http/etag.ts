/** The strong ETag of a row's version: `"3"`. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * If-Match by strong comparison (RFC 9110, 13.1.1): `*` matches any existing record, weak tags match nothing.
 * @param header the header's value; undefined when it was not sent, which always matches.
 */
export function ifMatchHolds(header: string | undefined, version: number): boolean {
  if (header === undefined) return true;
  const wanted = etagOf(version);
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim() === wanted);
}

/** If-None-Match by weak comparison: true when the caller already has this version. */
export function ifNoneMatchHits(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  const current = etagOf(version);
  return header
    .split(',')
    .some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === current);
}

/** True when the header names exactly one version, as a policy against lost updates demands: no `*`, no list. */
export function namesOneVersion(header: string | undefined): boolean {
  return header !== undefined && /^"\d{1,10}"$/.test(header.trim());
}
