// Each broken law finds its piece of source, once: run.mjs takes hours, and moved code would be
// noticed there only.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import { filesUnder } from '../../toolchains/support/inputs.mjs';
import { root } from '../../toolchains/support/places.mjs';
import { replaced } from '../../toolchains/support/source_piece.mjs';
import { kBrokenLaws } from './laws.mjs';
import { kBrokenWebLaws } from './web_laws.mjs';

const webSources = filesUnder(join(root, 'web/src'));

/** @param {{ law: string, file: string, is: string, becomes: string }} broken @param {string} path */
function findsItsText({ law, file, is, becomes }, path) {
  const text = readFileSync(path, 'utf8');
  assert.notEqual(replaced(text, is, becomes), null, `${law}: ${file} does not hold its text once`);
}

test('each broken law of the core finds its text', () => {
  for (const broken of kBrokenLaws) findsItsText(broken, join(root, broken.file));
});

test('each broken law of web/src finds its text', () => {
  for (const broken of kBrokenWebLaws) {
    const found = webSources.filter((path) => basename(path) === broken.file);
    assert.equal(found.length, 1, `${broken.law}: web/src holds ${broken.file} once`);
    findsItsText(broken, found[0] ?? '');
  }
});
