/**
 * Where a value of `createSyncContext`, and each of its methods, says so. A registered symbol, so
 * that two copies of the package know each other's; an ordinary member, so that it survives a
 * spread: a context that wraps ours must not make the queue take a change twice.
 */
export const contextMark: unique symbol = Symbol.for('synchrone.context') as never;

/** What is under the mark. */
export interface ContextMark<Row extends object> {
  readonly endpoint: string;
  /** Only in the types: the rows of the context. */
  readonly row?: Row;
}

/** A value made by `createSyncContext`. */
export interface MarkedContext<Row extends object> {
  readonly [contextMark]: ContextMark<Row>;
}

/** The endpoint that a value or method of `createSyncContext` belongs to; undefined: it is none. */
export function markedEndpoint(value: unknown): string | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return undefined;
  const mark: unknown = Reflect.get(value, contextMark);
  if (typeof mark !== 'object' || mark === null || !('endpoint' in mark)) return undefined;
  return typeof mark.endpoint === 'string' ? mark.endpoint : undefined;
}

/** Puts the mark on a method. */
export function marked<Method extends (...args: never[]) => unknown>(
  method: Method,
  endpoint: string,
): Method {
  return Object.assign(method, { [contextMark]: { endpoint } });
}
