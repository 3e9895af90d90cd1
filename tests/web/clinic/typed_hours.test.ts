import { describe, expect, it } from 'vitest';
import { openHours } from '../../../web/clinic/app/src/clinic/opening.ts';
import {
  hoursIn,
  hoursProblem,
  typedWeek,
} from '../../../web/clinic/app/src/clinic/typed-hours.ts';

const monday = (text: string): string => `${text}||||||`;

describe('8: the hours of a practitioner', () => {
  it.each([
    ['08:00-12:30, 13:30-19:00', ['1 08:00-12:30', '1 13:30-19:00']],
    ['8h-12h30 14h-18h', ['1 08:00-12:30', '1 14:00-18:00']],
    ['8-12; 13-17', ['1 08:00-12:00', '1 13:00-17:00']],
    ['0830 – 1215', ['1 08:30-12:15']],
    ['de 8', null],
    ['12:00-08:00', null],
    ['8:00-10:00, 9:00-11:00', null],
    ['8:75-9:00', null],
    ['8-24', null],
    ['', []],
  ])('are read as people type them: %s', (text, hours) => {
    const week = monday(text);
    expect(hoursProblem(week, 'illisible')).toBe(hours === null ? 'illisible' : null);
    if (hours !== null) expect(hoursIn(week)).toEqual(hours);
  });

  it('come back as they went, and empty means the hours of the clinic', () => {
    const hours = ['1 08:00-12:30', '1 13:30-19:00', '7 10:00-11:00'];
    expect(hoursIn(typedWeek(hours))).toEqual(hours);
    expect(hoursIn(typedWeek(null))).toBeNull();
    expect(hoursIn(typedWeek([]))).toEqual([]);
  });

  it('decide when a practitioner sees patients, on a Sunday as well; without them the clinic does', () => {
    const [saturday, sunday] = ['2031-03-01', '2031-03-02'];
    const own = { hours: ['7 14:00-15:00', '7 10:00-11:00'] };
    expect(openHours(sunday, own)).toMatchObject([{ from: 600 }, { from: 840, to: 900 }]);
    expect(openHours(saturday, own)).toEqual([]);
    expect(openHours(saturday, { hours: null })).toHaveLength(2);
    expect(openHours(sunday, {})).toEqual([]);
  });
});
