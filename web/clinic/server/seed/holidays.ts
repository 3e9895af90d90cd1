const dayMs = 86_400_000;

/** Month and day of the public holidays of France that are the same every year (Code du travail, L3133-1). */
const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];

/** Days after Easter Sunday: Easter Monday, Ascension, Whit Monday. */
const afterEaster = [1, 39, 50];

/** Whether a day is a public holiday of France. @param day as midnight UTC */
export function isHoliday(day: Date): boolean {
  if (fixed.includes(day.toISOString().slice(5, 10))) return true;
  const easter = easterSunday(day.getUTCFullYear());
  return afterEaster.some((days) => day.getTime() === easter + days * dayMs);
}

/** Easter Sunday as midnight UTC, in milliseconds (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}
