// What the documents of the repository say of its files and of the classes of the core is there.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

import { filesUnder } from './support/inputs.mjs';
import { root } from './support/places.mjs';

const kFolders = ['core', 'wasm', 'web', 'tests', 'toolchains'];
/** Pages with rules of their own (tests/docs), the description of another program, and former names. */
const kElsewhere = /^web\/docs\/|\/fixtures\/|^CHANGELOG\.md$/;

const files = [
  ...readdirSync(root).filter((name) => existsSync(join(root, name)) && /\.\w+$/.test(name)),
  ...kFolders.flatMap((folder) => filesUnder(join(root, folder))).map((f) => relative(root, f)),
];
const documents = files
  .filter((file) => file.endsWith('.md') && !kElsewhere.test(file))
  .map((file) => ({ file, lines: withoutBlocks(readFileSync(join(root, file), 'utf8')) }));

/** The lines of a document; those of its blocks of code are empty. */
function withoutBlocks(text) {
  let isCode = false;
  return text.split('\n').map((line) => {
    if (!line.startsWith('```')) return isCode ? '' : line;
    isCode = !isCode;
    return '';
  });
}

/** @returns {string[]} "file:line what" of all that the pattern finds and `isThere` does not know */
function missing(pattern, isThere) {
  return documents.flatMap(({ file, lines }) =>
    lines.flatMap((line, at) =>
      [...line.matchAll(pattern)]
        .filter((found) => !isThere(found.slice(1), file))
        .map(([what]) => `${file}:${at + 1} ${what}`),
    ),
  );
}

/** As GitHub names the place of a heading. */
const anchorOf = (heading) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(file) {
  const lines = documents.find((document) => document.file === file)?.lines ?? [];
  return lines.filter((line) => /^#+ /.test(line)).map((it) => anchorOf(it.replace(/^#+ /, '')));
}

test('there are documents', () => {
  assert.ok(documents.length > 15);
});

test('a link leads to a file, and to a heading of it', () => {
  const lost = missing(
    /\]\((?!https?:|mailto:)([^)#\s]*)#?([^)\s]*)\)/g,
    ([path, anchor], file) => {
      const target = path === '' ? file : relative(root, join(root, dirname(file), path));
      if (!existsSync(join(root, target))) return false;
      return anchor === '' || !target.endsWith('.md') || anchorsOf(target).includes(anchor);
    },
  );
  assert.deepEqual(lost, []);
});

test('a member of a class that is named is in the core or at its boundary', () => {
  const sources = files
    .filter((file) => /^(core|wasm)\/.*\.(cc|h)$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8').replace(/\/\/.*/g, ''));
  const words = new Set(sources.flatMap((text) => text.match(/\w+/g)));
  const named = /`([A-Z]\w+)::(\w+)(?:\([^`]*\))?`/g;
  assert.deepEqual(
    missing(named, (names) => names.every((name) => words.has(name))),
    [],
  );
});

test('a file that is named is there', () => {
  /** Written by a command, or a name that the package gives a file. */
  const kMade = /^build\/|^synchrone\/|^peers\.md$/;
  const isThere = ([name]) =>
    kMade.test(name) ||
    files.some((file) => `/${file}`.endsWith(`/${name.replace(/^(\.\.?\/)+/, '')}`));
  assert.deepEqual(missing(/`([\w./-]+\.(?:ts|tsx|mjs|cc|h|md|css))`/g, isThere), []);
});

test('a script of npm that is named is in package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.deepEqual(
    missing(/`npm run ([\w:-]+)/g, ([name]) => name in scripts),
    [],
  );
});

test('a record of a decision has its day, its four parts and its place in the index', () => {
  const records = documents.filter(({ file }) => /^(core|web)\/adr\//.test(file));
  assert.ok(records.length > 10);
  const index = documents.find(({ file }) => file === 'CONTRIBUTING.md').lines.join('\n');
  const kParts = ['## Context', '## Decision', '## Alternatives', '## Consequences'];
  const kState = /^(Accepted on|Superseded by \[[^\]]+\]\([^)]+\) on) \d{4}-\d\d-\d\d/;
  for (const { file, lines } of records) {
    assert.match(file, /\/\d{4}(-[a-z0-9]+)+\.md$/);
    assert.match(lines[2], kState, file);
    const parts = lines.filter((line) => line.startsWith('## '));
    assert.deepEqual(parts, kParts, file);
    assert.ok(lines.length <= 45, `${file} is longer than a record should be`);
    assert.ok(index.includes(`[${lines[0].slice(2)}](${file})`), `the index lacks ${file}`);
  }
});
