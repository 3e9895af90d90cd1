// How much is measured: the whole table, or a look (--quick).

const edit = /** @type {const} */ ('edit');
const create = /** @type {const} */ ('create');

/** The whole table. */
export const wholePlan = {
  calls: {
    rows: [100, 10_000, 100_000],
    pending: [0, 100, 1_000, 5_000],
    repetitions: { batches: 40, perBatch: 20, warmUp: 20 },
  },
  split: { rows: 10_000, pending: 1_000, batches: 100, perBatch: 20 },
  characters: { pending: [0, 1_000, 5_000], lives: [1, 100, 1_000] },
  paint: {
    lists: /** @type {readonly ('virtual' | 'whole')[]} */ (['virtual', 'whole']),
    rows: 10_000,
    pending: 1_000,
    clicks: 30,
  },
  restart: { pending: 1_000, reloads: 15 },
  lists: { lists: 5, rows: 10_000, drawn: 50, pending: 1_000, operation: edit },
  marks: { lists: 1, rows: 500, drawn: 600, pending: 80, operation: create },
  drain: { mutations: 1_000, rows: 10_000, rounds: 5, batchSizes: [1, 100] },
  first: { rounds: 20, slowdowns: [1, 4] },
};

/** @typedef {typeof wholePlan} Plan */

/** @type {Plan} */
export const quickPlan = {
  calls: {
    rows: [100, 10_000],
    pending: [0, 1_000],
    repetitions: { batches: 20, perBatch: 20, warmUp: 15 },
  },
  split: { rows: 10_000, pending: 1_000, batches: 50, perBatch: 20 },
  characters: { pending: [0, 1_000], lives: [1, 100] },
  paint: { lists: ['virtual'], rows: 10_000, pending: 1_000, clicks: 10 },
  restart: { pending: 1_000, reloads: 5 },
  lists: { lists: 5, rows: 10_000, drawn: 50, pending: 200, operation: edit },
  marks: { lists: 1, rows: 500, drawn: 600, pending: 80, operation: create },
  drain: { mutations: 200, rows: 10_000, rounds: 3, batchSizes: [1, 100] },
  first: { rounds: 8, slowdowns: [4] },
};
