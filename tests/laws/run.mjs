// npm run broken-laws: breaks each law once, in a copy of the sources, and lists the suites that
// notice. A law that can be broken unnoticed is an error.
//
//   npm run broken-laws [-- --core | --web] [--only "part of a law's name"] [--table]
//
// --core: laws.mjs against the native suites; --web: web_laws.mjs against tests/web. --table writes
// the results into README.md beside this file.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { root } from '../../toolchains/support/places.mjs';
import { note, runCommand } from '../../toolchains/support/say.mjs';
import { tryCoreLaw, prepareCore } from './core.mjs';
import { kBrokenLaws } from './laws.mjs';
import { prepareWeb, tryWebLaw } from './web.mjs';
import { kBrokenWebLaws } from './web_laws.mjs';

const { values } = parseArgs({
  options: {
    core: { type: 'boolean', default: false },
    web: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    table: { type: 'boolean', default: false },
  },
});

const kReadme = join(root, 'tests/laws/README.md');
const kParts = [
  { flag: 'core', title: '## The core', laws: kBrokenLaws, prepare: prepareCore, run: tryCoreLaw },
  { flag: 'web', title: '## web/src', laws: kBrokenWebLaws, prepare: prepareWeb, run: tryWebLaw },
];

await runCommand(async () => {
  const wanted = kParts.filter(({ flag }) => values[flag]);
  const survivors = [];
  for (const part of wanted.length > 0 ? wanted : kParts) survivors.push(...(await breakAll(part)));
  for (const law of survivors) note(`SURVIVED: ${law}`);
  return survivors.length > 0 ? 1 : 0;
});

/** @returns {Promise<string[]>} the laws that no suite missed */
async function breakAll({ title, laws, prepare, run }) {
  const chosen = laws.filter(({ law }) => law.includes(values.only));
  if (chosen.length === 0) return [];
  await prepare();
  const rows = [];
  for (const law of chosen) {
    const caught = caughtBy(run, law);
    rows.push({ ...law, caught });
    note(`${caught.length > 0 ? 'caught  ' : 'SURVIVED'} ${law.law}: ${caught.join(', ')}`);
  }
  if (values.table && chosen.length === laws.length) writeTable(title, rows);
  const survivors = rows.filter(({ caught }) => caught.length === 0).map(({ law }) => law);
  note(`${rows.length} laws broken, ${survivors.length} unnoticed`);
  return survivors;
}

/** A law whose text is not where it was hides none behind it; it counts as unnoticed. */
function caughtBy(run, law) {
  try {
    return run(law);
  } catch (error) {
    note(`not broken: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** Puts the table under its title; the rest of the page stays. */
function writeTable(title, rows) {
  const lines = rows.map(
    ({ law, clause, caught }) => `| ${clause} | ${law} | ${caught.join('<br>')} |`,
  );
  const table = ['| Clause | What was broken | Who noticed |', '|---|---|---|', ...lines].join(
    '\n',
  );
  const [before = '', after = ''] = readFileSync(kReadme, 'utf8').split(`${title}\n`);
  const rest = after.slice(after.search(/^## /m) < 0 ? after.length : after.search(/^## /m));
  writeFileSync(kReadme, `${before}${title}\n\n${table}\n${rest === '' ? '' : `\n${rest}`}`);
}
