import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { laterPart } from '../../../web/src/loader/later_part.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a part that is loaded later', () => {
  it('is used as soon as it is here, and at once from then on', async () => {
    const part = laterPart(() => Promise.resolve('part'));
    const used = vi.fn();
    part.use(used);
    expect(used).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(0);
    part.use(used);
    expect(used.mock.calls).toEqual([['part'], ['part']]);
  });

  it('is tried again where it could not be loaded, as long as something waits for it', async () => {
    const load = vi.fn(() => Promise.resolve('part')).mockRejectedValueOnce(new Error('404'));
    const part = laterPart(load);
    const used = vi.fn();
    part.use(used);
    await vi.advanceTimersByTimeAsync(0);
    expect(used).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(used.mock.calls).toEqual([['part']]);
  });

  it('is waited for only where something needs it', async () => {
    const load = vi.fn(() => Promise.resolve('part'));
    const part = laterPart(load);
    await part.arrives();
    expect(load).not.toHaveBeenCalled();
    part.use(() => undefined);
    await part.arrives();
    expect(load).toHaveBeenCalledTimes(1);
  });
});
