import { expect, it } from 'vitest';
import { closureOn, holidayOn, type HolidayCalendar } from '../../../web/clinic/closing-days.ts';
import { makeAppointments } from '../../../web/clinic/server/seed/care.ts';
import { makePatients, makePractitioners } from '../../../web/clinic/server/seed/people.ts';
import { Random } from '../../../web/clinic/server/seed/random.ts';

/** As the French government publishes them. */
const published: Readonly<Record<number, string>> = {
  2024: '01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25',
  2025: '01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25',
  2026: '01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25',
  2027: '01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25',
};

function holidaysOf(year: string, calendar: HolidayCalendar): string[] {
  const found: string[] = [];
  for (let day = Date.UTC(Number(year), 0, 1); day < Date.UTC(Number(year) + 1, 0, 1);) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (holidayOn(date, calendar) !== null) found.push(date.slice(5));
    day += 86_400_000;
  }
  return found;
}

it.each(Object.entries(published))('knows the public holidays of %s', (year, days) => {
  expect(holidaysOf(year, 'france').join(' ')).toBe(days);
  expect(holidaysOf(year, 'none')).toEqual([]);
});

it.each([
  ['2024', '03-29'],
  ['2026', '04-03'],
  ['2027', '03-26'],
])('knows the two more of Alsace and Moselle in %s', (year, goodFriday) => {
  const national = holidaysOf(year, 'france');
  const more = holidaysOf(year, 'alsace-moselle').filter((day) => !national.includes(day));
  expect(more).toEqual([goodFriday, '12-26']);
});

it('says what a closure is called, also where it is a public holiday', () => {
  const closing = {
    holidays: 'france',
    closures: ['2026-12-24/2026-12-31 Congés d’hiver'],
  } as const;
  expect(closureOn('2026-12-23', closing)).toBeNull();
  expect(closureOn('2026-12-25', closing)).toEqual({ label: 'Congés d’hiver' });
  expect(closureOn('2027-01-01', closing)).toEqual({ holiday: 'newYear' });
});

it('has no appointments on a public holiday in the seeded clinic', () => {
  const today = new Date('2026-12-10T00:00:00Z');
  const random = new Random(1);
  const staff = makePractitioners(random, today.toISOString());
  const patients = makePatients(random, 300, staff, today);
  const days = new Set(
    makeAppointments(random, patients, staff, today, 600).map(({ row }) =>
      String(row['starts_at']).slice(0, 10),
    ),
  );
  for (const day of ['2026-12-24', '2026-12-28', '2026-12-31', '2027-01-04'])
    expect(days).toContain(day);
  for (const day of ['2026-12-25', '2027-01-01']) expect(days).not.toContain(day);
});
