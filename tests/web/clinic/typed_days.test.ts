import { afterEach, describe, expect, it, vi } from 'vitest';
import dayjs from 'dayjs';
import 'dayjs/locale/fr';
import {
  formatCalendarDay,
  formatColumnDay,
  formatDate,
  formatDay,
  formatFullDay,
  formatLongDay,
  formatMoment,
  formatShortDate,
  formatShownDay,
  formatWeek,
  isClinicTime,
  isDay,
  parseTypedDay,
} from '../../../web/clinic/app/src/clinic/dates.ts';

describe('9: a day that a person types', () => {
  it.each(['2026-02-28', '2028-02-29', '1999-12-31', '0101-01-01'])('%s exists', (day) => {
    expect(isDay(day)).toBe(true);
  });

  it.each(['2026-02-29', '2026-02-31', '2026-13-01', '2026-00-10', '2026-1-1', '31/02/1990', ''])(
    '%j does not exist',
    (day) => {
      expect(isDay(day)).toBe(false);
    },
  );

  it('is read in the usual ways, and a name is none', () => {
    for (const typed of ['02/01/1980', '2/1/1980', '02011980', '2.1.80', '1980-01-02'])
      expect(parseTypedDay(typed)).toBe('1980-01-02');
    for (const typed of ['dupont', '', '31/02/1990', '0612'])
      expect(parseTypedDay(typed)).toBeNull();
  });
});

describe('9: the clock of a device', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['Europe/Paris', true],
    ['Europe/Madrid', true],
    ['Europe/London', false],
    ['America/Guadeloupe', false],
  ])('in %s shows the time of the clinic: %s', (zone, isSame) => {
    vi.stubEnv('TZ', zone);
    for (const moment of ['2026-07-01T10:00:00Z', '2026-11-30T23:30:00Z'])
      expect(isClinicTime(new Date(moment))).toBe(isSame);
  });
});

describe('9.3: a day as it is written', () => {
  afterEach(() => {
    dayjs.locale('en');
  });

  it('is an ordinal on the first of a month, in French alone', () => {
    expect(formatLongDay('2026-12-01')).toBe('Tuesday 1 December');
    dayjs.locale('fr');
    expect(formatLongDay('2026-12-01')).toBe('mardi 1er décembre');
    expect(formatLongDay('2026-12-11')).toBe('vendredi 11 décembre');
    expect(formatMoment('2020-12-01T09:30:00')).toBe('mar. 1er déc. 2020, 09:30');
    expect(formatWeek('2020-06-01')).toBe('1er – 7 juin 2020');
    expect(formatColumnDay('2026-12-01')).toBe('mar. 1er');
    expect(formatFullDay('2026-12-01')).toBe('mardi 1er décembre 2026');
    expect(formatDate('2026-12-01')).toBe('mar. 1er déc. 2026');
    expect(formatShortDate('2026-12-01')).toBe('1er déc. 2026');
    expect(formatCalendarDay('2026-12-01')).toBe('1er décembre 2026');
    expect(formatShownDay('2020-12-01', false)).toBe('mar. 1er déc. 2020');
    expect(formatShownDay('2020-12-01', true)).toBe('mar. 1er déc.');
    expect(formatDay('2026-12-01')).toBe('01/12/2026');
  });

  it('leaves the dates of other libraries alone', () => {
    dayjs.locale('fr');
    // A calendar reads again what it writes so: with an ordinal in it, it looped for ever.
    for (const template of ['YYYY-M-D', 'D/M/YYYY', 'ddd D', 'D MMMM YYYY'])
      expect(dayjs('2026-12-01').format(template)).not.toMatch(/\der/);
  });
});
