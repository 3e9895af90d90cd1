import fc from 'fast-check';
import type { Json } from './clinic.ts';

/** What bad input looks like in life and in attacks. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    "'; DROP TABLE patients; --",
    "1' OR '1'='1",
    '\u0000',
    '\ud800',
    '${jndi:ldap://x}',
    '<script>alert(1)</script>',
    'é'.repeat(70_000),
    '',
    ' ',
    null,
    true,
    -1,
    1e308,
    [],
    {},
    { __proto__: 1 },
    [[[[]]]],
    '9999-12-31T23:59:59Z',
    '0000-00-00',
    '2024-02-30',
    'NaN',
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** Values that a JSON Schema of the document allows. */
export function valid(schema: Json, resolve: <T>(value: T) => T): fc.Arbitrary<unknown> {
  const target = resolve(schema);
  if (target['const'] !== undefined) return fc.constant(target['const']);
  if (Array.isArray(target['enum'])) return fc.constantFrom(...(target['enum'] as unknown[]));
  if (Array.isArray(target['anyOf']))
    return fc.oneof(...target['anyOf'].map((choice: Json) => valid(choice, resolve)));
  switch (target['type']) {
    case 'object':
      return objectOf(target, resolve);
    case 'array':
      return fc.array(valid((target['items'] ?? {}) as Json, resolve), {
        minLength: Number(target['minItems'] ?? 0),
        maxLength: 3,
      });
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: Number(target['minimum'] ?? 0),
        max: Number(target['maximum'] ?? 1000),
      });
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(target);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

/** Allowed values with some of their fields spoiled. */
export function spoiled(schema: Json, resolve: <T>(value: T) => T): fc.Arbitrary<unknown> {
  const names = Object.keys((resolve(schema)['properties'] ?? { x: {} }) as Json);
  const faults = fc.dictionary(fc.constantFrom(...names, 'id', 'company_id', '__proto__'), nasty, {
    minKeys: 1,
    maxKeys: 3,
  });
  const mixed = fc
    .tuple(valid(schema, resolve), faults)
    .map(([good, bad]) => ({ ...(good as Json), ...bad }));
  return fc.oneof({ weight: 5, arbitrary: mixed }, { weight: 1, arbitrary: nasty });
}

function objectOf(schema: Json, resolve: <T>(value: T) => T): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, valid(inner, resolve)]),
  );
  return fc.record(fields, {
    requiredKeys: (schema['required'] ?? []) as string[],
    noNullPrototype: true,
  });
}

function textOf(schema: Json): fc.Arbitrary<string> {
  switch (schema['format']) {
    case 'uuid':
      return fc.uuid();
    case 'date':
      return fc
        .date({ min: new Date('1900-01-01'), max: new Date('2020-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    case 'date-time':
      return fc
        .date({ min: new Date('1900-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })
        .map((date) => date.toISOString());
    case 'email':
      return fc.emailAddress();
    default:
      return typeof schema['pattern'] === 'string'
        ? fc.stringMatching(new RegExp(schema['pattern']))
        : fc.string({
            minLength: Number(schema['minLength'] ?? 0),
            maxLength: Math.min(Number(schema['maxLength'] ?? 40), 40),
          });
  }
}
