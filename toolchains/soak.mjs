// npm run test:soak: a day of a clinic in Chromium, on the reference API with PostgreSQL.
//
//   npm run test:soak -- --minutes 30 --seed 4711    default 5 minutes, seed 1

import { root } from './support/places.mjs';
import { show } from './support/run.mjs';
import { heading, runCommand } from './support/say.mjs';
import { buildModule } from './steps/cmake_builds.mjs';
import { alone, bringTools } from './steps/set_up.mjs';

await runCommand(async () => {
  heading('set-up');
  await alone(async () => {
    await bringTools(['module', 'browser', 'database']);
    await buildModule();
  });
  heading('soak');
  const args = ['--import', 'tsx', 'tests/soak/run.ts', ...process.argv.slice(2)];
  return show(process.execPath, args, { cwd: root });
});
