// The folders of the subpaths (`synchrone/core`, …) for tools that do not read `exports` of
// package.json, such as Jest 27 and Parcel. They are in the packed package only:
//
//   node web/subpaths.mjs make      before packing (npm's `prepack`)
//   node web/subpaths.mjs remove    after it (`postpack`)

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @type {Map<string, string>} file in the package -> its text */
const files = new Map();
for (const [subpath, target] of Object.entries(exports)) {
  if (['.', './package.json', './synchrone.wasm'].includes(subpath)) continue;
  if (subpath.endsWith('.css')) {
    files.set(subpath, `@import '${fromFolder(subpath, target.default)}';\n`);
    continue;
  }
  const manifest = `${subpath}/package.json`;
  const entry = {
    main: fromFolder(manifest, target.require.default),
    module: fromFolder(manifest, target.import.default),
    types: fromFolder(manifest, target.import.types),
  };
  files.set(manifest, `${JSON.stringify(entry, null, 2)}\n`);
}

const command = process.argv[2];
for (const [file, text] of files) {
  const path = join(root, file);
  if (command === 'make') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (command === 'remove') {
    rmSync(path, { force: true });
    // core/ is the C++ core; the other folders hold nothing else.
    if (!file.startsWith('./core/')) rmSync(dirname(path), { recursive: true, force: true });
  } else {
    console.error('Usage: node web/subpaths.mjs make|remove');
    process.exit(1);
  }
}

/** `target`, from the folder of `file`; both from the root. */
function fromFolder(file, target) {
  const up = '../'.repeat(file.split('/').length - 2);
  return `${up}${target.slice(2)}`;
}
