// The processor time that a step has used is added up over all commands that it starts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { measured, processorTime } from './processor_time.mjs';
import { run } from './run.mjs';

const kWork = 'const end = process.cpuUsage().user + 2e5; while (process.cpuUsage().user < end);';

test('reads the minutes and seconds of the children from what a shell says', () => {
  assert.equal(processorTime('0m9.00s 0m9.00s\n1m2.50s 0m0.25s\n'), 62_750);
  assert.equal(processorTime(''), 0);
});

test('counts the commands of the work, and those that they start, and not those beside it', async () => {
  const beside = run(process.execPath, ['-e', kWork]);
  const { result, ms } = await measured(() =>
    run('/bin/sh', ['-c', '"$0" -e "$1"; echo done', process.execPath, kWork]),
  );
  assert.equal(result.stdout, 'done');
  assert.ok(ms >= 200, `${ms} ms`);
  await beside;
  assert.equal((await measured(() => Promise.resolve())).ms, 0);
});

test('hands on the exit code, and that a command does not exist', async () => {
  const codeOf = (command, args) => async () => (await run(command, args)).code;
  assert.equal((await measured(codeOf('/bin/sh', ['-c', 'exit 3']))).result, 3);
  assert.equal((await measured(codeOf('no-such-command', []))).result, 127);
});
