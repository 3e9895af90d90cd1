import { createPackageFromTarballData, checkPackage } from '@arethetypeswrong/core';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledParts, sbomOf } from '../../toolchains/release/bundled.mjs';
import { installPacked, root, type Consumer } from './support/packed.js';

let app: Consumer;

beforeAll(() => {
  app = installPacked('react', 'react-dom', '@types/react', 'csstype', '@tanstack/react-query');
});

afterAll(() => {
  app.remove();
});

interface Manifest {
  private?: boolean;
  dependencies?: unknown;
  optionalDependencies?: unknown;
  engines: { node: string };
  exports: Record<string, string | Record<string, unknown>>;
}

const manifest = (): Manifest =>
  JSON.parse(readFileSync(join(app.installed, 'package.json'), 'utf8')) as Manifest;

const subpaths = (): string[] =>
  Object.keys(manifest().exports).filter((path) => /^\.\/[a-z/]+$/.test(path));

/** The output of a program in the application's folder. */
function run(file: string, text: string): string {
  writeFileSync(join(app.folder, file), text);
  return execFileSync(process.execPath, [file], { cwd: app.folder, encoding: 'utf8' }).trim();
}

describe('the packed package', () => {
  it('may be published, and brings no other package', () => {
    const { private: closed, dependencies, optionalDependencies, engines } = manifest();
    expect(closed).toBeUndefined();
    expect(dependencies).toBeUndefined();
    expect(optionalDependencies).toBeUndefined();
    expect(engines.node).toBe('>=18');
  });

  it('holds what its manifest names', () => {
    const named = JSON.stringify(manifest().exports).match(/\.\/[^"]+/g) ?? [];
    const virtual = ['./ui/styles.css', './synchrone.wasm'];
    const files = named.filter((name) => /\.[a-z]+$/.test(name) && !virtual.includes(name));
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((file) => !existsSync(join(app.installed, file)))).toEqual([]);
  });

  it('leaves nothing in the checkout', () => {
    const made = subpaths().map((subpath) => join(root, subpath, 'package.json'));
    expect(made.length).toBeGreaterThan(4);
    expect(made.filter((file) => existsSync(file))).toEqual([]);
  });

  it('carries the licences of what is bundled, and a bill of materials names it', async () => {
    const parts = await bundledParts();
    const names = parts.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['@noble/ciphers', 'idb-keyval', 'nlohmann/json']),
    );
    const notices = readFileSync(join(app.installed, 'THIRD-PARTY-NOTICES.md'), 'utf8');
    expect(names.filter((name) => !notices.includes(name))).toEqual([]);
    const { components } = sbomOf({ name: 'synchrone', version: '1.0.0', license: 'MIT' }, parts);
    const named = components.map(({ name, version, licenses }) => [name, version, licenses.length]);
    expect(named).toEqual(parts.map(({ name, version }) => [name, version, 1]));
    expect(parts.filter(({ version, licence }) => !/^\d/.test(version) || !licence)).toEqual([]);
    for (const file of ['LICENSE', 'CHANGELOG.md', 'README.md']) {
      expect(existsSync(join(app.installed, file)), file).toBe(true);
    }
  });

  it('has no dead link in its README', () => {
    const text = readFileSync(join(app.installed, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(
      (found) => found[1] ?? '',
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(resolve(app.installed, link)))).toEqual([]);
  });

  it('leads from its code to its sources', () => {
    const map = JSON.parse(
      readFileSync(join(app.installed, 'build/package/esm/index.mjs.map'), 'utf8'),
    ) as { sources: string[]; sourcesContent: (string | null)[] };
    expect(
      map.sources.some(
        (source) =>
          source.endsWith('web/src/react/use_sync_mutation.ts') || source.includes('web/src/'),
      ),
    ).toBe(true);
    expect(map.sourcesContent.every((text) => text !== null)).toBe(true);
  });

  it('names no clause of the contract in its declarations', () => {
    const types = join(app.installed, 'build/package/types/esm');
    const files = readdirSync(types, { recursive: true }).map(String);
    const declarations = files.filter((name) => name.endsWith('.d.ts'));
    expect(declarations.length).toBeGreaterThan(100);
    const named = declarations.filter((name) =>
      /BEHAVIOUR|[( ]\d+\.\d+[a-z]?[,)]/.test(readFileSync(join(types, name), 'utf8')),
    );
    expect(named).toEqual([]);
  });

  it('is in order for publint', async () => {
    const { messages } = await publint({ pkgDir: app.installed, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it('has types for every way in which TypeScript resolves it', async () => {
    const data = createPackageFromTarballData(readFileSync(app.tarball));
    const { problems } = (await checkPackage(data)) as { problems?: { kind: string }[] };
    expect(problems).toEqual([]);
  });
});

describe('its subpaths', () => {
  it('have a folder for resolvers that do not read exports (Jest 27, Parcel)', () => {
    for (const subpath of subpaths()) {
      const folder = join(app.installed, subpath);
      const entry = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        'main' | 'module' | 'types',
        string
      >;
      for (const file of [entry.main, entry.module, entry.types]) {
        expect(statSync(join(folder, file)).isFile(), `${subpath} ${file}`).toBe(true);
      }
    }
    const styles = join(app.installed, 'ui/styles.css');
    const imported = /@import '(.+)'/.exec(readFileSync(styles, 'utf8'))?.[1] ?? '';
    expect(readFileSync(join(dirname(styles), imported), 'utf8')).toContain('.sync-');
  });

  it('say that they are for the browser, except what works without React', () => {
    const directive = (file: string): boolean =>
      /^(["'])use client\1;/.test(readFileSync(join(app.installed, 'build/package', file), 'utf8'));
    for (const entry of ['index', 'ui', 'compat', 'query', 'streaming_embedded']) {
      expect(directive(`esm/${entry}.mjs`), entry).toBe(true);
      expect(directive(`cjs/${entry}.cjs`), entry).toBe(true);
    }
    expect(directive('esm/streaming/streaming.mjs')).toBe(true);
    expect(directive('esm/core.mjs')).toBe(false);
    expect(directive('cjs/core.cjs')).toBe(false);
  });
});

describe('in Node', () => {
  const names = [
    'synchrone',
    ...['core', 'ui', 'compat', 'query', 'streaming', 'streaming/query', 'whole', 'testing'].map(
      (name) => `synchrone/${name}`,
    ),
  ];

  it('is imported without an effect', () => {
    const imports = names.map((name) => `await import('${name}');`).join('\n');
    const said = run(
      'import.mjs',
      `const before = Object.keys(globalThis).length;\n${imports}\n` +
        'console.log(Object.keys(globalThis).length - before);\n',
    );
    expect(said).toBe('0');
  });

  it('is one module as ESM and as CommonJS', () => {
    const said = run(
      'both.mjs',
      `import { createRequire } from 'node:module';
       import { SyncMutationError } from 'synchrone/core';
       const required = createRequire(import.meta.url)('synchrone/core');
       console.log(new required.SyncMutationError('STOPPED', '') instanceof SyncMutationError);`,
    );
    expect(said).toBe('true');
  });
});

describe('in TypeScript', () => {
  const program = `
    import { useSyncMutation, getMutationQueue, SyncMutationError } from 'synchrone';
    import { configure } from 'synchrone/core';
    import { SyncStatus } from 'synchrone/ui';
    import { attachSynchrone, useSyncedQuery } from 'synchrone/query';
    import { ready, SyncNotices } from 'synchrone/streaming';
    import { useSyncedQuery as streamedQuery } from 'synchrone/streaming/query';
    import { openTestPage, type TestPage } from 'synchrone/testing';
    import address from 'synchrone/synchrone.wasm';
    import 'synchrone/ui/styles.css';
    export const page: TestPage = openTestPage();
    export const start = (): Promise<void> => ready(address);
    export const all = [useSyncMutation, getMutationQueue, SyncMutationError, configure, SyncStatus, SyncNotices, streamedQuery, attachSynchrone, useSyncedQuery];
  `;
  const resolutions = {
    node10: { module: 'commonjs', moduleResolution: 'node10' },
    node16: { module: 'node16', moduleResolution: 'node16' },
    nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
    bundler: { module: 'esnext', moduleResolution: 'bundler' },
  };

  it.each(Object.entries(resolutions))('has no error with %s', (name, options) => {
    writeFileSync(join(app.folder, `${name}.ts`), program);
    const config = {
      compilerOptions: {
        ...options,
        target: 'es2022',
        lib: ['es2022', 'dom', 'dom.iterable'],
        jsx: 'react-jsx',
        strict: true,
        esModuleInterop: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noUncheckedSideEffectImports: name !== 'node10',
        skipLibCheck: false,
        noEmit: true,
        types: [],
      },
      files: [`${name}.ts`],
    };
    const file = join(app.folder, `tsconfig.${name}.json`);
    writeFileSync(file, JSON.stringify(config));
    // The native compiler takes a fifth of the time and has no node10; consumers/ has all versions with each.
    const version = name === 'node10' ? 'typescript' : 'typescript-7';
    const compiler = join(root, 'node_modules', version, 'bin/tsc');
    let said = '';
    try {
      execFileSync(process.execPath, [compiler, '-p', file], { cwd: app.folder, encoding: 'utf8' });
    } catch (error) {
      said = (error as { stdout: string }).stdout;
    }
    expect(said).toBe('');
  });
});

it('has nothing in its folder but what package.json names', () => {
  const known =
    /^(LICENSE|README\.md|CHANGELOG\.md|THIRD-PARTY-NOTICES\.md|SECURITY\.md|CONTRIBUTING\.md|package\.json|build|web|tests|wasm|toolchains)$/;
  const names = readdirSync(app.installed).filter((name) => !subpaths().includes(`./${name}`));
  expect(names.filter((name) => !known.test(name))).toEqual([]);
});
