import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const template = fileURLToPath(new URL('./shell.js', import.meta.url));

/** Writes `sw.js`: the service worker with the list of what this build made, and a version that follows from it. */
export function shellWorker(): Plugin {
  let publicDir = '';
  return {
    name: 'clinic-shell-worker',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      // Behind Vite's own: it takes out the scripts of those parts that are style sheets alone.
      order: 'post',
      handler(_, bundle) {
        const files = [...Object.keys(bundle), ...readdirSync(publicDir)]
          .filter((file) => file !== 'index.html')
          .map((file) => `/${file}`)
          .sort();
        const digest = createHash('sha256').update(files.join('\n'));
        // Files of public/ keep their names: their contents distinguish one build from the next.
        for (const file of readdirSync(publicDir))
          digest.update(readFileSync(join(publicDir, file)));
        const version = digest.digest('hex').slice(0, 12);
        const head = `const files = ${JSON.stringify(files)};\nconst version = '${version}';\n\n`;
        this.emitFile({
          type: 'asset',
          fileName: 'sw.js',
          source: head + readFileSync(template, 'utf8'),
        });
      },
    },
  };
}
