export const idOf = (row: object): string => String((row as { id?: unknown }).id ?? '');

/** No row of the list is one of the former list: the application has read it anew. */
export function isNewRead(rows: readonly object[], former: readonly object[]): boolean {
  const known = new Set(former);
  return !rows.some((row) => known.has(row));
}
