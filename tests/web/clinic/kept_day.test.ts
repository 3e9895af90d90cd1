import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeKeptDay } from '../../../web/clinic/app/src/resources/first-day.ts';
import { sealedDay, sealingKeys } from '../../../web/clinic/app/src/session/sealed-text.ts';
import { session } from '../../../web/clinic/app/src/session/session.ts';

const keys = sealingKeys(Uint8Array.from({ length: 32 }, (_, index) => index));
const shownAt = Date.parse('2026-12-01T08:00:00Z');
const minute = 60_000;
const patient = { id: 'p1', last_name: 'Dupont', first_name: 'Jean' };
const visit = { id: 'a1', patient_id: 'p1', starts_at: '2026-12-01T09:00:00Z' };
const stored = new Map<string, string>();

/** The day as a page has kept it at 8 o'clock, taken by the next page of that tab at another moment. */
async function takenAt(time: number, day = '2026-12-01'): Promise<object | null> {
  const kept = { at: shownAt, day: '2026-12-01', appointments: [visit], patients: [patient] };
  await sealedDay.keep('doctor', keys, kept);
  expect(stored.size).toBe(1);
  vi.setSystemTime(time);
  return takeKeptDay('doctor', day);
}

beforeEach(() => {
  stored.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: shownAt });
  vi.spyOn(session, 'sealingKeys').mockReturnValue(keys);
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('9.1: the day that a tab has shown', () => {
  it('is shown by its next page within five minutes, with the names', async () => {
    expect(await takenAt(shownAt + 5 * minute - 1)).toMatchObject({
      day: '2026-12-01',
      appointments: [visit],
      patients: new Map([['p1', patient]]),
    });
  });

  it.each([
    ['five minutes later: a browser has opened its tabs again', shownAt + 5 * minute],
    ['by a clock that was set back meanwhile', shownAt - 5 * minute],
  ])('is not shown %s, and not kept', async (_, time) => {
    expect(await takenAt(time)).toBeNull();
    expect(stored.size).toBe(0);
  });

  it('is not shown for another day, nor a second time', async () => {
    expect(await takenAt(shownAt, '2026-12-02')).toBeNull();
    expect(await takenAt(shownAt)).not.toBeNull();
    expect(await takeKeptDay('doctor', '2026-12-01')).toBeNull();
  });
});
