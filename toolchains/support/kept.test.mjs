// What has passed is not run again until what it reads has changed.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { none } from './junit.mjs';
import { digestOf, unlessKept } from './kept.mjs';

let root;
let runs;
let kept;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kept-'));
  for (const folder of ['src', 'reports']) mkdirSync(join(root, folder));
  write('src/a.ts', '1');
  runs = 0;
  kept = [];
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file, text) {
  writeFileSync(join(root, file), text);
}

function suite({ failed = 0, runsAll = false } = {}) {
  const tests = () => {
    runs += 1;
    write('reports/web.xml', '<testsuite/>');
    return Promise.resolve({ ...none, passed: 3, failed });
  };
  const keeping = {
    passed: join(root, 'passed'),
    reports: join(root, 'reports'),
    runsAll,
    onKept: (name) => kept.push(name),
  };
  return unlessKept('web', digestOf(root, ['src', 'missing']), tests, keeping);
}

test('runs once what has passed, and keeps its counts and its reports', async () => {
  await suite();
  rmSync(join(root, 'reports/web.xml'));
  assert.deepEqual(await suite(), { ...none, passed: 3 });
  assert.equal(runs, 1);
  assert.deepEqual(kept, ['web']);
  assert.ok(existsSync(join(root, 'reports/web.xml')));
});

test('passes over what another suite has in the checkout for a moment', async () => {
  mkdirSync(join(root, 'core'));
  write('core/a.cc', '1');
  const before = digestOf(root, ['src', 'core']);
  write('core/package.json', '{}');
  write('src/vite.config.ts.timestamp-1732900000-0a1b.mjs', '');
  assert.equal(digestOf(root, ['src', 'core']), before);
  write('core/b.cc', '1');
  assert.notEqual(digestOf(root, ['src', 'core']), before);
});

test('runs again what has failed', async () => {
  await suite({ failed: 1 });
  await suite();
  assert.equal(runs, 2);
  assert.deepEqual(kept, []);
});

test('forgets what has passed before when it fails', async () => {
  await suite();
  await suite({ failed: 1, runsAll: true });
  await suite();
  assert.equal(runs, 3);
});

test('runs again when a file is changed, added, renamed or removed', async () => {
  await suite();
  write('src/a.ts', '2');
  await suite();
  write('src/b.ts', '2');
  await suite();
  write('missing', '');
  await suite();
  rmSync(join(root, 'src/a.ts'));
  await suite();
  assert.equal(runs, 5);
});

test('runs everything when asked to', async () => {
  await suite();
  await suite({ runsAll: true });
  assert.equal(runs, 2);
});
