// node web/clinic/deploy/bundle.mjs [folder]: the server as plain JavaScript, in build/clinic-server or that folder.
//
//   server/main.mjs, server/admin.mjs   the server and the terminal command, with the packages that they use
//   migrations/                         what the database is brought up to date with
//   package.json                        the one package that is not in them: it has machine code
//
// The embedded database is not part of it: DATABASE_URL names a PostgreSQL server.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = join(root, 'web/clinic/server');
const folder = resolve(process.argv[2] ?? join(root, 'build/clinic-server'));
const kNative = '@node-rs/argon2';

const { devDependencies, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(source, 'main.ts'), join(source, 'admin.ts')],
  outdir: join(folder, 'server'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: [kNative, '@electric-sql/*', 'pg-native'],
  sourcemap: true,
  legalComments: 'linked',
  // Packages in the older format ask for the modules of Node by require.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
cpSync(join(source, 'migrations'), join(folder, 'migrations'), { recursive: true });
const manifest = {
  name: 'synchrone-clinic-server',
  private: true,
  type: 'module',
  engines,
  scripts: { start: 'node --enable-source-maps server/main.mjs', admin: 'node server/admin.mjs' },
  dependencies: { [kNative]: devDependencies[kNative] },
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
