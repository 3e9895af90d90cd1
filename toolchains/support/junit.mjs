// Reads the JUnit files that every test runner of this project writes.

import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @type {Counts} */
export const none = { passed: 0, failed: 0, skipped: 0 };

const kEscapes = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** @param {string} file a JUnit file @returns {Counts} all zero when the file is missing */
export function countTests(file) {
  if (!existsSync(file)) return none;
  const counts = { ...none };
  for (const [, attributes, body = ''] of testCases(readFileSync(file, 'utf8'))) {
    counts[verdictOf(attributes, body)] += 1;
  }
  return counts;
}

/** @param {string} file a JUnit file @returns {string[]} names of the tests that failed */
export function failedTests(file) {
  return failuresIn(file).map(({ name }) => name);
}

/**
 * @param {string} file a JUnit file
 * @returns {{ name: string, text: string }[]} of each test that failed, what its runner says of it
 */
export function failuresIn(file) {
  return [...testCases(readFileSync(file, 'utf8'))]
    .filter(([, attributes, body = '']) => verdictOf(attributes, body) === 'failed')
    .map(([, attributes, body]) => ({
      name: plain(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? ''),
      text: plain(
        /<(?:failure|error)\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:failure|error)>)/.exec(body)?.[1] ?? '',
      ),
    }));
}

/** Text of an XML document without its escapes, and without the colours of a terminal. */
function plain(xml) {
  return stripVTControlCharacters(xml)
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => kEscapes[name])
    .replace(/\[[\d;]+m/g, '')
    .trim();
}

function verdictOf(attributes, body) {
  if (/<(failure|error)\b/.test(body)) return 'failed';
  const notRun = /<skipped\b/.test(body) || /status="(notrun|disabled)"/.test(attributes);
  return notRun ? 'skipped' : 'passed';
}

/** Each match: the attributes of a test case, and its children when it has any. */
function testCases(xml) {
  return xml.matchAll(/<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g);
}
