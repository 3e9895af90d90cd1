type Json = unknown;
type JsonObject = Record<string, Json>;

/** JSON text with the members in the order of their names. */
function sorted(value: Json): string {
  return JSON.stringify(value ?? null, (_, member: Json) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** '' or what is different. */
export function differs(what: string, is: Json, expected: Json): string {
  if (sorted(is) === sorted(expected)) return '';
  return `${what} is ${JSON.stringify(is)}, expected ${JSON.stringify(expected)}`;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members that are named; of members that are objects the same. */
export function differsIn(what: string, is: Json, expected: Json): string {
  if (!isObject(is) || !isObject(expected)) return differs(what, is, expected);
  return first(expected, (name, member) => differsIn(`${what}.${name}`, is[name], member));
}

/** The first name about which `check` has something to say; ''. */
export function first(value: Json, check: (name: string, member: Json) => string): string {
  for (const [name, member] of Object.entries(value as JsonObject)) {
    const wrong = check(name, member);
    if (wrong !== '') return wrong;
  }
  return '';
}
