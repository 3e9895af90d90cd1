/** The id of a row as text; '' where it has none, or an object: that names no record. */
export function idOf(row: object | null | undefined): string {
  const id = (row as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'object' ? '' : String(id ?? '');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ids are the same; a UUID is read in either case (RFC 9562, 4), and each server has its own. */
export const isSameId = (one: string, other: string): boolean =>
  one === other || (UUID.test(one) && one.toLowerCase() === other.toLowerCase());

/** No row of the list is one of the former list: the application has read it again. */
export function isNewRead(rows: readonly object[], former: readonly object[]): boolean {
  const known = new Set(former);
  return !rows.some((row) => known.has(row));
}

/** Both lists hold the same objects in the same order. */
export const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((row, index) => row === other[index]);
