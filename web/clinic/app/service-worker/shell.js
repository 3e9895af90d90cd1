// The service worker of the clinic: the page and its files start without a network. Records are none of its
// business: answers of the API are never kept here (BEHAVIOUR 7.1b), the sync queue and its journal have them.
//
// `files` and `version` are put in front by the build (plugin.ts).
/* global self, caches, Request, files, version */

const cacheName = `clinic-shell-${version}`;
const page = '/';

self.addEventListener('install', (event) => {
  // Behind what the page itself asks for.
  const wanted = [page, ...files].map((path) => new Request(path, { priority: 'low' }));
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(wanted))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => kept(page)));
  else if (files.includes(pathname))
    event.respondWith(kept(pathname).then((answer) => answer ?? fetch(request)));
});

async function kept(path) {
  const cache = await caches.open(cacheName);
  return cache.match(path);
}
