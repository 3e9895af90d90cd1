// npm run test:consumers: the packed package in webpack, Rspack, Rollup, Parcel, create-react-app,
// Next, Jest 27 and 30, Vitest and TypeScript 4.9 to 7, each with the tools of its own lock file
// (tests/consumers).
//
//   npm run test:consumers -- [bundlers] [-t webpack]    arguments of Vitest

import { root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { heading, runCommand } from './support/say.mjs';
import { alone, bringTools, buildAll } from './steps/set_up.mjs';

await runCommand(async () => {
  heading('set-up');
  await alone(async () => {
    await bringTools(['module', 'browser']);
    await buildAll();
  });
  heading('consumers');
  const vitest = 'node_modules/vitest/vitest.mjs';
  const config = 'tests/consumers/consumers.config.ts';
  const args = [vitest, 'run', '--config', config, ...process.argv.slice(2)];
  return show(process.execPath, args, { cwd: root });
});
