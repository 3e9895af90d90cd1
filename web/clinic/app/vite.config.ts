import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { streamingAliases, synchroneAliases } from '../../vite.aliases.js';
import { mantineStyles } from './mantine-styles.ts';
import { precompressed } from './precompressed.ts';
import { shellWorker } from './service-worker/plugin.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the development server finds the API. */
const api = `http://127.0.0.1:${process.env['API_PORT'] ?? '4173'}`;

export default defineConfig({
  root: here('.'),
  plugins: [react(), moduleFile(), mantineStyles(), shellWorker(), precompressed()],
  resolve: { alias: [...streamingAliases, ...synchroneAliases] },
  server: { host: '127.0.0.1', proxy: { '/api': api, '/demo': api } },
  build: {
    outDir: here('../../../build/clinic'),
    emptyOutDir: true,
    target: 'es2022',
    // The first browsers that know light-dark(), which the sync pieces' colours use.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // Fonts stay files of their own: the content security policy allows no data: sources for them.
    assetsInlineLimit: 0,
  },
});

/** `synchrone/streaming` from its sources looks for the module where the package has it. */
function moduleFile(): Plugin {
  const built = '../../build/wasm-release/synchrone-glue.wasm';
  return {
    name: 'clinic-module-file',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/web/src/streaming.ts')
        ? { code: code.replace('./synchrone.wasm', built), map: null }
        : null,
  };
}
