// Steps behind a failed one still run, and the closing line counts the failure.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { none } from './junit.mjs';
import { SetupError, isKept } from './say.mjs';
import { runSteps, verdictOf } from './verdict.mjs';

const passing = (passed) => () => Promise.resolve({ ...none, passed });
const failing = () => Promise.resolve({ passed: 2, failed: 1, skipped: 1 });
const throwing = (error) => () => Promise.reject(error);

async function outcomes(steps) {
  const results = await runSteps(steps);
  return results.map(({ name, outcome }) => `${name}: ${outcome}`);
}

test('runs every step after one that failed', async () => {
  const steps = [
    { name: 'a', run: failing },
    { name: 'b', run: passing(3) },
  ];
  assert.deepEqual(await outcomes(steps), ['a: FAILED', 'b: ok']);
});

test('does not run what needs a step that failed, directly or through another', async () => {
  const steps = [
    { name: 'set-up', run: throwing(new SetupError('no network')) },
    { name: 'builds', needs: ['set-up'], run: passing(1) },
    { name: 'browsers', needs: ['builds'], run: passing(1) },
    { name: 'scripts', run: passing(1) },
  ];
  assert.deepEqual(await outcomes(steps), [
    'set-up: FAILED',
    'builds: not run',
    'browsers: not run',
    'scripts: ok',
  ]);
});

test('runs steps side by side, each when what it needs has ended, and keeps their order', async () => {
  const events = [];
  const open = {};
  const step = (name, needs = []) => ({
    name,
    needs,
    run: () => {
      events.push(`${name} begins`);
      return new Promise((resolve) => {
        open[name] = () => {
          events.push(`${name} ends`);
          resolve({ ...none, passed: 1 });
        };
      });
    },
  });
  const soon = () => new Promise((resolve) => setImmediate(resolve));
  const all = runSteps([step('a'), step('b'), step('c', ['a']), step('d')], 2);
  await soon();
  open.b();
  await soon();
  open.a();
  await soon();
  open.c();
  open.d();
  const results = await all;
  assert.deepEqual(events, [
    ...['a begins', 'b begins', 'b ends', 'd begins'],
    ...['a ends', 'c begins', 'c ends', 'd ends'],
  ]);
  assert.deepEqual(
    results.map(({ name, outcome }) => `${name}: ${outcome}`),
    ['a: ok', 'b: ok', 'c: ok', 'd: ok'],
  );
});

test('runs nothing beside a step that is alone, and one that is after others behind all of them', async () => {
  const events = [];
  const run = (name) => async () => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${name} ends`);
    return none;
  };
  await runSteps(
    [
      { name: 'a', isAlone: true, run: run('a') },
      { name: 'b', run: failing },
      { name: 'c', after: ['a', 'b'], run: run('c') },
    ],
    2,
  );
  assert.deepEqual(events, ['a begins', 'a ends', 'c begins', 'c ends']);
});

test('keeps the output of a step back while others print, unless it is shown', async () => {
  const kept = {};
  const run = (name) => () => {
    kept[name] = isKept();
    return Promise.resolve(none);
  };
  const steps = [
    { name: 'alone', isAlone: true, run: run('alone') },
    { name: 'shown', isShown: true, run: run('shown') },
    { name: 'other', run: run('other') },
  ];
  await runSteps(steps, 2);
  assert.deepEqual(kept, { alone: false, shown: false, other: true });
});

test('does not run side by side what needs a step that failed', async () => {
  const steps = [
    { name: 'a', run: failing },
    { name: 'b', needs: ['a'], run: passing(1) },
    { name: 'c', run: passing(1) },
  ];
  const results = await runSteps(steps, 2);
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    ['FAILED', 'not run', 'ok'],
  );
});

test('takes an unexpected error for a failure of its step alone', async () => {
  const steps = [
    { name: 'a', run: throwing(new TypeError('boom')) },
    { name: 'b', run: passing(1) },
  ];
  assert.deepEqual(await outcomes(steps), ['a: FAILED', 'b: ok']);
});

test('says what each step and all of them took of time and of processors', () => {
  const step = { outcome: 'ok', counts: none };
  const results = [
    { ...step, name: 'a', ms: 1000, processorMs: 1500 },
    { ...step, name: 'b', ms: 2000, processorMs: 120_000 },
  ];
  const words = verdictOf(results).lines.map((line) => line.trim().split(/\s{2,}/));
  assert.deepEqual(words.slice(0, 4), [
    ['time', 'processors'],
    ['ok', 'a', '1.0 s', '1.5 s'],
    ['ok', 'b', '2.0 s', '2 min 00 s'],
    ['2 min 02 s'],
  ]);
});

test('closes with the counts, and names what failed before them', async () => {
  const steps = [
    { name: 'a', run: failing },
    { name: 'b', run: passing(3) },
    { name: 'c', needs: ['a'], run: passing(1) },
  ];
  const { lines, failed } = verdictOf(await runSteps(steps));
  assert.equal(failed, true);
  assert.deepEqual(lines.slice(-4), ['', '   failed: a, c', '', '5 passed, 2 failed, 1 skipped']);
});

test('says nothing of failures when there are none', async () => {
  const { lines, failed } = verdictOf(await runSteps([{ name: 'a', run: passing(3) }]));
  assert.equal(failed, false);
  assert.deepEqual(lines.slice(-2), ['', '3 passed, 0 failed']);
});
