/**
 * One client for a page, also when several copies or formats (ESM and CommonJS) of the package are
 * loaded: the first one made serves all (BEHAVIOUR 3.1).
 */
const KEY = Symbol.for('synchrone.v1');

type Holder = { [KEY]?: unknown };

/** The page's client; `make` is called when there is none yet. */
export function pageSingleton<T>(make: () => T): T {
  const holder = globalThis as Holder;
  holder[KEY] ??= make();
  return holder[KEY] as T;
}
