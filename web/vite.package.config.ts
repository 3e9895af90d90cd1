import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { synchroneAliases } from './vite.aliases.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

type Format = 'es' | 'cjs';

/** Entry points of the package, as `exports` of package.json names them. */
const entries = {
  index: at('./src/index.ts'),
  core: at('./src/core.ts'),
  ui: at('./src/ui/index.ts'),
  compat: at('./src/compat/index.ts'),
};

/**
 * The package in one format, from the same sources. The built module is bundled in; React stays
 * outside. Entry points share chunks, so that an application has one copy of the client.
 */
function packageBuild(format: Format): UserConfig {
  const folder = format === 'es' ? 'esm' : 'cjs';
  return {
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: synchroneAliases },
    build: {
      outDir: at(`../build/package/${folder}`),
      emptyOutDir: true,
      // Chromium 94, Firefox 93, Safari 15.4; webpack 5 of create-react-app 5 and Jest 27 read it
      // as it is.
      target: 'es2022',
      minify: false,
      sourcemap: true,
      reportCompressedSize: false,
      lib: { entry: entries, formats: [format] },
      rollupOptions: {
        external: ['react', 'react/jsx-runtime'],
        output: {
          entryFileNames: `[name].${extension(format)}`,
          chunkFileNames: `[name].${extension(format)}`,
          banner: ({ moduleIds }) => (moduleIds.some(isForReact) ? "'use client';" : ''),
        },
      },
    },
  };
}

/** Its hooks and components run in the browser: React Server Components are to know it. */
const isForReact = (id: string): boolean => /\/web\/src\/(react|ui|compat|index)\b/.test(id);

/** Says what a file is, whatever package.json is nearest. */
const extension = (format: Format): string => (format === 'es' ? 'mjs' : 'cjs');

/** The mode names the format: `vite build --mode es`, `vite build --mode cjs`. */
export default defineConfig(({ mode }) => packageBuild(mode === 'cjs' ? 'cjs' : 'es'));
