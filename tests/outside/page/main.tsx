import { keepConsole } from './console.ts';
import { prepareStorage } from './storage.ts';
import { answerParent, prepareWorker } from './surroundings.ts';

// The library is loaded afterwards: it must find the page as the tests want it.
keepConsole();
prepareStorage();
answerParent();
void prepareWorker()
  .then(() =>
    new URLSearchParams(location.search).has('layer')
      ? import('../data_layers/page.tsx')
      : import('./app.tsx'),
  )
  .then(({ start }) => start());
