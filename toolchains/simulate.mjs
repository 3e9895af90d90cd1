// npm run simulate: schedules of the simulator (tests/simulator), on every core.
//
//   npm run simulate -- --seeds 100000 [--from 1]    a range; prints each seed that breaks a law
//   npm run simulate -- --seed 4711                  one, shrunk, with its trace
//   npm run simulate -- --browser …                  of a whole browser: tabs, people, a quota
//   npm run simulate -- --rough …                    of a whole browser with full storage, deaths and jumps of the clock

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { inBuild } from './support/places.mjs';
import { note, runCommand } from './support/say.mjs';
import { buildPreset } from './steps/cmake_builds.mjs';
import { alone, bringTools } from './steps/set_up.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    browser: { type: 'boolean', default: false },
    rough: { type: 'boolean', default: false },
  },
});

await runCommand(async () => {
  await alone(async () => {
    await bringTools(['native']);
    await buildPreset('release', 'Simulator', '', [], ['synchrone_simulator']);
  });
  if (values.seed !== undefined) return run(['trace', values.seed], note);

  const started = Date.now();
  const failures = [];
  const seeds = Number(values.seeds);
  const parts = Math.min(availableParallelism(), seeds);
  const share = Math.ceil(seeds / parts);
  const codes = await Promise.all(
    Array.from({ length: parts }, (_, part) => {
      const first = Number(values.from) + part * share;
      const count = Math.max(0, Math.min(share, seeds - part * share));
      return run(['range', String(first), String(count)], (line) => {
        note(line);
        if (line.startsWith('seed ')) failures.push(line);
      });
    }),
  );
  const seconds = (Date.now() - started) / 1000;
  note(
    `${seeds} schedules, ${failures.length} broke a law, ${Math.round(seeds / seconds)} a second`,
  );
  return codes.some((code) => code !== 0) ? 1 : 0;
});

/** Runs the simulator (tests/simulator/simulate_main.cc); what it prints goes to `onLine`. */
function run(command, onLine) {
  const kind = values.rough ? 'rough' : values.browser ? 'browser' : 'page';
  const args = [kind, ...command];
  const child = spawn(inBuild('release/tests/synchrone_simulator'), args);
  createInterface({ input: child.stdout }).on('line', onLine);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
