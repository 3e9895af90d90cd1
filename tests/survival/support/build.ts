import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { prepareData } from '../../e2e/support/data.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const builtPage = root('build/survival-page');

export default async function buildPage(): Promise<void> {
  await prepareData();
  await build({ logLevel: 'error', configFile: root('tests/survival/page/vite.config.ts') });
}
