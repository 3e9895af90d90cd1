// npm run bench:peers: set-up and builds, the peers by their own lock, then Synchrone beside them in
// Chromium. Arguments go to the benchmark.

import { join } from 'node:path';

import { root } from './support/places.mjs';
import { must, show } from './support/run.mjs';
import { runCommand } from './support/say.mjs';
import { alone, bringTools, buildAll } from './steps/set_up.mjs';

const kPeers = join(root, 'tests/bench/peers');

await runCommand(async () => {
  await alone(async () => {
    await bringTools(['module', 'browser']);
    await buildAll();
  });
  await must('npm', ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: kPeers,
    sentence: 'install the peers of the benchmark: npm ci in tests/bench/peers.',
  });
  const benchmark = join(kPeers, 'run.mjs');
  return show(process.execPath, [benchmark, ...process.argv.slice(2)], { cwd: root });
});
