import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { build } from 'vite';

const styles = fileURLToPath(new URL('../../web/src/ui/styles.css', import.meta.url));

/** The style sheet as a consumer's production build leaves it: lowered for the tool's own targets. */
async function builtStyles(cssTarget?: string[]): Promise<string> {
  const entry = 'virtual:entry';
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? `\0${entry}` : null),
        load: (id) => (id === `\0${entry}` ? `import ${JSON.stringify(styles)};` : null),
      },
    ],
    build: {
      write: false,
      cssMinify: 'lightningcss',
      rollupOptions: { input: entry },
      ...(cssTarget ? { cssTarget } : {}),
    },
  });
  const [{ output: files } = { output: [] }] = [output].flat() as {
    output: { fileName: string; source?: string }[];
  }[];
  return files.find(({ fileName }) => fileName.endsWith('.css'))?.source ?? '';
}

interface Colours {
  surface: string;
  text: string;
  icon: string;
  button: string;
}

/** The notice's colours as the browser computes them. */
async function coloursOf(page: Page, css: string, attributes = '', more = ''): Promise<Colours> {
  await page.setContent(
    `<!doctype html><html ${attributes}><style>${more}</style><style>${css}</style><body>
      <section class="sync-notices"><div class="sync-notice" data-kind="refused">
        <div class="sync-notice-icon">!</div>
        <button class="sync-button" data-kind="main">Retry</button>
      </div></section></body></html>`,
  );
  return page.evaluate(() => {
    const of = (selector: string): CSSStyleDeclaration =>
      getComputedStyle(document.querySelector(selector) as Element);
    return {
      surface: of('.sync-notice').backgroundColor,
      text: of('.sync-notice').color,
      icon: of('.sync-notice-icon').color,
      button: of('.sync-button').backgroundColor,
    };
  });
}

/** 0: black; 1: white. NaN: transparent, or no colour at all. */
function lightness(colour: string): number {
  const [, kind = '', list = ''] = /^(rgba?|color)\(([^)]*)\)$/.exec(colour) ?? [];
  const numbers = list.match(/[\d.]+/g)?.map(Number) ?? [];
  const isTransparent = numbers.length === 4 && numbers[3] === 0;
  const [red = NaN, green = NaN, blue = NaN] = list.startsWith('srgb')
    ? numbers
    : numbers.map((n) => n / 255);
  return kind === '' || isTransparent ? NaN : (red + green + blue) / 3;
}

const looksLight = ({ surface, text }: Colours): boolean =>
  lightness(surface) > 0.9 && lightness(text) < 0.3;
const looksDark = ({ surface, text }: Colours): boolean =>
  lightness(surface) < 0.25 && lightness(text) > 0.8;

for (const [name, target] of [
  ['its own targets', undefined],
  ['older browsers', ['chrome111', 'firefox113', 'safari16.4']],
] as const) {
  test.describe(`9.1: the pieces' colours, built by Vite for ${name}`, () => {
    let css = '';
    test.beforeAll(async () => {
      css = await builtStyles(target ? [...target] : undefined);
    });

    test('are light on a page that sets no color-scheme, whatever the system prefers', async ({
      page,
    }) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const colours = await coloursOf(page, css);
        expect(looksLight(colours), JSON.stringify(colours)).toBe(true);
        expect(lightness(colours.icon)).toBeGreaterThan(0);
        expect(lightness(colours.button)).toBeGreaterThan(0);
      }
    });

    test('follow the color-scheme of the page, and the system where the page does', async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(looksDark(await coloursOf(page, css, '', ':root{color-scheme:light dark}'))).toBe(
        true,
      );
      expect(looksLight(await coloursOf(page, css, '', ':root{color-scheme:light}'))).toBe(true);
      await page.emulateMedia({ colorScheme: 'light' });
      expect(looksDark(await coloursOf(page, css, '', ':root{color-scheme:dark}'))).toBe(true);
      expect(looksLight(await coloursOf(page, css, '', ':root{color-scheme:light dark}'))).toBe(
        true,
      );
      await page.emulateMedia({ colorScheme: 'dark' });
    });

    test('follow data-sync-scheme, and any variable that the page sets', async ({ page }) => {
      expect(looksDark(await coloursOf(page, css, 'data-sync-scheme="dark"'))).toBe(true);
      const own = await coloursOf(page, `${css}:root{--sync-surface:rgb(1, 2, 3)}`);
      expect(own.surface).toBe('rgb(1, 2, 3)');
    });
  });
}
