import * as lists from './lists.js';
import * as calls from './calls.js';
import * as characters from './characters.js';
import * as drain from './drain.js';
import { fillQueue } from './fill.js';
import { takePaintSamples } from './paint.js';
import * as queryLists from './query_lists.js';
import * as restart from './restart.js';
import { fillStorage } from './room.js';

/** What the Node side calls by `page.evaluate`. */
export const bench = {
  ...lists,
  ...calls,
  ...characters,
  ...drain,
  ...restart,
  ...queryLists,
  fillQueue,
  fillStorage,
  takePaintSamples,
};

declare global {
  var bench: typeof import('./main.js').bench;
}

globalThis.bench = bench;
