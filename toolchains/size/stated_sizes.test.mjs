import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../support/places.mjs';
import { wrongSizes } from './stated_sizes.mjs';

const read = (name) => readFileSync(join(root, name), 'utf8');
const bytes = (brotli) => ({ raw: 0, gzip: 0, brotli });
const kHook = 'synchrone: the hook and the queue';
const kSizes = Object.fromEntries(
  [
    [kHook, /by some (\d+) kB/],
    ['synchrone: loaded later', /and (\d+) kB that load later;/],
    ['synchrone/streaming: the hook and the queue', /streaming` by (\d+) kB/],
    ['synchrone.wasm', /a file of (\d+) kB/],
    ['synchrone/streaming: loaded later', /kB, and (\d+) kB that\s+load later\./],
  ].map(([use, pattern]) => [use, bytes(1000 * Number(pattern.exec(read('README.md'))[1]))]),
);

test('says nothing of sizes that are as measured', () => {
  assert.deepEqual(wrongSizes(kSizes), []);
});

test('names a document that states another size', () => {
  const grown = { ...kSizes, [kHook]: bytes(kSizes[kHook].brotli + 2300) };
  const [line, ...others] = wrongSizes(grown);
  assert.match(line, /^README\.md: "synchrone: the hook and the queue" is \d+\.3 kB, not \d+$/);
  assert.deepEqual(others, []);
});

test('names a size that a document says no more', () => {
  const without = (name) => read(name).replace(/by some \d+ kB/, 'a little');
  assert.deepEqual(wrongSizes(kSizes, without), [`README.md: the size of "${kHook}" is not found`]);
});
