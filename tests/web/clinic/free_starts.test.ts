import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import { freeStarts } from '../../../web/clinic/app/src/clinic/opening.ts';
import type { Practitioner } from '../../../web/clinic/app/src/clinic/types.ts';

describe('9: free times offered instead of another', () => {
  it('are on no day on which the clinic is closed', () => {
    const wanted = {
      practitioner: { id: 'p', hours: null } as Practitioner,
      patientId: 'x',
      start: dayjs('2026-12-24T18:30'),
      minutes: 30,
      closing: { holidays: 'france', closures: ['2026-12-24/2026-12-24 Réveillon'] } as const,
    };
    const starts = freeStarts([], wanted, 3, dayjs('2026-12-01T08:00'));
    expect(starts.map((start) => start.format('MM-DD HH:mm'))).toEqual([
      '12-26 08:00',
      '12-26 08:15',
      '12-26 08:30',
    ]);
  });
});
