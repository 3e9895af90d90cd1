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
});
