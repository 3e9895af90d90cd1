// Synchrone, the bare floor and its peers side by side: `npm run bench:peers` brings the tools,
// builds the package, installs the peers and runs this file.
//   --quick        a short run with fewer sizes and repetitions
//   --only=NAME    one measure: calls, drain, reload, survival or bytes
//   --peers=A,B    the floor and these: synchrone, one-array, tanstack-query, tanstack-db,
//                  replicache, redux-offline
// Writes build/bench/peers.json, peers.md and peers-*.svg. How each peer is set up: README.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { build } from 'vite';

import { inBuild } from '../../../toolchains/support/places.mjs';
import { step } from '../../../toolchains/support/say.mjs';
import { launchBrowser } from '../support/browser.mjs';
import { startServer } from '../support/server.mjs';
import {
  kPageConfig,
  measureBytes,
  measureCalls,
  measureDrains,
  measureReload,
} from './measures.mjs';
import { quickPlan, wholePlan } from './plan.mjs';
import { plotsOf } from './plots.mjs';
import { markdownOf } from './report.mjs';
import { measureSurvival } from './survival.mjs';

const isQuick = process.argv.includes('--quick');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length);
const plan = isQuick ? quickPlan : wholePlan;

/** @typedef {import('../support/context.mjs').BenchContext} BenchContext */

/** @type {Record<string, (context: BenchContext) => Promise<unknown>>} */
const measures = {
  calls: (context) => measureCalls(context, plan.calls),
  drain: (context) => measureDrains(context, plan.drain),
  reload: (context) => measureReload(context, plan.reload),
  survival: (context) => measureSurvival(context, plan.survival),
  bytes: measureBytes,
};
if (only !== undefined && !(only in measures)) {
  console.error(`There is no measure "${only}": ${Object.keys(measures).join(', ')}.`);
  process.exit(1);
}

await build({ configFile: kPageConfig });
const server = await startServer(inBuild('bench/peers-page'));
const browser = await launchBrowser();
try {
  const now = step('Peers');
  const run = {
    chromium: browser.version(),
    node: process.version,
    cpus: cpus().length,
    load: Math.round(loadavg()[0] ?? 0),
    isQuick,
    date: new Date().toISOString().slice(0, 10),
  };
  /** @type {Record<string, unknown>} */
  const results = { run };
  const context = { browser, server, note: now.progress };
  for (const [name, measure] of Object.entries(measures)) {
    if (only !== undefined && only !== name) continue;
    results[name] = await measure(context);
    save(/** @type {import('./report.mjs').Results} */ (results));
  }
  now.done('measured');
  console.log(markdownOf(/** @type {import('./report.mjs').Results} */ (results)));
  console.log('Written to build/bench: peers.json, peers.md, peers-*.svg');
} finally {
  await browser.close();
  await server.close();
}

/** What there is so far, after each measure. @param {import('./report.mjs').Results} results */
function save(results) {
  mkdirSync(inBuild('bench'), { recursive: true });
  writeFileSync(inBuild('bench/peers.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(inBuild('bench/peers.md'), markdownOf(results));
  for (const [name, svg] of Object.entries(plotsOf(results)))
    writeFileSync(inBuild(`bench/peers-${name}`), svg);
}
