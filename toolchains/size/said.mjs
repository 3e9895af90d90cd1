// The sizes that documents say, held to what is measured: kilobytes of brotli, 1 000 bytes each.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../support/places.mjs';

/** A difference of two compressions is no reason to write a document anew. */
const kRoom_kB = 1;

const kStreamed = 'with `synchrone/streaming` by';
/** By document: what stands around a number, and whose number it is. */
const kSaid = {
  'README.md': [
    [/grows\s+by some (\d+) kB/, 'synchrone: the hook and the queue'],
    [/included, and (\d+) kB that load later/, 'synchrone: loaded later'],
    [new RegExp(`${kStreamed} (\\d+) kB`), 'synchrone/streaming: the hook and the queue'],
    [new RegExp(`${kStreamed} \\d+ kB, a file of (\\d+) kB`), 'synchrone.wasm'],
    [
      new RegExp(`${kStreamed} \\d+ kB, a file of \\d+ kB, and (\\d+) kB`),
      'synchrone/streaming: loaded later',
    ],
  ],
  'web/README.md': [[/texts of diagnostics \((\d+) kB, brotli\)/, 'synchrone: loaded later']],
};

/**
 * @param {Record<string, import('./measure.mjs').Bytes>} uses
 * @param {(document: string) => string} read the text of a document of the checkout
 * @returns {string[]} a line for each size that is not as measured, or is said no more
 */
export function wronglySaid(uses, read = (name) => readFileSync(join(root, name), 'utf8')) {
  return Object.entries(kSaid).flatMap(([name, sizes]) => {
    const text = read(name);
    return sizes.flatMap(([pattern, use]) => {
      const said = pattern.exec(text)?.[1];
      if (said === undefined) return [`${name}: the size of "${use}" is not found`];
      const measured = uses[use].brotli / 1000;
      if (Math.abs(Number(said) - measured) <= kRoom_kB) return [];
      return [`${name}: "${use}" is ${measured.toFixed(1)} kB, not ${said}`];
    });
  });
}
