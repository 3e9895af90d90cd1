/** What forms hold and what the API takes: an empty field is `''` here and `null` there. */

/** What nobody sees: of no width, or turning the direction in which what follows is read. Pasted text has it. */
const unseen = /[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;

/** A text as it is saved: as it is seen, without what nobody sees and without space around it. */
export function plainText(text: string): string {
  return text.replace(unseen, '').trim();
}

/** Form values as the API takes them. Text is plain, emptiness becomes null. */
export function toFields<Values extends object>(
  values: Values,
): { [Key in keyof Values]: Values[Key] | null } {
  const fields = Object.entries(values).map(([field, value]) => [field, emptyToNull(value)]);
  return Object.fromEntries(fields) as { [Key in keyof Values]: Values[Key] | null };
}

function emptyToNull(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const text = plainText(value);
  return text === '' ? null : text;
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
