// npm run docs: the documentation site, into build/docs. npm run docs:dev shows it while it is written.
// With --site-only the module and the package are there already.

import { runCommand } from './support/say.mjs';
import { buildModule } from './steps/cmake_builds.mjs';
import { buildReference, buildSite, serveSite } from './steps/docs_site.mjs';
import { alone, bringTools } from './steps/set_up.mjs';
import { buildPackage } from './steps/web_builds.mjs';

const isSiteOnly = process.argv.includes('--site-only');
const isDevelopment = process.argv.includes('--dev');

await runCommand(async () => {
  if (!isSiteOnly) {
    await alone(async () => {
      await bringTools(['module']);
      await buildModule();
      await buildPackage();
    });
  }
  await buildReference();
  if (isDevelopment) return serveSite();
  await buildSite();
  return 0;
});
