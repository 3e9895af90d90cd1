import { closureOn, type ClosingDays, type Closure } from '../../../closing-days.ts';
import type { RequestTransaction } from '../../database/database.ts';
import { clinicTimeZone } from '../../limits.ts';
import type { Session } from '../../people/session.ts';

/** When the clinic of the session is closed. */
export function closingDaysOf(
  trx: RequestTransaction,
  { companyId }: Session,
): Promise<ClosingDays> {
  return trx
    .selectFrom('companies')
    .select(['holidays', 'closures'])
    .where('id', '=', companyId)
    .executeTakeFirstOrThrow();
}

/** Why the clinic is closed at that time, and on which of its days; null: it is open. */
export function closureAt(
  closing: ClosingDays,
  from: Date,
  to: Date,
): (Closure & { day: string }) | null {
  // What ends at midnight is not on the next day.
  for (const day of new Set([clinicDayOf(from), clinicDayOf(new Date(to.getTime() - 1))])) {
    const closure = closureOn(day, closing);
    if (closure !== null) return { day, ...closure };
  }
  return null;
}

/** Those days, from the day of `start` on, on which the clinic is closed. */
export function closedDaysFrom(closing: ClosingDays, start: Date, days: number): string[] {
  const first = Date.parse(clinicDayOf(start));
  const all = Array.from({ length: days }, (_, index) =>
    new Date(first + index * 86_400_000).toISOString().slice(0, 10),
  );
  return all.filter((day) => closureOn(day, closing) !== null);
}

/** The day on the clinic's clock, `YYYY-MM-DD`. */
function clinicDayOf(moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: clinicTimeZone }).format(moment);
}
