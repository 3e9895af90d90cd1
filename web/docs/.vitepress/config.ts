import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { fillIn } from './fill.ts';
import { frenchSpaces } from './french.ts';
import { navigation } from './navigation.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const packed = (file: string): string => at(`../../../build/package/esm/${file}`);

const kIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" ' +
  'fill="#15665f"/><path d="M4 8.5l3 3 5-6" fill="none" stroke="#fff" stroke-width="2"/></svg>';

/** The documentation, in English and French; built into build/docs (`npm run docs`). */
export default defineConfig({
  title: 'Synchrone',
  srcExclude: ['code/**', 'playground/**'],
  outDir: at('../../../build/docs'),
  cacheDir: at('../../../build/docs-cache'),
  // Under another path than the root of a host: SYNCHRONE_DOCS_BASE=/synchrone/ npm run docs
  base: (process.env['SYNCHRONE_DOCS_BASE'] ?? '/') as `/${string}`,
  cleanUrls: false,
  head: [
    ['meta', { name: 'color-scheme', content: 'light dark' }],
    ['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(kIcon)}` }],
  ],
  locales: {
    root: { label: 'English', lang: 'en', ...navigation.en },
    fr: { label: 'Français', lang: 'fr', ...navigation.fr },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: { locales: { fr: { translations: navigation.frenchSearch } } },
    },
    outline: { level: [2, 3] },
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (md) => {
      md.core.ruler.before('normalize', 'fill in', (state) => {
        const { relativePath = '' } = state.env as { relativePath?: string };
        state.src = fillIn(state.src, relativePath);
      });
      md.core.ruler.push('French spaces', (state) => {
        const { relativePath = '' } = state.env as { relativePath?: string };
        if (!relativePath.startsWith('fr/')) return;
        const texts = state.tokens.flatMap(({ children }) => children ?? []);
        for (const token of texts) {
          if (token.type === 'text') token.content = frenchSpaces(token.content);
        }
      });
    },
  },
  vite: {
    resolve: {
      // The playground runs the package as it is published.
      alias: [
        { find: /^synchrone$/, replacement: packed('index.mjs') },
        { find: /^synchrone\/ui$/, replacement: packed('ui.mjs') },
        {
          find: /^synchrone\/ui\/styles\.css$/,
          replacement: at('../../../build/package/styles.css'),
        },
      ],
    },
    build: {
      chunkSizeWarningLimit: 2000,
      rollupOptions: {
        onwarn: (warning, warn) => {
          // 'use client' of the package: nothing here renders React on a server.
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
        },
      },
    },
  },
});
