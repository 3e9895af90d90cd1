import type { ContextSink } from '../../types/index.js';

/**
 * Where a value of `createSyncContext`, each of its methods, and each operation of
 * `useSyncMutation` says so. A registered symbol, so that two copies of the package know each
 * other's; an ordinary member, so that it survives a spread: a context that wraps ours must not
 * make the queue take a change twice.
 */
export const contextMark: unique symbol = Symbol.for('synchrone.context') as never;

/** What is under the mark. */
export interface ContextMark<Row extends object> {
  /** The endpoint of the rows, as the client spells it. */
  readonly endpoint: string;
  /** The context that a hook's operation drives; undefined: none, Synchrone keeps the rows. */
  readonly sink?: (() => ContextSink | undefined) | undefined;
  /** Only in the types: the rows of the context. */
  readonly row?: Row;
}

/** A value made by `createSyncContext`. */
export interface MarkedContext<Row extends object> {
  /** Whose value it is. */
  readonly [contextMark]: ContextMark<Row>;
}

/** A member of a value of the application, which may throw for names that it does not know. */
export function memberOf(value: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

/** The mark of a value or method; undefined: it has none. */
export function markOf(value: unknown): ContextMark<object> | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return undefined;
  const mark = memberOf(value, contextMark);
  if (typeof mark !== 'object' || mark === null || !('endpoint' in mark)) return undefined;
  return typeof mark.endpoint === 'string' ? (mark as ContextMark<object>) : undefined;
}

/** Puts the mark on a method. */
export function marked<Method extends (...args: never[]) => unknown>(
  method: Method,
  endpoint: string,
  sink?: () => ContextSink | undefined,
): Method {
  return Object.assign(method, { [contextMark]: { endpoint, sink } });
}
