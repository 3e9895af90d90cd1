import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds the site where something of it has changed. The module and the package are built before. */
export default function buildSite(): void {
  execFileSync(process.execPath, ['toolchains/docs.mjs', '--site-only'], {
    cwd: root,
    stdio: 'inherit',
  });
}
