// The clauses of the contract (tests/spec/BEHAVIOUR.md) and the test files that name them. A section
// without numbered clauses, such as 4, is a clause itself.
//
//   node toolchains/clauses.mjs

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { filesUnder } from './support/inputs.mjs';
import { root } from './support/places.mjs';

const kContract = join(root, 'tests/spec/BEHAVIOUR.md');
/** Sources and scenarios; other JSON holds versions, which look like clauses. */
const kTests = /\.(cc|ts|tsx)$|\/scenarios\/[^/]+\.json$/;
const kSection = /^## (\d+)\. /gm;
const kClauseAtStart = /^\*{0,2}(\d+\.\d+[a-z]?)\*{0,2} /gm;
const kClauseInTest = /(?<![\w.])(\d+\.\d+[a-z]?)(?![\w.]*\d)/g;
/** Where a number without a dot is a clause: `BEHAVIOUR 4`, the list at the start of a title, a scenario's list. */
const kPlaces = [
  /\bBEHAVIOUR (\d+(?:\.\d+[a-z]?)?)/g,
  /\b(?:it|test|describe)(?:\.\w+\([^)]*\))?\(\s*['"`](\d[\d., L]*[a-z]?)[: ]/g,
  /"clauses": \[([^\]]*)\]/g,
];
const kNumber = /(?<![\w.])(\d+)(?![\w.])/g;

/** @returns {Map<string, string[]>} clause, such as "3.5a" or "4" → test files relative to the checkout */
export function testsOfClauses() {
  const contract = readFileSync(kContract, 'utf8');
  const tests = new Map(clausesOf(contract).map((clause) => [clause, []]));
  for (const file of filesUnder(join(root, 'tests')).filter((path) => kTests.test(path)))
    for (const clause of namedIn(readFileSync(file, 'utf8')))
      tests.get(clause)?.push(relative(root, file));
  return tests;
}

/** @param {string} contract its text @returns {string[]} in its order */
function clausesOf(contract) {
  const numbered = all(contract, kClauseAtStart);
  const whole = all(contract, kSection).filter(
    (section) => !numbered.some((clause) => clause.startsWith(`${section}.`)),
  );
  return [...whole, ...numbered].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** @param {string} source of a test @returns {Set<string>} */
function namedIn(source) {
  const sections = kPlaces.flatMap((place) => all(source, place)).flatMap((it) => all(it, kNumber));
  return new Set([...all(source, kClauseInTest), ...sections]);
}

const all = (text, pattern) => [...text.matchAll(pattern)].map(([, it]) => it);

if (process.argv[1] === import.meta.filename) {
  for (const [clause, files] of testsOfClauses()) console.log(`${clause}\t${files.join(' ')}`);
}
