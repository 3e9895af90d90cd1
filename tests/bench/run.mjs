// The benchmark: `npm run bench` brings the tools, builds the package and runs this file.
//   --quick        a short run with fewer sizes and repetitions
//   --only=NAME    one measure: calls, split, characters, room, bytes, paint, restart, lists, marks, drain or
//                  first
// Prints tables and, unless only one was asked for, writes build/bench/results.json. What each
// measure means: README.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

import { inBuild } from '../../toolchains/support/places.mjs';
import { step } from '../../toolchains/support/say.mjs';
import { measureBytes } from './measures/bytes.mjs';
import { measureCalls } from './measures/calls.mjs';
import { measureCharacters } from './measures/characters.mjs';
import { measureDrain } from './measures/drain.mjs';
import { measureLists } from './measures/lists.mjs';
import { measurePaint } from './measures/paint.mjs';
import { measureFirstCall } from './measures/first_call.mjs';
import { measureRestart } from './measures/restart.mjs';
import { measureRoom } from './measures/room.mjs';
import { measureSplit } from './measures/split.mjs';
import { quickPlan, wholePlan } from './plan.mjs';
import { reports } from './report.mjs';
import { launchBrowser } from './support/browser.mjs';
import { startServer } from './support/server.mjs';

const isQuick = process.argv.includes('--quick');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length);
const plan = isQuick ? quickPlan : wholePlan;

/** @typedef {import('./support/context.mjs').BenchContext} BenchContext */

/** @type {{ [Name in keyof typeof reports]: (context: BenchContext) => Promise<Parameters<(typeof reports)[Name]>[0]> }} */
const measures = {
  calls: (context) => measureCalls(context, plan.calls),
  split: (context) => measureSplit(context, plan.split),
  characters: (context) => measureCharacters(context, plan.characters),
  room: measureRoom,
  bytes: measureBytes,
  paint: (context) => measurePaint(context, plan.paint),
  restart: (context) => measureRestart(context, plan.restart),
  lists: (context) => measureLists(context, plan.lists),
  marks: (context) => measureLists(context, plan.marks),
  drain: (context) => measureDrain(context, plan.drain),
  first: (context) => measureFirstCall(context, plan.first),
};

if (only !== undefined && !(only in measures)) {
  console.error(`There is no measure "${only}": ${Object.keys(measures).join(', ')}.`);
  process.exit(1);
}
await build({ configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)) });
const server = await startServer(inBuild('bench/page'));
const browser = await launchBrowser();
try {
  const now = step('Benchmark');
  /** @type {Record<string, unknown>} */
  const results = {};
  /** @type {string[]} */
  const texts = [];
  const context = { browser, server, note: now.progress };
  for (const name of /** @type {(keyof typeof measures)[]} */ (Object.keys(measures))) {
    if (only !== undefined && only !== name) continue;
    const result = await measures[name](context);
    results[name] = result;
    texts.push(/** @type {(result: unknown) => string} */ (reports[name])(result));
  }
  now.done('measured');
  console.log(texts.join('\n'));
  if (only === undefined)
    save({
      chromium: browser.version(),
      node: process.version,
      cpus: cpus().length,
      isQuick,
      ...results,
    });
} finally {
  await browser.close();
  await server.close();
}

/** @param {object} results */
function save(results) {
  const file = inBuild('bench/results.json');
  mkdirSync(inBuild('bench'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nWritten to build/bench/results.json`);
}
