// npm run release [-- VERSION]: everything of a release but the publishing itself. Writes the version and
// its heading in the changelog, builds, holds the sizes to their budget, packs the package and its bill of
// materials into build/publish, and lets npm check both.
// Then: a tag, which .github/workflows/release.yml publishes.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bundledParts, sbomOf } from './release/bundled.mjs';
import { writeVersion } from './release/version.mjs';
import { overBudget, readBudget } from './size/budget.mjs';
import { measureRooms, measureUses } from './size/measure.mjs';
import { alone, bringTools, buildAll } from './steps/set_up.mjs';
import { inBuild, readJson, root } from './support/places.mjs';
import { must } from './support/run.mjs';
import { note, runCommand, SetupError, step } from './support/say.mjs';

const kFolder = inBuild('publish');

await runCommand(async () => {
  const version = process.argv[2];
  if (version !== undefined) writeVersion(root, version, new Date().toISOString().slice(0, 10));
  await alone(async () => {
    await bringTools(['module']);
    await buildAll();
  });
  await checkSizes();
  rmSync(kFolder, { recursive: true, force: true });
  mkdirSync(kFolder, { recursive: true });
  const manifest = readJson(join(root, 'package.json'));
  await writeSbom(manifest);
  await pack(manifest);
  return 0;
});

async function checkSizes() {
  const now = step('Sizes');
  const over = overBudget(readBudget(), await measureUses(), await measureRooms());
  if (over.length > 0) throw new SetupError('The package is over its budget.', over.join('\n'));
  now.done('within the budget');
}

async function writeSbom(manifest) {
  const parts = await bundledParts();
  const notices = readFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  const missing = parts.filter(({ name }) => !notices.includes(name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new SetupError(`THIRD-PARTY-NOTICES.md does not name ${names}.`);
  }
  const file = join(kFolder, 'sbom.cdx.json');
  writeFileSync(file, `${JSON.stringify(sbomOf(manifest, parts), null, 2)}\n`);
  note(`${file}: ${parts.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
}

async function pack(manifest) {
  const now = step('Package: packing, and npm publish --dry-run');
  const options = { cwd: root, sentence: 'npm refuses the package.' };
  await must('npm', ['pack', '--pack-destination', kFolder], options);
  const archive = join(kFolder, `${manifest.name}-${manifest.version}.tgz`);
  await must('npm', ['publish', '--dry-run', archive], options);
  now.done(archive);
}
