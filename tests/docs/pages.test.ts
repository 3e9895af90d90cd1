import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  engineDiagnostics,
  engineDiagnosticsInFrench,
} from '../../web/docs/.vitepress/engine_diagnostics.ts';
import { texts } from '../../web/src/client/base/messages/diagnostics.ts';
import { errorTable } from '../../web/docs/.vitepress/errors.ts';
import { frenchSpaces } from '../../web/docs/.vitepress/french.ts';
import { navigation } from '../../web/docs/.vitepress/navigation.ts';
import { complaintsAbout } from '../support/compile_blocks.ts';
import { allPages, codeOf, type Page } from './support/pages.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const source = fileURLToPath(new URL('../../web/src/', import.meta.url));

const pages = allPages();
const isFrench = ({ path }: Page): boolean => path.startsWith('fr/');
const english = pages.filter((page) => !isFrench(page));

/** Blocks by the name of a file; one that several pages show is there once. */
function compiledBlocks(): Map<string, string> {
  const seen = new Map<string, string>();
  for (const page of pages) {
    for (const [index, { kind, code }] of codeOf(page).entries()) {
      const name = `${page.path.replaceAll('/', '-')}-${index}.${kind}`;
      if (/^tsx?$/.test(kind) && !seen.has(code)) seen.set(code, name);
    }
  }
  return new Map([...seen].map(([code, name]) => [name, code]));
}

describe('the code of the documentation', () => {
  it('compiles against the library', () => {
    const blocks = compiledBlocks();
    expect(blocks.size).toBeGreaterThan(40);
    expect(complaintsAbout(`${here}tsconfig.json`, blocks, 'documentation')).toEqual([]);
  });

  it('has a language that is checked, or none', () => {
    const kinds = new Set(pages.flatMap((page) => codeOf(page).map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['sh', 'text', 'ts', 'tsx']);
  });
});

describe('the page of errors', () => {
  it('says in both languages what each diagnostic of the engine means', () => {
    const codes = [...engineDiagnostics().keys()];
    expect(codes).toContain('STORAGE_UNREADABLE');
    expect(Object.keys(engineDiagnosticsInFrench).sort()).toEqual(codes.sort());
  });

  it('has a row with a sentence for each diagnostic, of the React layer as well', () => {
    const codes = [texts.client, texts.react].flatMap((layer) => Object.keys(layer));
    for (const language of ['en', 'fr'] as const) {
      const table = errorTable(language);
      const isMissing = (code: string): boolean =>
        !new RegExp(`^\\| \`${code}\` \\| \\S`, 'm').test(table);
      expect([...codes, ...engineDiagnostics().keys()].filter(isMissing)).toEqual([]);
    }
  });
});

describe('the links of the documentation', () => {
  /** Where a page is, and the names of the places on it. */
  const places = new Map(
    pages.map(({ path, text }) => [
      `/${path.replace(/(index)?\.md$/, '')}`,
      new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))),
    ]),
  );

  function anchorOf(heading: string): string {
    const given = /\{#(\S+)\}$/.exec(heading)?.[1];
    return (
      given ??
      heading
        .toLowerCase()
        .replace(/[^\p{L}\d]+/gu, '-')
        .replace(/^-|-$/g, '')
    );
  }

  it.each(pages)('lead somewhere: $path', ({ text }) => {
    const words = text.replace(/^```.*?^```$/gms, '');
    const links = [...words.matchAll(/\]\((\/[^)]*)\)|link: (\/\S*?)[ ,}]/g)];
    const lost = links
      .map(([, inText, inHead]) => inText ?? inHead ?? '')
      .filter((link) => {
        const [page = '', anchor] = link.split('#');
        const names = places.get(page);
        if (names === undefined) return true;
        return anchor !== undefined && !page.includes('/api/') && !names.has(anchor);
      });
    expect(lost).toEqual([]);
  });

  it('are in the side bar for each page of a language', () => {
    const home = new Set(['/', '/fr/', '/second-tab']);
    for (const { sidebar } of [navigation.en.themeConfig, navigation.fr.themeConfig]) {
      const listed = sidebar.flatMap(({ items }) => items.map(({ link }) => link));
      expect(listed.filter((link) => !places.has(link))).toEqual([]);
    }
    const all = [navigation.en, navigation.fr].flatMap(({ themeConfig }) =>
      themeConfig.sidebar.flatMap(({ items }) => items.map(({ link }) => link)),
    );
    expect([...places.keys()].filter((page) => !home.has(page) && !all.includes(page))).toEqual([]);
  });
});

describe('the French pages', () => {
  /** The reference is in English only, and the second tab of the playground has no words. */
  const isForBoth = ({ path }: Page): boolean =>
    !path.startsWith('reference/api/') && path !== 'second-tab.md';

  it('are those that there are in English', () => {
    const expected = english.filter(isForBoth).map(({ path }) => `fr/${path}`);
    expect(pages.filter(isFrench).map(({ path }) => path)).toEqual(expected);
  });

  it.each(english.filter(isForBoth))('show the same code: $path', (page) => {
    const french = pages.find(({ path }) => path === `fr/${page.path}`);
    expect(french && codeOf(french)).toEqual(codeOf(page));
  });

  it('have the no-break spaces of French', () => {
    expect(frenchSpaces('Vraiment ? « Oui » : 5 000 notes ; 30 jours !')).toBe(
      'Vraiment\u202f? «\u202fOui\u202f»\u00a0: 5\u00a0000\u00a0notes\u202f; 30\u00a0jours\u202f!',
    );
  });
});

describe('the page of errors', () => {
  /** Codes that only the example of a doc comment, a diagnostic or a test server has. */
  const kNoError = new Set(['NOT_FOUND']);

  it.each(['reference/errors.md', 'fr/reference/errors.md'])(
    'has every code that the library throws: %s',
    (path) => {
      const thrown = readdirSync(source, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .flatMap((file) => [...readFileSync(source + file, 'utf8').matchAll(/code: '([A-Z_]+)'/g)])
        .map(([, code = '']) => code)
        .filter((code) => !kNoError.has(code));
      const text = pages.find((page) => page.path === path)?.text ?? '';
      expect(thrown.length).toBeGreaterThan(10);
      expect([...new Set(thrown)].filter((code) => !text.includes(`{#${code}}`))).toEqual([]);
    },
  );
});
