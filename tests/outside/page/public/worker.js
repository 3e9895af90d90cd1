// A service worker as applications have them; ?habit= says which. Answers that it gives itself are made
// as in the recipes that people copy.
/* global addEventListener, caches, clients, skipWaiting */

const habit = new URL(location.href).searchParams.get('habit');
const kPatienceMs = 1_000;

addEventListener('install', () => void skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

async function keep(request, response) {
  if (response.ok) await (await caches.open('api')).put(request, response.clone());
  return response;
}

const kept = async (request) => (await caches.open('api')).match(request);
const isRead = ({ method }) => method === 'GET';

const habits = {
  /** Workbox: StaleWhileRevalidate. */
  async 'stale while revalidate'(request) {
    if (!isRead(request)) return fetch(request);
    const fresh = fetch(request).then((response) => keep(request, response));
    fresh.catch(() => undefined);
    return (await kept(request)) ?? fresh;
  },
  /** Workbox: CacheFirst. */
  async 'cache first'(request) {
    if (!isRead(request)) return fetch(request);
    return (await kept(request)) ?? keep(request, await fetch(request));
  },
  /** Workbox: NetworkFirst with networkTimeoutSeconds. */
  async 'network first'(request) {
    if (!isRead(request)) return fetch(request);
    const fresh = fetch(request).then((response) => keep(request, response));
    const late = new Promise((resolve) => setTimeout(resolve, kPatienceMs));
    const first = await Promise.race([fresh, late]).catch(() => undefined);
    return first ?? (await kept(request)) ?? fresh;
  },
  /** A page for whatever fails, as an application shell has it. */
  'offline page': (request) =>
    fetch(request).catch(
      () => new Response('<!doctype html><p>Offline', { headers: { 'Content-Type': 'text/html' } }),
    ),
  /** MDN, "Using service workers". */
  'network error happened': (request) =>
    fetch(request).catch(
      () =>
        new Response('Network error happened', {
          status: 408,
          headers: { 'Content-Type': 'text/plain' },
        }),
    ),
};

addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname.startsWith('/page/')) return;
  event.respondWith(habits[habit](event.request));
});
