// The counts in the closing line of `npm test`, from the JUnit files of its runners.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { countTests, failedTests, failuresIn } from './junit.mjs';

const count = (xml) => read(xml, countTests);

function read(xml, by) {
  const folder = mkdtempSync(join(tmpdir(), 'junit-'));
  const file = join(folder, 'report.xml');
  writeFileSync(file, xml);
  try {
    return by(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('counts what ctest writes', () => {
  assert.deepEqual(
    count(`<testsuite tests="4">
    <testcase name="unit/A.B" status="run"><system-out>x</system-out></testcase>
    <testcase name="unit/A.C" status="fail"><failure message="Failed"/></testcase>
    <testcase name="unit/A.D" status="notrun"><skipped message="Not run"/></testcase>
    <testcase name="unit/A.E" status="disabled"/>
  </testsuite>`),
    { passed: 1, failed: 1, skipped: 2 },
  );
});

test('counts what vitest, Playwright and node write', () => {
  assert.deepEqual(
    count(`<testsuites><testsuite name="a.test.ts">
    <testcase classname="a" name="a > b &quot;c&quot;" time="0.1">
    </testcase>
    <testcase name="d -> e"><error message="boom">trace</error></testcase>
    <testcase name="f"/>
    <testcase name="g"><skipped/></testcase>
  </testsuite></testsuites>`),
    { passed: 2, failed: 1, skipped: 1 },
  );
});

test('takes a missing report for no tests', () => {
  assert.deepEqual(countTests('/nonexistent/report.xml'), { passed: 0, failed: 0, skipped: 0 });
});

test('names what failed', () => {
  const xml = `<testsuites>
    <testcase classname="a" name="a &gt; b"/>
    <testcase classname="a" name="c"><failure message="boom"/></testcase>
    <testcase name="d"><error message="boom">trace</error></testcase>
  </testsuites>`;
  assert.deepEqual(read(xml, failedTests), ['c', 'd']);
});

test('tells what the runner says of a failure', () => {
  const xml = `<testsuites>
    <testcase name="a &gt; b"><failure message="m"><![CDATA[expected <1>
    at a.ts:3]]></failure></testcase>
    <testcase name="c"><error message="boom">x &lt; y</error></testcase>
    <testcase name="d"><failure message="m"/></testcase>
  </testsuites>`;
  assert.deepEqual(read(xml, failuresIn), [
    { name: 'a > b', text: 'expected <1>\n    at a.ts:3' },
    { name: 'c', text: 'x < y' },
    { name: 'd', text: '' },
  ]);
});
