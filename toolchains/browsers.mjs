// npm run test:browsers: tests/browsers in Chromium, Firefox ESR and WebKitGTK.
//
//   npm run test:browsers -- [--project 'Firefox ESR'] [-g 'two tabs']    arguments of Playwright's runner

import { root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { heading, runCommand } from './support/say.mjs';
import { buildModule } from './steps/cmake_builds.mjs';
import { alone, bringTools } from './steps/set_up.mjs';

await runCommand(async () => {
  heading('set-up');
  await alone(async () => {
    await bringTools(['module', 'browser', 'browsers']);
    await buildModule();
  });
  heading('browsers');
  const playwright = 'node_modules/@playwright/test/cli.js';
  const config = 'tests/browsers/browsers.config.ts';
  const args = [playwright, 'test', '--config', config, ...process.argv.slice(2)];
  return show(process.execPath, args, { cwd: root });
});
