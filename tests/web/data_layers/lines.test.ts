import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const parts = ['set-up', 'list', 'filtered', 'infinite', 'detail'] as const;

/** Lines of the parts of a file, each below a comment of its name: without empty ones and imports. */
function linesOf(file: string): number[] {
  const text = readFileSync(
    new URL(`../../outside/data_layers/screens/${file}.tsx`, import.meta.url),
    'utf8',
  );
  return parts.map((part) => {
    const [, below = ''] = text.split(`// ${part}\n`);
    const [own = ''] = below.split(/^\/\/ /m);
    return own.split('\n').filter((line) => line.trim() !== '').length;
  });
}

const row = (name: string, file: string): string => {
  const lines = linesOf(file);
  const total = lines.reduce((sum, one) => sum + one, 0);
  return `| ${name} | ${lines.join(' | ')} | ${total} |`;
};

describe('the lines that an application writes', () => {
  it('are those that the guide names', () => {
    const guide = readFileSync(new URL('../../../web/DATA_LAYERS.md', import.meta.url), 'utf8');
    const squeezed = guide.replace(/ +/g, ' ');
    for (const line of [
      row('`useQuery`, without a queue', 'query_plain'),
      row('`synchrone/query`', 'query'),
      row('RTK Query', 'rtk'),
      row('SWR', 'swr'),
      row('Zustand', 'zustand'),
    ])
      expect(squeezed).toContain(line);
  });

  it('are at most 55 for the four screens of TanStack Query', () => {
    const [, ...screens] = linesOf('query');
    expect(screens.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(55);
  });
});
