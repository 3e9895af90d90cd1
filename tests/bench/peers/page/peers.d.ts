// The peers are installed by `npm run bench:peers` alone; the type checker runs without them.
declare module '@redux-offline/redux-offline';
declare module '@tanstack/db';
declare module '@tanstack/offline-transactions';
declare module '@tanstack/query-persist-client-core';
declare module '@tanstack/query-sync-storage-persister';
declare module 'redux';
declare module 'replicache';
declare module '@observablehq/plot';
declare module 'linkedom';
