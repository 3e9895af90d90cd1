import { keepConsole } from './console.ts';
import { prepareStorage } from './storage.ts';

// The library is loaded afterwards: it must find the storage as the tests want it.
keepConsole();
prepareStorage();
void import('./app.tsx').then(({ start }) => start());
