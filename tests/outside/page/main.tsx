import './storage.ts';

// Only now: the library must find the storage as the tests want it.
await import('./app.tsx');
