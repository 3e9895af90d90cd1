/** Made by an object literal, also in another frame. */
function isLiteral(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** JSON writes null for it, or `{}` as for a Map, a File, or a class with private fields only. */
function isEmptied(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return (
    Object.keys(value).length === 0 &&
    !isLiteral(value) &&
    Object(value.valueOf()) === value.valueOf()
  );
}

/**
 * What `toServer` gave, as JSON.
 *
 * @throws TypeError where JSON would leave out what is in it
 */
export function writtenWhole(value: object): string {
  return JSON.stringify(value, (key, member: unknown) => {
    if (isEmptied(member)) throw new TypeError(key);
    return member;
  });
}
