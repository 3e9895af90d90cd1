import { afterEach, describe, expect, it, vi } from 'vitest';
import { laterFile } from '../../../web/src/loader/later_file.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('a file that is loaded later', () => {
  it('is loaded once', async () => {
    const load = vi.fn(() => Promise.resolve('file'));
    const file = laterFile(load);
    expect(await Promise.all([file(), file()])).toEqual(['file', 'file']);
    expect(await file()).toBe('file');
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is tried again by the next call where it could not be loaded', async () => {
    const load = vi.fn(() => Promise.resolve('file')).mockRejectedValueOnce(new Error('404'));
    const file = laterFile(load);
    expect(await file()).toBeUndefined();
    expect(await file()).toBe('file');
  });

  it('is waited for no longer than fifteen seconds, and taken when it has come since', async () => {
    vi.useFakeTimers();
    let arrive = (_: string): void => undefined;
    const load = vi.fn(() => new Promise<string>((resolve) => (arrive = resolve)));
    const file = laterFile(load);
    const first = file();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await first).toBeUndefined();
    arrive('file');
    expect(await file()).toBe('file');
    expect(load).toHaveBeenCalledTimes(1);
  });
});
