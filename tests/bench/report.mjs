// What a person reads at the end: one text for each measure. Ratios wherever there is a floor: the
// microseconds of a shared machine are not facts.

import { grouped, percent, spread, table } from './support/table.mjs';

/** @typedef {import('./measures/calls.mjs').CallRatios} CallRatios */
/** @typedef {import('./measures/split.mjs').CallSplit} CallSplit */
/** @typedef {import('./measures/characters.mjs').CharacterCount} CharacterCount */
/** @typedef {import('./measures/bytes.mjs').Bytes} Bytes */
/** @typedef {import('./measures/paint.mjs').PaintTimes} PaintTimes */

/** @param {readonly CallRatios[]} calls @returns {string} */
function callTable(calls) {
  const rows = calls.map(({ operation, rows: n, pending, call, task }) => [
    operation,
    grouped(n),
    grouped(pending),
    spread(call),
    spread(task),
  ]);
  const title =
    'One change, visible and in storage, as a multiple of the bare floor: median (quartiles)';
  return table(
    title,
    ['operation', 'rows', 'pending', 'in the call', 'until paint may begin'],
    rows,
  );
}

/** @param {readonly CallSplit[]} split @returns {string} */
function splitTable(split) {
  const rows = split.map(({ operation, shares }) => [
    operation,
    ...[shares.storage, shares.core, shares.boundary, shares.client].map(percent),
  ]);
  return table(
    'Where the time inside the call goes',
    ['operation', 'setItem', 'core', 'boundary', 'client'],
    rows,
  );
}

/** @param {{ inCall: CharacterCount[], life: CharacterCount[] }} characters @returns {string} */
function characterTables({ inCall, life }) {
  /** @param {readonly CharacterCount[]} counts */
  const rowsOf = (counts) =>
    counts.map(({ operation, pending, setItems, characters, ratio }) => [
      operation,
      grouped(pending),
      setItems.toFixed(1),
      grouped(characters),
      ratio.toFixed(2),
    ]);
  return [
    table(
      'Written inside the call (at most 1 setItem, 1.3 x entry + base)',
      ['operation', 'pending', 'setItem', 'characters', 'ratio'],
      rowsOf(inCall),
    ),
    table(
      "Written over a mutation's life (at most 4 x entry + base)",
      ['operation', 'together', 'setItem', 'characters', 'ratio'],
      rowsOf(life),
    ),
  ].join('\n');
}

/** @param {import('./page/room.js').Room} room @returns {string} */
const roomLine = ({ entries, characters }) =>
  `\nRoom: ${grouped(entries)} pending creates fit into localStorage (${grouped(characters)} characters in all).`;

/** @param {readonly Bytes[]} bytes @returns {string} */
function byteTable(bytes) {
  const rows = bytes.map(({ name, raw, gzip, brotli }) => [
    name,
    grouped(raw),
    grouped(gzip),
    grouped(brotli),
  ]);
  return table('Bytes shipped, minified', ['what', 'raw', 'gzip', 'brotli'], rows);
}

/** @param {readonly PaintTimes[]} paint @returns {string} */
function paintTable(paint) {
  const rows = paint.map(
    ({ list, operation, subject, median_ms, p95_ms, work_ms, withinLimit, commits }) => [
      `${list} ${operation}`,
      subject,
      median_ms.toFixed(1),
      p95_ms.toFixed(1),
      work_ms.toFixed(1),
      percent(withinLimit),
      String(commits),
    ],
  );
  const title =
    'Click to painted, in milliseconds of this machine at that moment; commits of React';
  return table(
    title,
    ['list and operation', 'subject', 'median', 'p95', 'work', 'within 50 ms', 'commits'],
    rows,
  );
}

/** @param {import('./measures/restart.mjs').RestartRatios} restart @returns {string} */
const restartLine = ({ pending, ratio, slowest, busy, blocked_ms, moduleShare }) =>
  `\nReload with ${grouped(pending)} pending: rows are back after ${spread(ratio)} x JSON.parse of all, ` +
  `the slowest after ${slowest.toFixed(2)} x its slowest; ` +
  (busy && blocked_ms !== null
    ? `processor time ${spread(busy)} x, at most ${Math.round(blocked_ms)} ms blocked otherwise; `
    : '') +
  `${percent(moduleShare.median)} of it is compiling and starting the module.`;

/** @param {import('./measures/lists.mjs').ListCost} cost @returns {string} */
const listsLine = (cost) =>
  `\n${cost.lists} ${cost.lists === 1 ? 'list' : 'lists'} of ${grouped(cost.rows)} rows, ` +
  `${grouped(cost.pending)} ${cost.operation}s confirmed: ` +
  `${cost.script_ms.toFixed(1)} ms of script and ${cost.task_ms.toFixed(1)} ms of tasks each (at most 8 ms wanted), ` +
  `${cost.longTasks} long tasks (the longest ${cost.longest.toFixed(0)} ms), ` +
  `${grouped(cost.renders)} rows rendered, one of them ${cost.most} times at most.`;

/** @param {readonly import('./measures/drain.mjs').DrainCost[]} drains @returns {string} */
function drainTable(drains) {
  const rows = drains.map(({ mutations, batchSize, mainThread, wall }) => [
    `${grouped(mutations)} creates by ${batchSize}`,
    spread(mainThread),
    spread(wall),
  ]);
  const title = 'Sending what waited, as a multiple of bare fetches, six at once';
  return table(title, ['drain', 'main thread', 'whole time'], rows);
}

/** @param {readonly import('./measures/first_call.mjs').FirstCall[]} found @returns {string} */
function firstCallTable(found) {
  const rows = found.map(({ slowdown, embedded, streaming, ratio }) => [
    `CPU / ${slowdown}`,
    embedded.median.toFixed(1),
    streaming.median.toFixed(1),
    spread(ratio),
  ]);
  const title = 'First call on the main thread, in milliseconds of this machine at that moment';
  return table(title, ['page', 'embedded', 'streaming', 'ratio'], rows);
}

/** How each measure is shown, by its name. */
export const reports = {
  calls: callTable,
  split: splitTable,
  characters: characterTables,
  room: roomLine,
  bytes: byteTable,
  paint: paintTable,
  restart: restartLine,
  lists: listsLine,
  marks: listsLine,
  drain: drainTable,
  first: firstCallTable,
};
