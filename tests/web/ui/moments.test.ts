import { describe, expect, it } from 'vitest';
import { momentInWords } from '../../../web/src/ui/moment.js';

describe('9.3: a moment in words', () => {
  const first = new Date(2026, 11, 1, 16, 5).getTime();
  const eleventh = new Date(2026, 10, 11, 1, 1).getTime();

  it.each([
    ['fr', first, /^1er déc\. 2026/],
    ['fr', eleventh, /^11 nov\. 2026/],
    ['en', first, /^Dec 1, 2026/],
    ['es', first, /^1 dic 2026/],
  ] as const)('is read as one says it: %s %i', (language, at, words) => {
    const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    expect(momentInWords(at, language, format)).toMatch(words);
  });
});
