import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { splitAliases, streamingAliases, synchroneAliases } from './vite.aliases.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

type Format = 'es' | 'cjs';

/** Entry points of the package, as `exports` of package.json names them, and a part of the first. */
const entries = {
  index: at('./src/index.ts'),
  core: at('./src/core.ts'),
  ui: at('./src/ui/index.ts'),
  compat: at('./src/compat/index.ts'),
  query: at('./src/query/index.ts'),
  testing: at('./src/testing/index.ts'),
  whole: at('./src/whole.ts'),
  // A file of its own for bundlers that leave out files, not statements: an application without it has no
  // rows of ours, and loads the reader of lists later.
  create_sync_context: at('./src/react/create_sync_context.tsx'),
};

/**
 * The package in one format, from the same sources. The built module is bundled in; React stays
 * outside. Entry points share chunks, so that an application has one copy of the client. In ES modules
 * what a page needs later is chunks of its own; CommonJS is whole, because Jest 27 loads nothing later.
 */
function packageBuild(format: Format): UserConfig {
  const folder = format === 'es' ? 'esm' : 'cjs';
  return {
    logLevel: 'warn',
    publicDir: false,
    plugins: [withoutMisplacedMarks()],
    resolve: { alias: [...(format === 'es' ? splitAliases : []), ...synchroneAliases] },
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
        external: ['react', 'react/jsx-runtime', '@tanstack/react-query'],
        output: {
          entryFileNames: `[name].${extension(format)}`,
          chunkFileNames: `[name].${extension(format)}`,
          banner: ({ moduleIds }) => (moduleIds.some(isForReact) ? "'use client';" : ''),
        },
      },
    },
  };
}

/**
 * `synchrone/streaming` by itself: the same sources over a module that comes as a file. ESM only,
 * because CommonJS cannot say where it is.
 */
function streamingBuild(): UserConfig {
  const whole = packageBuild('es');
  return {
    ...whole,
    plugins: [withoutMisplacedMarks(), fileBesideBundle()],
    resolve: { alias: [...streamingAliases, ...synchroneAliases] },
    build: {
      ...whole.build,
      outDir: at('../build/package/esm/streaming'),
      lib: {
        // Bundlers leave out a file of which nothing is used: the pieces are one.
        entry: { streaming: at('./src/streaming.ts'), ui: entries.ui, query: entries.query },
        formats: ['es'],
      },
    },
  };
}

/** Leaves `new URL('./synchrone.wasm', import.meta.url)` as it is: it is for the bundler to come. */
function fileBesideBundle(): Plugin {
  const [name, hidden] = ['import.meta.url', '__file_of_self_']; // of one length: the map stays true
  return {
    name: 'file-beside-bundle',
    enforce: 'pre',
    transform: (code, id) =>
      /\/(streaming\.ts|synchrone-glue\.mjs)$/.test(id)
        ? { code: code.replace(name, hidden), map: null }
        : null,
    renderChunk: (code) => ({ code: code.replace(hidden, name), map: null }),
  };
}

/**
 * Blanks the mark `@__NO_SIDE_EFFECTS__` where a library has it in a doc comment: our build has made use of it, and
 * Rollup warns the application that bundles us about its place.
 */
function withoutMisplacedMarks(): Plugin {
  const mark = '@__NO_SIDE_EFFECTS__';
  return {
    name: 'without-misplaced-marks',
    renderChunk: (code) => ({
      code: code.replaceAll(`\n* ${mark}`, `\n* ${' '.repeat(mark.length)}`), // of one length: the map stays true
      map: null,
    }),
  };
}

/** Its hooks and components run in the browser: React Server Components are to know it. */
const isForReact = (id: string): boolean =>
  /\/web\/src\/(react|ui|compat|query|index|streaming)\b/.test(id);

/** Says what a file is, whatever package.json is nearest. */
const extension = (format: Format): string => (format === 'es' ? 'mjs' : 'cjs');

/** The mode names the build: `vite build --mode es`, `--mode cjs`, `--mode streaming`. */
export default defineConfig(({ mode }) =>
  mode === 'streaming' ? streamingBuild() : packageBuild(mode === 'cjs' ? 'cjs' : 'es'),
);
