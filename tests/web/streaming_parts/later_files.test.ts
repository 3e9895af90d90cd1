import { describe, expect, it, vi } from 'vitest';
import { hasLanguage } from '../../../web/src/client/base/messages/catalogues_streamed.js';
import { sentenceOf } from '../../../web/src/client/base/messages/sentence.js';
import type { LaterFileParts } from '../../../web/src/client/later_files.js';
import { loadLaterFiles } from '../../../web/src/client/later_files_split.js';

const missing = vi.hoisted(() => ({ fr: true }));
vi.mock('../../../web/src/client/base/messages/fr.js', async (original) => {
  if (missing.fr) throw new Error('404');
  return original();
});

/** Against hanging, not slowness. */
const patience = { timeout: 300_000 };

interface Timer {
  name: string;
  delayMs: number;
  run: () => void;
}

/** A page in French, and what it was asked to do. */
function page(): LaterFileParts & { came: () => number; timers: Timer[] } {
  let came = 0;
  const timers: Timer[] = [];
  return {
    language: () => 'fr',
    languageCame: () => (came += 1),
    after: (name, delayMs, run) => void timers.push({ name, delayMs, run }),
    came: () => came,
    timers,
  };
}

describe('9.3: what the ES modules of synchrone load later', () => {
  it('is tried again, with longer and longer pauses, until all of it is here', async () => {
    const { timers, came, ...parts } = page();
    loadLaterFiles(parts);
    await vi.waitFor(() => expect(timers).toHaveLength(1), patience);
    expect(sentenceOf('DISCARDED', 'fr')).toBe(sentenceOf('DISCARDED', 'en'));
    expect(hasLanguage('es')).toBe(true);

    timers[0]?.run();
    await vi.waitFor(() => expect(timers).toHaveLength(2), patience);
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([10_000, 20_000]);

    missing.fr = false;
    vi.resetModules();
    timers[1]?.run();
    const before = came();
    await vi.waitFor(() => expect(hasLanguage('fr')).toBe(true), patience);
    await vi.waitFor(() => expect(came()).toBeGreaterThan(before), patience);
    expect(sentenceOf('DISCARDED', 'fr')).not.toBe(sentenceOf('DISCARDED', 'en'));
  });
});
