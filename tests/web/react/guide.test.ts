import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complaintsAbout } from '../../support/compile_blocks.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const guides = ['README.md', 'DATA_LAYERS.md'];

/** The code of the guides, by the name of a file. */
const blocks = new Map(guides.flatMap(blocksOf));

function blocksOf(guide: string): [path: string, code: string][] {
  const text = readFileSync(new URL(`../../../web/${guide}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```$/gms)].map(([, kind, code], index) => [
    `${guide}-${index}.${kind}`,
    code ?? '',
  ]);
}

describe('2.5b: the guides for existing applications', () => {
  it('have code that compiles against the library', () => {
    expect(blocks.size).toBeGreaterThan(10);
    expect(complaintsAbout(`${here}../../tsconfig.json`, blocks, 'guides')).toEqual([]);
  });
});
