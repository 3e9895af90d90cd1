import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testsOfClauses } from './clauses.mjs';

test('every clause of the contract is named by a test', () => {
  const unproved = [...testsOfClauses()].filter(([, files]) => files.length === 0);
  assert.deepEqual(
    unproved.map(([clause]) => clause),
    [],
  );
});

test('the clauses are found', () => {
  assert.ok(testsOfClauses().has('3.12a'));
  assert.ok(testsOfClauses().size > 50);
});
