// npm run build: the WebAssembly module, the package and the clinic, into build/.

import { runCommand } from './support/say.mjs';
import { alone, bringTools, buildAll } from './steps/set_up.mjs';

await runCommand(() =>
  alone(async () => {
    await bringTools(['module']);
    await buildAll();
  }),
);
