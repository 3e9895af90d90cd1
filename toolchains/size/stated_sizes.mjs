// Compares the sizes that documents state with what is measured: kilobytes of brotli, 1 000 bytes each.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../support/places.mjs';

/** Two compressions differ by less than this; that is no reason to change a document. */
const kRoom_kB = 1;

/** By document: the words around a number (N; lines may be broken anywhere), and whose number it is. */
const kStated = {
  'README.md': [
    ['grows by some N kB', 'synchrone: the hook and the queue'],
    ['included, and N kB that load later', 'synchrone: loaded later'],
    ['with `synchrone/streaming` by N kB', 'synchrone/streaming: the hook and the queue'],
    ['a file of N kB', 'synchrone.wasm'],
    ['kB, and N kB that load later', 'synchrone/streaming: loaded later'],
  ],
  'web/README.md': [['texts of diagnostics (N kB, brotli)', 'synchrone: loaded later']],
};

const patternOf = (words) =>
  new RegExp(words.replace(/[()]/g, '\\$&').replaceAll(' ', '\\s+').replace('N', '(\\d+)'));

/**
 * @param {Record<string, import('./measure.mjs').Bytes>} uses
 * @param {(document: string) => string} read the text of a document of the checkout
 * @returns {string[]} a line for each size that differs from what is measured, or is not stated any more
 */
export function wrongSizes(uses, read = (name) => readFileSync(join(root, name), 'utf8')) {
  return Object.entries(kStated).flatMap(([name, sizes]) => {
    const text = read(name);
    return sizes.flatMap(([words, use]) => {
      const stated = patternOf(words).exec(text)?.[1];
      if (stated === undefined) return [`${name}: the size of "${use}" is not found`];
      const measured = uses[use].brotli / 1000;
      if (Math.abs(Number(stated) - measured) <= kRoom_kB) return [];
      return [`${name}: "${use}" is ${measured.toFixed(1)} kB, not ${stated}`];
    });
  });
}
