/**
 * One client for a page, also when several copies or formats (ESM and CommonJS) of the package are
 * loaded: the first one made serves all (BEHAVIOUR 3.1).
 */
export const KEY = Symbol.for('synchrone.v1');

type Holder = { [KEY]?: unknown };

/** The document that this copy was loaded for. None on a server and in a worker. */
const home = documentOf(globalThis);
/** The client that this copy has used. */
let own: unknown;

/**
 * The page's client; `make` is called when there is none yet.
 *
 * `globalThis` is the window, not the document. Code that still runs after its document was left
 * sees the next document there (WebKit, during a reload): it keeps the client that it has, and
 * plants none.
 */
export function pageSingleton<T>(make: () => T): T {
  if (documentOf(globalThis) !== home) return (own ??= make()) as T;
  const holder = globalThis as Holder;
  own = holder[KEY] ??= own ?? make();
  return own as T;
}

function documentOf(scope: object): unknown {
  return (scope as { document?: unknown }).document;
}
