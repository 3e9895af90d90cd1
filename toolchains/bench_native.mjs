// npm run bench:native: what the core costs as its work grows.
//
//   npm run bench:native                  times (Google Benchmark), then instructions
//   npm run bench:native -- --check       instructions only, against tests/bench/native/budget.json
//   npm run bench:native -- --accept      writes the budget again, but for its limits of growth
//
// Instructions are counted by callgrind: they are the same on a busy machine and on a quiet one. So are
// the bytes that an engine holds once all is settled.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { inBuild, readJson, root } from './support/places.mjs';
import { run, show } from './support/run.mjs';
import { SetupError, note, runCommand } from './support/say.mjs';
import { buildPreset } from './steps/cmake_builds.mjs';
import { alone, bringTools } from './steps/set_up.mjs';

const kProgram = inBuild('release/tests/synchrone_benchmarks');
const kBudget = join(root, 'tests/bench/native/budget.json');
const kCounted = inBuild('callgrind.out');
const kSlack = 1.1; // a compiler of another version makes other instructions

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    accept: { type: 'boolean', default: false },
  },
});

await runCommand(async () => {
  await alone(async () => {
    await bringTools(['native', 'benchmarks']);
    await buildPreset('release', 'Benchmarks', '', [], ['synchrone_benchmarks']);
  });
  if (!values.check && !values.accept) await show(kProgram, [], { cwd: root });
  const counts = await countAll();
  const held = await measureHeld();
  const budget = readJson(kBudget);
  if (values.accept) {
    for (const [name, most] of Object.entries(counts)) budget[name] = { ...budget[name], ...most };
    writeFileSync(kBudget, `${JSON.stringify(budget, null, 2)}\n`);
    return 0;
  }
  return Math.max(report(counts, budget), reportHeld(held, budget.held));
});

/** @returns {Promise<Record<string, number>>} bytes for each change that was settled */
async function measureHeld() {
  const { code, output } = await run(kProgram, ['held'], { cwd: root });
  if (code !== 0) throw new SetupError(`The bytes that are held could not be measured:\n${output}`);
  const lines = output
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return Object.fromEntries(
    lines.map(([name, changes, bytes]) => [name, Number(bytes) / Number(changes)]),
  );
}

/**
 * @param {Record<string, number>} held
 * @param {Record<string, number>} limits
 */
function reportHeld(held, limits) {
  const over = Object.entries(held).filter(([name, bytes]) => !(bytes <= limits[name]));
  for (const [name, bytes] of Object.entries(held)) {
    const verdict = over.some(([other]) => other === name) ? 'OVER' : 'ok  ';
    note(`${verdict} ${name}: ${bytes.toFixed(0)} bytes for each, of ${limits[name]}`);
  }
  return over.length > 0 ? 1 : 0;
}

/** @returns {Promise<Record<string, { smaller: number, larger: number }>>} thousands of instructions */
async function countAll() {
  const { output } = await run(kProgram, ['list'], { cwd: root });
  /** @type {Record<string, { smaller: number, larger: number }>} */
  const counts = {};
  for (const line of output.trim().split('\n')) {
    const [name = '', smaller = '', larger = ''] = line.split(' ');
    counts[name] = { smaller: await count(name, smaller), larger: await count(name, larger) };
    note(`${name}: ${counts[name].smaller} k at ${smaller}, ${counts[name].larger} k at ${larger}`);
  }
  return counts;
}

/** @param {string} name @param {string} size */
async function count(name, size) {
  const options = [
    '--tool=callgrind',
    '--toggle-collect=synchrone::bench::SynchroneMeasured*',
    `--callgrind-out-file=${kCounted}`,
  ];
  const { code, output } = await run('valgrind', [...options, kProgram, 'once', name, size], {
    cwd: root,
  });
  if (code !== 0) throw new SetupError(`valgrind could not run ${name}:\n${output}`);
  const [, total = '0'] = /^(?:summary|totals): (\d+)/m.exec(readFileSync(kCounted, 'utf8')) ?? [];
  return Math.round(Number(total) / 1000);
}

/**
 * @param {Record<string, { smaller: number, larger: number }>} counts
 * @param {Record<string, { smaller: number, larger: number, growth: number }>} budget
 */
function report(counts, budget) {
  let failed = 0;
  for (const [name, { smaller, larger }] of Object.entries(counts)) {
    const most = budget[name];
    const growth = larger / smaller;
    const isOver =
      !most ||
      growth > most.growth ||
      smaller > most.smaller * kSlack ||
      larger > most.larger * kSlack;
    if (isOver) failed += 1;
    note(
      `${isOver ? 'OVER' : 'ok  '} ${name}: ${smaller} k, ${larger} k, ${growth.toFixed(2)} times`,
    );
  }
  if (failed > 0) note('More than the budget. If it is meant: npm run bench:native -- --accept');
  return failed > 0 ? 1 : 0;
}
