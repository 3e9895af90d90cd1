import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import { expiryOf, valuesOf } from '../../../web/clinic/app/src/consents/consent-values.ts';

describe('9: the expiry of a consent', () => {
  const record = { expires_at: '2027-03-31T10:00:00.000Z' };
  const endOf = (day: string): string => dayjs(day).endOf('day').toISOString();

  it('keeps its moment where its day is left as it was', () => {
    expect(expiryOf(valuesOf(record).expires, record)).toBe(record.expires_at);
  });

  it('is the end of another day that is chosen', () => {
    expect(expiryOf('2027-04-30', record)).toBe(endOf('2027-04-30'));
    expect(expiryOf('2027-04-30', undefined)).toBe(endOf('2027-04-30'));
  });

  it('stays the one of a refused change that is corrected in another field', () => {
    const refused = { expires_at: endOf('2027-04-30') };
    expect(expiryOf(valuesOf({ ...record, ...refused }).expires, record)).toBe(refused.expires_at);
  });

  it('is none where the day is taken away, or there was none', () => {
    expect(expiryOf('', undefined)).toBeNull();
    expect(expiryOf('', {})).toBeNull();
    expect(expiryOf('', record)).toBeNull();
  });
});
