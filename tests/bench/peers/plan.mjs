// Who is measured, and how much: the whole table, or a look (--quick).

/** @typedef {{ name: string, label: string, file: string, batches: boolean }} Peer */

/** The floor comes first: the others are its multiples. @type {readonly Peer[]} */
const kAll = [
  { name: 'floor', label: 'bare floor', file: 'hand_written.ts', batches: true },
  { name: 'synchrone', label: 'Synchrone', file: 'synchrone.ts', batches: true },
  { name: 'one-array', label: 'one-array queue', file: 'hand_written.ts', batches: true },
  { name: 'tanstack-query', label: 'TanStack Query', file: 'tanstack_query.ts', batches: false },
  { name: 'tanstack-db', label: 'TanStack DB', file: 'tanstack_db.ts', batches: false },
  { name: 'replicache', label: 'Replicache', file: 'replicache.ts', batches: true },
  { name: 'redux-offline', label: 'redux-offline', file: 'redux_offline.ts', batches: false },
];

const asked = process.argv
  .find((argument) => argument.startsWith('--peers='))
  ?.slice('--peers='.length)
  .split(',');

/** Those that are measured: all, or the floor and those that the command names. */
export const kPeers = kAll.filter(
  ({ name }) => asked === undefined || name === 'floor' || asked.includes(name),
);

export const wholePlan = {
  calls: {
    cells: [
      { rows: 100, pending: 1_000 },
      { rows: 1_000, pending: 1_000 },
      { rows: 10_000, pending: 0 },
      { rows: 10_000, pending: 100 },
      { rows: 10_000, pending: 1_000 },
      { rows: 10_000, pending: 5_000 },
    ],
    warmUp: 100,
    creates: 100,
    rounds: 3,
  },
  drain: { mutations: 1_000, rows: 1_000, rounds: 3 },
  reload: { pending: 1_000, rounds: 10 },
  survival: { creates: 100, rounds: 3 },
};

/** @typedef {typeof wholePlan} Plan */

/** Long enough for the compilers to settle: some ten minutes on two busy cores. @type {Plan} */
export const quickPlan = {
  calls: {
    cells: [
      { rows: 100, pending: 300 },
      { rows: 3_000, pending: 0 },
      { rows: 3_000, pending: 300 },
    ],
    warmUp: 100,
    creates: 60,
    rounds: 1,
  },
  drain: { mutations: 500, rows: 300, rounds: 1 },
  reload: { pending: 1_000, rounds: 3 },
  survival: { creates: 100, rounds: 1 },
};
