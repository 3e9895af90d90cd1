/** Something that may be awaited. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/**
 * What application code returned, as a promise if it may be awaited. Query builders begin their
 * request each time that `then` is called, so it is called here, once, and nowhere else.
 */
export function awaited(value: unknown): unknown {
  if (!isThenable(value) || value instanceof Promise) return value;
  return new Promise((resolve, reject) => void value.then(resolve, reject));
}
