// npm run bench: set-up and builds, then the benchmark in Chromium. Arguments go to the benchmark.

import { join } from 'node:path';

import { root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { runCommand } from './support/say.mjs';
import { alone, bringTools, buildAll } from './steps/set_up.mjs';

await runCommand(async () => {
  await alone(async () => {
    await bringTools(['module', 'browser']);
    await buildAll();
  });
  const benchmark = join(root, 'tests/bench/run.mjs');
  return show(process.execPath, [benchmark, ...process.argv.slice(2)], { cwd: root });
});
