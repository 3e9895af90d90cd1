// The processor time that a step has used is added up over all commands that it starts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { measured, processorTime } from './processor_time.mjs';
import { run } from './run.mjs';

const kWork = 'const end = process.cpuUsage().user + 4e5; while (process.cpuUsage().user < end);';

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
  assert.ok(ms >= 400, `${ms} ms`);
  await beside;
  assert.equal((await measured(() => Promise.resolve())).ms, 0);
});

test('hands on the exit code, and that a command does not exist', async () => {
  const codeOf = (command, args) => async () => (await run(command, args)).code;
  assert.equal((await measured(codeOf('/bin/sh', ['-c', 'exit 3']))).result, 3);
  assert.equal((await measured(codeOf('no-such-command', []))).result, 127);
});

/** Leaves work to a process that nobody waits for, as a browser does, and ends after it. */
const kOrphan = `
  const { execFileSync } = require('node:child_process');
  const leave = ['-c', '"$0" -e "$1" >/dev/null & echo $!', process.execPath, process.argv[1]];
  const pid = Number(execFileSync('/bin/sh', leave));
  const look = () => { try { process.kill(pid, 0); setTimeout(look, 20); } catch { /* it has ended */ } };
  look();`;

const isLinux = process.platform === 'linux';

test('counts what has lost its parent', { skip: !isLinux }, async () => {
  const { result, ms } = await measured(() => run(process.execPath, ['-e', kOrphan, kWork]));
  assert.equal(result.code, 0, result.output);
  assert.ok(ms >= 400, `${ms} ms`);
});

test('says what a shell says of a command that a signal has ended', async () => {
  const { result } = await measured(() => run('/bin/sh', ['-c', 'kill -TERM $$']));
  assert.equal(result.code, 128 + 15);
});
