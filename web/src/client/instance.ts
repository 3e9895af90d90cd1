import { browserGlobals, isServer } from '../host/browser/browser_globals.js';
import { pageSingleton } from '../loader/page_singleton.js';
import type { SyncClient } from '../types/sync_client.js';
import type { ConfigureOptions, Language } from '../types/options.js';
import { PageClient } from './client.js';
import type { MutationQueue } from '../types/mutation_queue.js';

/** The language that `configure` has set on a server. */
let serverLanguage: Language | undefined;

const newClient = (): PageClient => new PageClient(browserGlobals());

/** On a server each call gets a client of its own, so that requests share nothing. */
function pageClient(): PageClient {
  if (!isServer()) return pageSingleton(newClient);
  const client = newClient();
  if (serverLanguage !== undefined) client.queue.configure({ language: serverLanguage });
  return client;
}

/**
 * The page's client: one, whatever copies of the package are loaded. On a server each call returns a new
 * client, which holds nothing and does nothing.
 *
 * @internal The parts of the package work through it. Applications use the hooks and `getMutationQueue`; its
 *   members may change in any version.
 */
export function getSyncClient(): SyncClient {
  return pageClient();
}

/**
 * The page's queue, available at once: no `await init()` before the first call. In a
 * page, sending what an earlier page left unsent begins shortly after the first call.
 *
 * On a server it is an empty queue that shares nothing with any other: questions have empty answers,
 * `setUser` does nothing, and operations reject with `NO_PAGE`.
 *
 * @example
 * const queue = getMutationQueue();
 * queue.on('mutation:error', ({ mutation, error }) => notify(error.message));
 */
export function getMutationQueue(): MutationQueue {
  return wokenClient().queue;
}

/** The page's client. It soon learns what an earlier page and other tabs have done. */
export function wokenClient(): SyncClient {
  const client = pageClient();
  client.wake();
  return client;
}

/**
 * Configures the library for the application; call it at module level, before the first render. Later
 * calls override the members that they name. On a server only `language` counts: it is the language
 * of what is rendered there, for all requests. Give the pieces their prop `language` where it differs
 * from request to request.
 *
 * @throws SyncMutationError INVALID_ARGUMENT, with the `field` that has the wrong shape.
 *
 * @example
 * configure({ baseUrl: 'https://api.clinic.example', credentials: 'include', language: 'fr' });
 */
export function configure(options: ConfigureOptions): void {
  if (isServer() && options.language !== undefined) serverLanguage = options.language;
  pageClient().queue.configure(options);
}
