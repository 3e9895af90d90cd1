import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { application, type Application } from './support/application.js';

let app: Application;

afterEach(() => {
  app.remove();
});

/** Renders on a server what an application takes from each entry point. */
const program = `
import { createRequire } from 'node:module';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { useSyncedRows } from 'synchrone';
import { getMutationQueue } from 'synchrone/core';
import { SyncStatus } from 'synchrone/ui';

const rows = [{ id: 'p1', name: 'Jean' }];
const List = () => useSyncedRows(rows, '/api/patients').map(({ name }) => name);
const page = renderToString(createElement('main', null, createElement(SyncStatus), createElement(List)));
const required = createRequire(import.meta.url)('synchrone/core');
console.log(page.includes('Jean'), typeof getMutationQueue, typeof required.getMutationQueue);
`;

// Its node_modules hold what an application names, and nothing of its dependencies.
it('works when pnpm has installed it', () => {
  app = application('pnpm');
  const own = { cwd: app.folder, encoding: 'utf8' } as const;
  const packed = execFileSync(
    'npm',
    ['pack', '--silent', '--ignore-scripts', './node_modules/synchrone'],
    own,
  );
  mkdirSync(join(app.folder, 'app'), { recursive: true });
  app.write('app/pnpm-workspace.yaml', 'packages: []\n');
  // From this folder: pnpm asks no registry, which it would by settings of its own.
  const ofTools = (name: string): string => `file:../node_modules/${name}`;
  const manifest = {
    private: true,
    dependencies: {
      react: ofTools('react'),
      'react-dom': ofTools('react-dom'),
      synchrone: `file:../${packed.trim()}`,
    },
    pnpm: { overrides: { scheduler: ofTools('scheduler') } },
  };
  app.write('app/package.json', JSON.stringify(manifest));
  app.write('app/program.mjs', program);
  const { code, output } = app.run(
    'pnpm',
    '--dir',
    'app',
    'install',
    '--offline',
    '--store-dir',
    './store',
  );
  expect([code, output]).toEqual([0, expect.not.stringContaining('unmet peer')]);
  const installed = realpathSync(join(app.folder, 'app/node_modules/synchrone'));
  expect(installed).toContain('.pnpm');
  const said = execFileSync(process.execPath, ['program.mjs'], {
    cwd: join(app.folder, 'app'),
    encoding: 'utf8',
  });
  expect(said.trim()).toBe('true function function');
});
