import { build as esbuild } from 'esbuild';
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as viteBuild, createServer } from 'vite';

/** The entry point that an application takes everything from. */
export type Entry = 'synchrone' | 'synchrone/streaming';

export interface PageOptions {
  /** Default: `synchrone/streaming`. */
  entry?: Entry;
  /** More imports. */
  imports?: string;
  /** What `ready` is called with. */
  file?: string;
}

const used: Readonly<Record<Entry, string>> = {
  synchrone: `import { createSyncContext, getMutationQueue, getSyncClient } from 'synchrone';
import { SyncStatus } from 'synchrone/ui';
const ready = () => Promise.resolve();`,
  'synchrone/streaming': `import { createSyncContext, getMutationQueue, getSyncClient, ready, SyncStatus } from 'synchrone/streaming';`,
};

/** A page that says in `window.page` what a test asks of it. */
const page = ({ entry = 'synchrone/streaming', imports = '', file = '' }: PageOptions): string => `
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
${used[entry]}
${imports}
const { Provider, useResource } = createSyncContext({ endpoint: '/api/patients', name: 'patient' });
let patients;
function Reader() {
  patients = useResource();
  return null;
}
createRoot(document.getElementById('root')).render(
  createElement(Provider, { load: false }, createElement(Reader), createElement(SyncStatus)),
);
window.page = {
  ready: () => ready(${file}),
  load: ready,
  create: (name) => getSyncClient().mutations('/api/patients').create({ name }),
  read: () => patients.getAll(),
  status: () => getMutationQueue().getSnapshot(),
  lock: (key) => getMutationQueue().configure({ encryption: { key: key && Uint8Array.from(key) } }),
};
`;

/** The document of an application. */
export const html = (script: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>patients</title></head>
<body><div id="root"></div><script type="module" src="${script}"></script></body></html>
`;

/** What `window.page` of these applications has. */
export interface ApplicationPage {
  ready(): Promise<void>;
  load(file: unknown): Promise<void>;
  create(name: string): Promise<{ id: string }>;
  /** Reads the list. */
  read(): Promise<readonly object[]>;
  queues?(): object[];
  /** Gives the key of what is stored; null: there is one, but not here. */
  lock(key: number[] | null): void;
  status(): { waiting: string | null; pending: number };
}
declare global {
  interface Window {
    page: ApplicationPage;
  }
}

/** The sources of an application in `folder`. */
export function writeApplication(folder: string, options: PageOptions = {}): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), page(options));
  writeFileSync(join(folder, 'index.html'), html('/main.js'));
}

/** The tests run with another NODE_ENV, which bundlers would take for the application's. */
const forProduction = { 'process.env.NODE_ENV': '"production"' };

/** `vite build`, as an application without a configuration of its own. */
export async function buildWithVite(folder: string, options: PageOptions = {}): Promise<string> {
  writeApplication(folder, options);
  await viteBuild({ root: folder, logLevel: 'warn', configFile: false, define: forProduction });
  return join(folder, 'dist');
}

/** An application that has `synchrone` and `synchrone/streaming`, such as by a library that it uses. */
export async function buildBothWithVite(folder: string): Promise<string> {
  writeApplication(folder, {
    imports: "import { getMutationQueue as embedded } from 'synchrone';",
  });
  const main = join(folder, 'main.js');
  appendFileSync(main, 'window.page.queues = () => [getMutationQueue(), embedded()];\n');
  await viteBuild({ root: folder, logLevel: 'warn', configFile: false, define: forProduction });
  return join(folder, 'dist');
}

/**
 * The development server of Vite, which bundles dependencies beforehand. `folder` has node_modules: it
 * serves no file from outside. Returns its address.
 */
export async function serveWithVite(
  folder: string,
  api: string,
): Promise<{ url: string; close(): Promise<void> }> {
  writeApplication(folder);
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    cacheDir: join(folder, '.vite'),
    server: { port: 0, host: '127.0.0.1', proxy: { '/api': api } },
  });
  await server.listen();
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

/** esbuild: the file is imported with the loader `file`, and its address given to `ready`. */
export async function buildWithEsbuild(folder: string): Promise<string> {
  writeApplication(folder, {
    imports: "import address from 'synchrone/synchrone.wasm';",
    file: 'address',
  });
  const out = join(folder, 'dist');
  await esbuild({
    entryPoints: [join(folder, 'main.js')],
    bundle: true,
    format: 'esm',
    minify: true,
    outdir: out,
    publicPath: '/',
    loader: { '.wasm': 'file' },
    define: forProduction,
  });
  writeFileSync(join(out, 'index.html'), html('/main.js'));
  return out;
}

/** A bundler that leaves `import.meta.url` alone: the file is copied beside the bundle by hand. */
export async function buildAndCopy(folder: string, installed: string): Promise<string> {
  writeApplication(folder);
  const out = join(folder, 'dist');
  await esbuild({
    entryPoints: [join(folder, 'main.js')],
    bundle: true,
    format: 'esm',
    outdir: out,
    define: forProduction,
  });
  cpSync(
    join(installed, 'build/package/esm/streaming/synchrone.wasm'),
    join(out, 'synchrone.wasm'),
  );
  writeFileSync(join(out, 'index.html'), html('/main.js'));
  return out;
}
