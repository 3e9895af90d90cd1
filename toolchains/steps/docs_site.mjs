// The documentation site: the reference by TypeDoc from the doc comments, then all pages by VitePress.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { filesUnder, whenChanged } from '../support/inputs.mjs';
import { inBuild, root } from '../support/places.mjs';
import { must, show } from '../support/run.mjs';
import { step } from '../support/say.mjs';

const kVitePress = 'node_modules/vitepress/bin/vitepress.js';
const kReference = inBuild('docs-api');

/** Makes build/docs-api: a page of Markdown for each entry point of the package. */
export async function buildReference() {
  const inputs = ['web/src', 'web/docs/typedoc.json', 'package-lock.json', 'toolchains/steps'];
  await whenChanged('docs-api', { inputs, output: join(kReference, 'synchrone.md') }, async () => {
    await build('Reference', [
      'node_modules/typedoc/bin/typedoc',
      '--options',
      'web/docs/typedoc.json',
    ]);
    for (const page of filesUnder(kReference)) {
      writeFileSync(page, asPageOfTheSite(readFileSync(page, 'utf8')));
    }
    renameSync(join(kReference, 'index.md'), join(kReference, 'synchrone.md'));
  });
}

/** Makes build/docs. Fails where a link leads nowhere. */
export async function buildSite() {
  const inputs = [
    ...['web/docs', 'web/README.md', 'web/DATA_LAYERS.md', 'toolchains/size/budget.json'],
    ...[
      'build/docs-api',
      'build/package/esm',
      'web/src/client/base',
      'core/engine',
      'package-lock.json',
    ],
  ];
  await whenChanged('docs', { inputs, output: inBuild('docs/index.html') }, () =>
    build('Documentation site', [kVitePress, 'build', 'web/docs']),
  );
}

/** The pages while they are written, until the command is ended. */
export function serveSite() {
  return show(process.execPath, [kVitePress, 'dev', 'web/docs'], { cwd: root });
}

/**
 * A page of TypeDoc without its title (the site has its own), with what an entry point only re-exports
 * as a plain list. Numbers of clauses mean nothing to readers of the site, and `{{` is a template of Vue.
 */
function asPageOfTheSite(page) {
  return page
    .replace(/^# .*\n/, '')
    .replace(/\(index\.md#/g, '(synchrone.md#')
    .replace(
      /^### \w+\n\n(?:Re-exports|Renames and re-exports) (\[.+\))\n(?:\n\*\*\*\n)?\n?/gm,
      '- $1\n',
    )
    .replace(/ \((?:BEHAVIOUR )?(?:section )?\d+(?:\.\d+[a-z]?)?\)/g, '')
    .replace(/\{\{/g, '&#123;&#123;');
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
