// The budget of the package's sizes: budget.json beside this file, in bytes.

import { readFileSync, writeFileSync } from 'node:fs';

const kFile = new URL('./budget.json', import.meta.url);
/** What is accepted gets that much room, so that not every line needs a new budget. */
const kRoom = 1.03;

/** @typedef {{ brotli: Record<string, number>, rooms: Record<string, number> }} Budget */

/** @returns {Budget} `brotli`: the most that a use may take; `rooms`: what they took then */
export const readBudget = () => JSON.parse(readFileSync(kFile, 'utf8'));

/**
 * Makes what is measured the budget.
 * @param {Record<string, import('./measure.mjs').Bytes>} uses
 * @param {Record<string, number>} rooms
 */
export function acceptSizes(uses, rooms) {
  const brotli = Object.fromEntries(
    Object.entries(uses).map(([name, bytes]) => [name, Math.ceil(bytes.brotli * kRoom)]),
  );
  const sorted = Object.fromEntries(Object.entries(rooms).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(kFile, `${JSON.stringify({ brotli, rooms: sorted }, null, 2)}\n`);
}

/**
 * @param {Budget} budget
 * @param {Record<string, import('./measure.mjs').Bytes>} uses
 * @param {Record<string, number>} rooms
 * @returns {string[]} a line for each use over its budget or without one, then the rooms that grew
 */
export function overBudget(budget, uses, rooms) {
  const lines = [];
  for (const [name, { brotli }] of Object.entries(uses)) {
    const most = budget.brotli[name];
    if (most === undefined) lines.push(`${name}: has no budget`);
    else if (brotli > most) lines.push(`${name}: ${brotli} bytes of brotli, budget ${most}`);
  }
  return lines.length === 0 ? [] : [...lines, ...grown(budget.rooms, rooms)];
}

/** @param {Record<string, number>} before @param {Record<string, number>} now */
function grown(before, now) {
  return Object.entries(now)
    .map(([room, bytes]) => ({ room, bytes, more: bytes - (before[room] ?? 0) }))
    .filter(({ more }) => more > 0)
    .sort((a, b) => b.more - a.more)
    .map(({ room, bytes, more }) => `  ${room} has grown by ${more} to ${bytes} bytes, minified`);
}
