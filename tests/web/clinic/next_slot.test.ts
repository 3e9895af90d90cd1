import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import { appointmentValues } from '../../../web/clinic/app/src/booking/appointment-values.ts';
import '../../../web/clinic/app/src/clinic/dates.ts';

describe('9: a new appointment', () => {
  it.each([
    ['2026-11-30T09:02', '2026-11-30 09:05'],
    ['2026-11-30T02:13', '2026-11-30 08:00'],
    ['2026-11-30T12:28', '2026-11-30 13:30'],
    ['2026-11-30T18:58', '2026-12-01 08:00'],
    // From Saturday evening to Monday.
    ['2026-12-05T21:00', '2026-12-07 08:00'],
  ])('at %s begins when the clinic is open next', (now, expected) => {
    const { day, time } = appointmentValues({}, dayjs(now));
    expect(`${day} ${time}`).toBe(expected);
  });

  it('is on no day on which the clinic is closed', () => {
    const closing = { holidays: 'france', closures: ['2026-12-26/2026-12-29 Inventaire'] } as const;
    const { day, time } = appointmentValues({}, dayjs('2026-12-24T20:00'), closing);
    expect(`${day} ${time}`).toBe('2026-12-30 08:00');
    const forEver = { holidays: 'none', closures: ['2026-01-01/2199-12-31'] } as const;
    expect(appointmentValues({}, dayjs('2026-12-24T20:02'), forEver)).toMatchObject({
      ...{ day: '2026-12-24', time: '20:05' },
    });
  });
});
