// What a failed case leaves: one folder with the requests, the queue as the inspector draws it, the
// console without contents, and a screenshot.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from '@playwright/test';

/** A page of any browser, as far as a picture needs it. */
export interface Photographed {
  /** The value of an expression in the page, as JSON knows it. */
  read(expression: string): Promise<unknown>;
  screenshot(): Promise<Buffer>;
}

/** A page that Playwright drives. */
export const photographed = (page: Page): Photographed => ({
  read: (expression) => page.evaluate(expression),
  screenshot: () => page.screenshot({ timeout: 5_000 }),
});

export interface Scene {
  /** Such as "outside/django-create". */
  name: string;
  /** The tabs; none where the case failed before there was one. */
  pages: readonly Photographed[];
  /** An expression that draws the inspector. Default: pages have it from the beginning. */
  draw?: string;
  /** An expression for the queue's state in the page. Default: that of the pages of these tests. */
  state?: string;
  /** Requests as the servers saw them. */
  requests: readonly object[];
  /** Lines of the consoles; none: those that each page has kept. */
  console: readonly string[];
  /** Why it failed. */
  failure: string;
}

const kFolder = fileURLToPath(new URL('../../../build/pictures', import.meta.url));
const kStyles = fileURLToPath(new URL('../../../web/src/ui/styles.css', import.meta.url));
const kPatienceMs = 30_000; // against pages that hang

/** @returns the folder: a second tab's files end with "-2" */
export async function takePicture(scene: Scene): Promise<string> {
  const folder = join(kFolder, scene.name.replace(/[^\w/-]+/g, '-').toLowerCase());
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const put = (file: string, content: string | Buffer): Promise<void> =>
    writeFile(join(folder, file), content);
  await put('failure.txt', stripVTControlCharacters(scene.failure));
  await put('requests.json', JSON.stringify(scene.requests, undefined, 2));
  const hasConsole = scene.console.length > 0;
  if (hasConsole) await put('console.txt', consoleText(scene.console));
  for (const [index, page] of scene.pages.entries()) {
    const ending = index === 0 ? '' : `-${index + 1}`;
    const { draw = '', state = 'window.bench?.state()' } = scene;
    if (draw !== '') await attempt(() => page.read(draw));
    const drawn = "document.querySelector('.sync-inspector')?.outerHTML ?? ''";
    await attempt(async () =>
      put(`queue${ending}.html`, inspectorPage(String(await page.read(drawn)))),
    );
    const text = `JSON.stringify(${state}, undefined, 2)`;
    await attempt(async () => put(`queue${ending}.json`, String(await page.read(text))));
    await attempt(async () => put(`screenshot${ending}.png`, await page.screenshot()));
    if (hasConsole) continue;
    const kept = 'window.consoleLines ?? []';
    await attempt(async () =>
      put(`console${ending}.txt`, consoleText((await page.read(kept)) as string[])),
    );
  }
  return folder;
}

/** A page that has crashed cannot be asked; what was seen of it from outside is kept. */
async function attempt(step: () => Promise<unknown>): Promise<void> {
  const giveUp = new AbortController();
  const patience = delay(kPatienceMs, undefined, { signal: giveUp.signal }).catch(() => undefined);
  try {
    await Promise.race([step(), patience]);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  } finally {
    giveUp.abort();
  }
}

const consoleText = (lines: readonly string[]): string => lines.map(withoutContents).join('\n');

/** Quoted text, objects and long numbers may be of patients. */
export function withoutContents(line: string): string {
  return line
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"')
    .replace(/\{.*\}/gs, '{…}')
    .replace(/\d{4,}/g, '…');
}

function inspectorPage(drawn: string): string {
  return [
    '<!doctype html><meta charset="utf-8"><title>The queue</title>',
    `<link rel="stylesheet" href="file://${kStyles}">`,
    drawn === '' ? '<p>The inspector is not on the page.</p>' : drawn,
  ].join('\n');
}
