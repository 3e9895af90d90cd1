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
  for (const section of ['1', '4', '8', '10']) assert.ok(testsOfClauses().has(section), section);
  assert.ok(!testsOfClauses().has('2'));
});

test('a scenario is found by the section that it names, and a version is not a clause', () => {
  assert.ok(testsOfClauses().get('4').includes('tests/spec/scenarios/answers.json'));
  const files = [...testsOfClauses().values()].flat();
  assert.deepEqual(
    files.filter((file) => file.endsWith('package-lock.json')),
    [],
  );
});
