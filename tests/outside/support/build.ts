import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const builtPage = root('build/outside-page');

export default async function buildPage(): Promise<void> {
  await build({ logLevel: 'error', configFile: root('tests/outside/page/vite.config.ts') });
}
