/** What forms hold and what the API takes: an empty field is `''` here and `null` there. */

/** Form values as the API takes them. Text is trimmed, emptiness becomes null. */
export function toFields<Values extends object>(
  values: Values,
): { [Key in keyof Values]: Values[Key] | null } {
  const fields = Object.entries(values).map(([field, value]) => [field, emptyToNull(value)]);
  return Object.fromEntries(fields) as { [Key in keyof Values]: Values[Key] | null };
}

function emptyToNull(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** Only what is filled in: a create says nothing about the rest. */
export function filledFields<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null),
  ) as Partial<Fields>;
}

/** Only what differs from the record; null and absent are the same. Moments are compared as moments. */
export function changedFields<Row extends object>(record: Row, fields: Partial<Row>): Partial<Row> {
  const before = record as Record<string, unknown>;
  const changed = Object.entries(fields).filter(
    ([field, value]) => !sameValue(before[field], value),
  );
  return Object.fromEntries(changed) as Partial<Row>;
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a == null || b == null) return a == b;
  if (Array.isArray(a) || Array.isArray(b)) return JSON.stringify(a) === JSON.stringify(b);
  return a === b || (isMoment(a) && isMoment(b) && Date.parse(a) === Date.parse(b));
}

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
}
