import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type Application } from './support/application.js';

let app: Application;

beforeAll(() => {
  app = application('typescript');
});

afterAll(() => app.remove());

// TanStack Query's own declarations need TypeScript 5.4, unless `skipLibCheck` is set.
const program = `
  import { useSyncMutation, getMutationQueue, createSyncContext } from 'synchrone';
  import { configure } from 'synchrone/core';
  import { SyncStatus } from 'synchrone/ui';
  import { ready } from 'synchrone/streaming';
  import { openTestPage } from 'synchrone/testing';
  import 'synchrone/ui/styles.css';
  export const all = [useSyncMutation, getMutationQueue, createSyncContext, configure];
  export const more = [SyncStatus, ready, openTestPage];
`;

/** What the compiler of that version says of the program. */
function saidBy(version: string, moduleResolution: string, skipLibCheck = false): string {
  const module = { node10: 'commonjs', bundler: 'esnext' }[moduleResolution] ?? moduleResolution;
  const compilerOptions = {
    ...{ module, moduleResolution, skipLibCheck },
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    jsx: 'react-jsx',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: [],
  };
  app.write('program.ts', program);
  app.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  return app.run(`../typescript-${version}/bin/tsc`, '-p', 'tsconfig.json').output.trim();
}

describe('TypeScript', () => {
  const modern = ['node16', 'nodenext', 'bundler'];

  it.each([...modern, 'node10'])('5.0 has no error with %s', (resolution) => {
    expect(saidBy('5.0', resolution)).toBe('');
  });

  it.each(modern)('7 has no error with %s', (resolution) => {
    expect(saidBy('7', resolution)).toBe('');
  });

  it.each(['node10', 'node16', 'nodenext'])('4.9 names what is needed, with %s', (resolution) => {
    expect(saidBy('4.9', resolution, true)).toContain('typescript_5_0_or_later_is_needed');
  });
});
