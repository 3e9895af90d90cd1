export const idOf = (row: object): string => String((row as { id?: unknown }).id ?? '');

/** No row of the list is one of the former list: the application has read it anew. */
export function isNewRead(rows: readonly object[], former: readonly object[]): boolean {
  const known = new Set(former);
  return !rows.some((row) => known.has(row));
}

/** The same objects in the same order. */
export const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((row, index) => row === other[index]);
