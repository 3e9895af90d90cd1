// The dependency rule, the house's limits and its doc comments, checked over the source tree. Prints each breach as
// file:line and exits 1 when there is one.

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { checkClauses } from './layers/clause_names.mjs';
import { checkCpp } from './layers/cpp_rules.mjs';
import { checkDocComments } from './layers/doc_comments.mjs';
import { checkTestTitles } from './layers/test_titles.mjs';
import { checkTypeScript } from './layers/typescript_rules.mjs';
import { filesUnder } from './support/inputs.mjs';
import { root } from './support/places.mjs';
import { runCommand } from './support/say.mjs';

const kMaxLines = 500; // per file; see CONTRIBUTING
const kSources = /\.(cc|h|ts|tsx|mjs|js|cmake)$/;

/**
 * @typedef {object} Breach
 * @property {string} file relative to the checkout
 * @property {number} line from 1
 * @property {string} message what is wrong, with the rule
 */

/**
 * Checks a whole source tree.
 * @param {string} tree the folder that holds core/, wasm/, web/, tests/ and toolchains/
 * @returns {Breach[]}
 */
export function checkLayers(tree) {
  return ['core', 'wasm', 'web', 'tests', 'toolchains']
    .flatMap((folder) => filesUnder(join(tree, folder)))
    .filter((path) => kSources.test(path))
    .flatMap((path) => checkFile(relative(tree, path), readFileSync(path, 'utf8')));
}

/** @param {string} file relative to the tree @param {string} text @returns {Breach[]} */
function checkFile(file, text) {
  const rules = /\.(cc|h)$/.test(file)
    ? [checkCpp]
    : [checkTypeScript, checkDocComments, checkTestTitles];
  return [checkLength, checkClauses, ...rules].flatMap((rule) =>
    rule(file, text).map((breach) => ({ file, ...breach })),
  );
}

function checkLength(_, text) {
  const lines = text.split('\n').length - 1;
  if (lines <= kMaxLines) return [];
  return [{ line: kMaxLines + 1, message: `${lines} lines, more than ${kMaxLines}` }];
}

if (process.argv[1] === import.meta.filename) {
  await runCommand(async () => {
    const breaches = checkLayers(root);
    for (const { file, line, message } of breaches) console.error(`${file}:${line}: ${message}`);
    if (breaches.length > 0) return 1;
    console.log('Every layer keeps to the rule.');
    return 0;
  });
}
