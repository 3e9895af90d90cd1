import { describe, expect, it } from 'vitest';
import dayjs from 'dayjs';
import {
  appointmentValues,
  seriesLengths,
  type AppointmentValues,
} from '../../../web/clinic/app/src/booking/appointment-values.ts';
import { seriesOf } from '../../../web/clinic/app/src/booking/series.ts';
import type { Practitioner } from '../../../web/clinic/app/src/clinic/types.ts';

const monday = '2026-11-30';

function daysOf(values: Partial<AppointmentValues>, hours: readonly string[] | null = null) {
  const form = {
    ...appointmentValues({}, dayjs(`${monday}T08:00`)),
    practitioner_id: 'p',
    day: monday,
    time: '15:00',
    ...values,
  };
  const practitioner = { id: 'p', hours } as Practitioner;
  const { starts, skipped } = seriesOf(form, practitioner, []);
  return [starts, skipped].map((days) => days.map((day) => day.format('ddd YYYY-MM-DD')));
}

describe('9: a series of appointments', () => {
  it.each(seriesLengths)('has the %s appointments that were asked for', (times) => {
    const [starts, skipped] = daysOf({ repeat: 'week', times });
    expect([starts?.length, skipped]).toEqual([Number(times), []]);
  });

  it('is counted by the hours of the clinic while no practitioner is chosen', () => {
    const form = {
      ...appointmentValues({}, dayjs(`${monday}T08:00`)),
      day: monday,
      time: '15:00',
      repeat: 'month',
      times: '4',
    } as const;
    const { starts, skipped } = seriesOf(form, undefined, []);
    expect(
      [starts, skipped].map((days) => days.map((day) => day.format('ddd YYYY-MM-DD'))),
    ).toEqual([['Mon 2026-11-30', 'Wed 2026-12-30', 'Sat 2027-01-30'], ['Sun 2027-02-28']]);
  });

  it('leaves out a day on which the practitioner does not receive at that time', () => {
    const mornings = ['1 08:00-12:00', '1 14:00-18:00', '3 08:00-12:00', '6 08:00-12:00'];
    expect(daysOf({ repeat: 'month', times: '4' }, mornings)).toEqual([
      ['Mon 2026-11-30'],
      ['Wed 2026-12-30', 'Sat 2027-01-30', 'Sun 2027-02-28'],
    ]);
  });

  it('leaves out the days on which the clinic is closed, never the one that was chosen', () => {
    const closing = {
      holidays: 'alsace-moselle',
      closures: [`${monday}/2026-12-07 Travaux`],
    } as const;
    const form = {
      ...appointmentValues({}, dayjs(`${monday}T08:00`)),
      ...{ practitioner_id: 'p', day: monday, time: '15:00', repeat: 'week', times: '5' },
    } as AppointmentValues;
    const practitioner = { id: 'p', hours: null } as Practitioner;
    const { starts, skipped } = seriesOf(form, practitioner, [], closing);
    expect([starts, skipped].map((days) => days.map((day) => day.format('MM-DD')))).toEqual([
      ['11-30', '12-14', '12-21', '12-28'],
      ['12-07'],
    ]);
    const saturday = { ...form, day: '2026-12-19', times: '3' };
    expect(seriesOf(saturday, practitioner, [], closing).skipped).toHaveLength(1); // 26 December
  });

  it('stays out of hours when its first one was put there, on days with hours', () => {
    expect(daysOf({ repeat: 'week', times: '2', time: '20:00' })).toEqual([
      ['Mon 2026-11-30', 'Mon 2026-12-07'],
      [],
    ]);
  });
});
