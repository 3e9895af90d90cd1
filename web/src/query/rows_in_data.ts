/** The rows inside the data of a query, and the data with other rows in their place. */
export interface RowsInData<Row extends object = object> {
  /** The rows that were found; the one record, where the data are a record. */
  readonly rows: readonly Row[];
  /** The data is one record, not a list. */
  readonly isRecord: boolean;
  /** @returns a copy of the data; undefined: its one record is gone */
  put(rows: readonly Row[]): unknown;
}

/** Members that hold the rows of an answer, as APIs name them. */
const MEMBERS = ['data', 'results', 'items', 'rows', 'records', 'content', 'value', 'values'];
const DEPTH = 3;

/**
 * Finds the rows in the data of a query: the data itself where it is an array, or the array in
 * `data`, `results`, `items` and the like, or the only array of objects in it; else a record with an
 * `id`.
 *
 * @param find the application's own way; undefined: the rule above
 * @returns undefined: there are none, `find` threw, or what it returned is not an array of objects
 *   inside the data
 */
export function rowsInData(
  data: unknown,
  find?: (data: never) => readonly object[],
): RowsInData | undefined {
  if (data === undefined || data === null) return undefined;
  const rows = find ? found(find, data) : rowsByRule(data);
  if (rows === undefined) return isRecord(data) ? recordInData(data) : undefined;
  if (!isListOfObjects(rows)) return undefined;
  const path = pathTo(rows, data, DEPTH);
  if (!path) return undefined;
  return { rows, isRecord: false, put: (others) => withAt(data, path, others) };
}

/** A function of the application that throws finds nothing: its caller says so. */
function found(find: (data: never) => readonly object[], data: unknown): unknown {
  try {
    return find(data as never);
  } catch {
    return undefined;
  }
}

function recordInData(record: object): RowsInData {
  return { rows: [record], isRecord: true, put: ([other]) => other };
}

function rowsByRule(data: unknown): readonly object[] | undefined {
  if (Array.isArray(data)) return data as readonly object[];
  if (!isObject(data) || isRecord(data)) return undefined;
  for (const member of MEMBERS) {
    const value = data[member];
    if (Array.isArray(value)) return value as readonly object[];
  }
  const lists = Object.values(data).filter(isListOfObjects);
  if (lists.length === 1) return lists[0];
  return isObject(data['data']) ? rowsByRule(data['data']) : undefined;
}

/** The members that lead from the data to that very array. */
function pathTo(rows: unknown, data: unknown, depth: number): readonly string[] | undefined {
  if (data === rows) return [];
  if (depth === 0 || !isObject(data) || Array.isArray(data)) return undefined;
  for (const [member, value] of Object.entries(data)) {
    const rest = pathTo(rows, value, depth - 1);
    if (rest) return [member, ...rest];
  }
  return undefined;
}

function withAt(data: unknown, [member, ...rest]: readonly string[], value: unknown): unknown {
  if (member === undefined) return value;
  const holder = data as Record<string, unknown>;
  return { ...holder, [member]: withAt(holder[member], rest, value) };
}

/** An object or an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isRecord = (value: unknown): value is object =>
  isObject(value) && (typeof value['id'] === 'string' || typeof value['id'] === 'number');

const isListOfObjects = (value: unknown): value is readonly object[] =>
  Array.isArray(value) && value.every(isObject);
