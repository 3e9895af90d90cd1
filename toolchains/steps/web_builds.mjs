// The Vite builds: the package `synchrone` and the clinic's user interface.

import { join } from 'node:path';

import { whenChanged } from '../support/inputs.mjs';
import { inBuild, root } from '../support/places.mjs';
import { must } from '../support/run.mjs';
import { step } from '../support/say.mjs';

// What both are made from: the library's sources, its typings, the module, the tools.
const kLibraryInputs = [
  'web/src',
  'web/vite.aliases.ts',
  'web/tsconfig.base.json',
  'wasm/synchrone_module.d.ts',
  'build/wasm-release/synchrone.mjs',
  'package-lock.json',
];
const kPackageInputs = ['web/build.mjs', 'web/vite.package.config.ts', 'web/tsconfig.types.json'];

/** Where `buildClinic` leaves the user interface. */
export const clinicUi = inBuild('clinic');

/** Builds the package (ESM, CommonJS, types) with the script beside its sources. */
export async function buildPackage() {
  const inputs = [...kLibraryInputs, ...kPackageInputs];
  await whenChanged('package', { inputs, output: inBuild('package') }, () =>
    build('Package synchrone', [join(root, 'web/build.mjs')]),
  );
}

/** Builds the clinic's user interface into build/clinic. */
export async function buildClinic() {
  const inputs = [...kLibraryInputs, 'web/clinic/app', 'web/clinic/closing-days.ts'];
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await whenChanged('clinic', { inputs, output: join(clinicUi, 'index.html') }, () =>
    build('Clinic', [vite, 'build', '--config', 'web/clinic/app/vite.config.ts']),
  );
}

async function build(title, args) {
  const now = step(`${title}: building`);
  await must(process.execPath, args, {
    cwd: root,
    onLine: (line) => now.progress(line.trim().slice(0, 80)),
    sentence: `${title} could not be built.`,
  });
  now.done('built');
}
