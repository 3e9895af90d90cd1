// npm run setup: brings every tool that `npm start` and `npm test` need, and nothing else.

import { runCommand } from './support/say.mjs';
import { alone, bringTools } from './steps/set_up.mjs';

await runCommand(async () => {
  await alone(() => bringTools(['module', 'native', 'browser', 'database']));
  console.log('Ready: `npm start` opens the clinic, `npm test` runs the tests.');
});
