import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const styles = at('../../../node_modules/@mantine/core/styles');

/**
 * Mantine's style sheet of everything weighs four times what the clinic's components need: app/mantine.css names theirs.
 * Fails the build when it names too few, or too many.
 */
export function mantineStyles(): Plugin {
  return {
    name: 'clinic-mantine-styles',
    apply: 'build',
    generateBundle(_, bundle) {
      const used = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of chunk.moduleIds) {
          const name = /@mantine\/core\/.*\/(\w+)\.module\.mjs$/.exec(id)?.[1];
          if (name !== undefined && existsSync(`${styles}/${name}.css`)) used.add(name);
        }
      }
      const text = readFileSync(at('./src/app/mantine.css'), 'utf8');
      const named = [...text.matchAll(/styles\/([A-Z]\w+)\.css/g)].map(([, name = '']) => name);
      const missing = [...used].filter((name) => !named.includes(name));
      const unused = named.filter((name) => !used.has(name));
      if (missing.length > 0) this.error(`src/app/mantine.css lacks ${missing.join(', ')}.`);
      if (unused.length > 0) this.error(`src/app/mantine.css has no use for ${unused.join(', ')}.`);
    },
  };
}
