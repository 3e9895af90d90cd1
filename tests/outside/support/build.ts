import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { whenChanged } from '../../../toolchains/support/inputs.mjs';
import { inBuild } from '../../../toolchains/support/places.mjs';
import { withLock } from '../../../toolchains/support/lock.mjs';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const builtPage = root('build/outside-page');

/** What the page is made from. */
const madeBy = [
  ...['tests/outside/page', 'web/src', 'web/docs/code', 'web/vite.aliases.ts', 'package-lock.json'],
  'build/wasm-release/synchrone.mjs',
];

/** Builds the page, once for the suites that use it: they may run side by side. */
export default async function buildPage(): Promise<void> {
  const files = { inputs: madeBy, output: builtPage };
  await withLock(inBuild('outside-page.lock'), 'the same page', () =>
    whenChanged('outside-page', files, async () => {
      await build({ logLevel: 'error', configFile: root('tests/outside/page/vite.config.ts') });
    }),
  );
}
