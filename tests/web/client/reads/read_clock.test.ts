import { describe, expect, it } from 'vitest';
import { ReadClock } from '../../../../web/src/client/reads/read_clock.js';

describe('ReadClock', () => {
  it('says what was confirmed after a read began', () => {
    const stamps = new ReadClock();
    stamps.confirmed('before', 'confirmed');
    const first = stamps.begin();
    stamps.confirmed('a', 'confirmed');
    const second = stamps.begin();
    stamps.confirmed('b', 'deleted');
    const since = (read: number): unknown[] =>
      ['before', 'a', 'b'].map((id) => stamps.sinceRead(id, read));
    expect(since(first)).toEqual([undefined, 'confirmed', 'deleted']);
    expect(since(second)).toEqual([undefined, undefined, 'deleted']);
  });

  it('forgets what no read has to know', () => {
    const stamps = new ReadClock();
    const first = stamps.begin();
    stamps.confirmed('a', 'confirmed');
    const second = stamps.begin();
    stamps.end(first);
    expect(stamps.sinceRead('a', first)).toBeUndefined();
    stamps.confirmed('b', 'confirmed');
    expect(stamps.sinceRead('b', second)).toBe('confirmed');
    stamps.end(second);
    expect(stamps.sinceRead('b', second)).toBeUndefined();
  });
});
