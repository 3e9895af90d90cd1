import assert from 'node:assert/strict';
import { test } from 'node:test';

import { overBudget } from './budget.mjs';

const budget = { brotli: { hook: 100 }, rooms: { 'web/src/host': 10, 'web/src/ui': 10 } };
const bytes = (brotli) => ({ raw: 0, gzip: 0, brotli });

test('says nothing of a use within its budget', () => {
  assert.deepEqual(overBudget(budget, { hook: bytes(100) }, { 'web/src/host': 99 }), []);
});

test('names the use that is over its budget, and what grew, most first', () => {
  const rooms = { 'web/src/host': 12, 'web/src/ui': 9, 'web/src/new': 5 };
  assert.deepEqual(overBudget(budget, { hook: bytes(101) }, rooms), [
    'hook: 101 bytes of brotli, budget 100',
    '  web/src/new has grown by 5 to 5 bytes, minified',
    '  web/src/host has grown by 2 to 12 bytes, minified',
  ]);
});

test('names a use that has no budget', () => {
  assert.deepEqual(overBudget(budget, { other: bytes(1) }, {}), ['other: has no budget']);
});
