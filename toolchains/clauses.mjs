// The clauses of the contract (tests/spec/BEHAVIOUR.md) and the test files that name them.
//
//   node toolchains/clauses.mjs

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { filesUnder } from './support/inputs.mjs';
import { root } from './support/places.mjs';

const kContract = join(root, 'tests/spec/BEHAVIOUR.md');
const kTests = /\.(cc|ts|tsx|json)$/;
const kClauseAtStart = /^\*{0,2}(\d+\.\d+[a-z]?)\*{0,2} /gm;
const kClauseInTest = /(?<![\w.])(\d+\.\d+[a-z]?)(?![\w.]*\d)/g;

/** @returns {Map<string, string[]>} clause, such as "3.5a" → test files relative to the checkout */
export function testsOfClauses() {
  const clauses = [...readFileSync(kContract, 'utf8').matchAll(kClauseAtStart)].map(([, it]) => it);
  const tests = new Map(clauses.map((clause) => [clause, []]));
  for (const file of filesUnder(join(root, 'tests')).filter((path) => kTests.test(path))) {
    const named = new Set(
      [...readFileSync(file, 'utf8').matchAll(kClauseInTest)].map(([, it]) => it),
    );
    for (const clause of named) tests.get(clause)?.push(relative(root, file));
  }
  return tests;
}

if (process.argv[1] === import.meta.filename) {
  for (const [clause, files] of testsOfClauses()) console.log(`${clause}\t${files.join(' ')}`);
}
