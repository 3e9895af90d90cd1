// What a failed case leaves: one folder with the requests, the queue as the inspector draws it, the
// console without contents, and a screenshot.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** A page of any browser, as far as a picture needs it. */
export interface Photographed {
  /** The value of an expression in the page, as JSON knows it. */
  read(expression: string): Promise<unknown>;
  screenshot(): Promise<Buffer>;
}

export interface Scene {
  /** Such as "outside/django-create". */
  name: string;
  page: Photographed;
  /** An expression for the queue's state in the page. Default: that of the pages of these tests. */
  state?: string;
  /** Requests as the server saw them. */
  requests: readonly object[];
  /** Lines of the console; none: those that the page has kept. */
  console: readonly string[];
  /** Why it failed. */
  failure: string;
}

const kFolder = fileURLToPath(new URL('../../../build/pictures', import.meta.url));
const kStyles = fileURLToPath(new URL('../../../web/src/ui/styles.css', import.meta.url));

/** @returns the folder */
export async function takePicture(scene: Scene): Promise<string> {
  const folder = join(kFolder, scene.name.replace(/[^\w/-]+/g, '-').toLowerCase());
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const put = (file: string, content: string | Buffer): Promise<void> =>
    writeFile(join(folder, file), content);
  await put('failure.txt', stripVTControlCharacters(scene.failure));
  await put('requests.json', JSON.stringify(scene.requests, undefined, 2));
  const putConsole = (lines: readonly string[]): Promise<void> =>
    put('console.txt', lines.map(withoutContents).join('\n'));
  await putConsole(scene.console);
  if (scene.console.length === 0) {
    const kept = 'window.consoleLines ?? []';
    await attempt(async () => putConsole((await scene.page.read(kept)) as string[]));
  }
  const drawn = "document.querySelector('.sync-inspector')?.outerHTML ?? ''";
  await attempt(async () => put('queue.html', inspectorPage(String(await scene.page.read(drawn)))));
  const state = `JSON.stringify(${scene.state ?? 'window.bench?.state()'}, undefined, 2)`;
  await attempt(async () => put('queue.json', String(await scene.page.read(state))));
  await attempt(async () => put('screenshot.png', await scene.page.screenshot()));
  return folder;
}

/** A page that has crashed cannot be asked; what was seen of it from outside is kept. */
async function attempt(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

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
