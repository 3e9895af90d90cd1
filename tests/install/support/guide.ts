import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packed.js';

/** The block of code of web/README.md that has this text. */
export function guideBlock(text: string): string {
  const guide = readFileSync(join(root, 'web/README.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```tsx?\n(.*?)^```$/gms)].map((found) => found[1] ?? '');
  const found = blocks.find((block) => block.includes(text));
  if (found === undefined) throw new Error(`The guide has no block with ${text}.`);
  return found;
}
