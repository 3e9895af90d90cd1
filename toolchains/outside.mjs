// npm run test:outside: the APIs, servers and contexts of tests/outside in Chromium.
//
//   npm run test:outside -- [-g Django]    arguments of Playwright's runner

import { root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { heading, runCommand } from './support/say.mjs';
import { buildModule } from './steps/cmake_builds.mjs';
import { alone, bringTools } from './steps/set_up.mjs';

await runCommand(async () => {
  heading('set-up');
  await alone(async () => {
    await bringTools(['module', 'browser']);
    await buildModule();
  });
  heading('outside');
  const playwright = 'node_modules/@playwright/test/cli.js';
  const config = 'tests/outside/outside.config.ts';
  const args = [playwright, 'test', '--config', config, ...process.argv.slice(2)];
  return show(process.execPath, args, { cwd: root });
});
