import dayjs from 'dayjs';
import { isoDay } from '../clinic/dates.ts';
import type { Consent } from '../clinic/types.ts';

const dayOf = (moment: string | null | undefined): string =>
  moment ? dayjs(moment).format(isoDay) : '';

/** The form of a consent. */
export function valuesOf(from: Partial<Consent>) {
  return {
    kind: from.kind ?? 'care',
    status: from.status ?? 'granted',
    expires: dayOf(from.expires_at),
    notes: from.notes ?? '',
  };
}

/**
 * When a consent expires: at the end of the day in the form. Where that is the record's own day, its moment stays.
 *
 * @param day `YYYY-MM-DD`; '': never
 */
export function expiryOf(day: string, record: Partial<Consent> | undefined): string | null {
  const kept = record?.expires_at;
  if (dayOf(kept) === day) return kept ?? null;
  return day === '' ? null : dayjs(day).endOf('day').toISOString();
}
