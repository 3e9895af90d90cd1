import { isRecord } from '../../host/http/body_transform.js';
import { hasOwnId, isNamedAfter } from '../../host/http/envelope.js';
import type { AnyRecord } from '../../types/mutation.js';

/** Names under which an API puts the rows of any list, the usual ones first. */
const LISTS = 'data results items rows records content value list entry hits nodes edges'.split(
  ' ',
);
/** Members that may hold the object with the list. */
export const WRAPPERS: readonly string[] =
  'data _embedded result response payload d embedded hits'.split(' ');
/** Lists beside the rows, which say something of the answer or of the rows. */
const BESIDE =
  /^(errors?|warnings?|messages?|links?|included|contained|facets|filters?|sorts?|columns|fields|tags|permissions)$/i;

const saysNo = (body: AnyRecord): boolean =>
  body['success'] === false || body['ok'] === false || body['status'] === 'error';

/** undefined: the elements of the list are not records. */
function recordsIn(list: readonly unknown[]): AnyRecord[] | undefined {
  const records = list.filter(isRecord);
  if (records.length === 0 && list.length > 0) return undefined;
  // { cursor, node }: an edge of a connection.
  return records.map((record) => (isEdge(record) ? (record['node'] as AnyRecord) : record));
}

/** Rows, and how many there are in all. */
export const isCounted = (body: unknown): body is [unknown[], number] =>
  Array.isArray(body) && body.length === 2 && Array.isArray(body[0]) && typeof body[1] === 'number';

const isEdge = (record: AnyRecord): boolean => isRecord(record['node']) && !hasOwnId(record);

/** The records of a list; none where it is none. */
export const listIn = (value: unknown): AnyRecord[] =>
  Array.isArray(value) ? (value as unknown[]).filter(isRecord) : [];

/** The member that is the list, in an object that is no Bundle. */
function listMember(body: AnyRecord, resource: string): readonly unknown[] | undefined {
  const lists = Object.entries(body).filter(
    (member): member is [string, unknown[]] => Array.isArray(member[1]) && !BESIDE.test(member[0]),
  );
  const named = lists.find(([name]) => isNamedAfter(name, resource));
  const usual = LISTS.map((name) => lists.find(([other]) => other === name)).find(Boolean);
  if (named ?? usual) return (named ?? usual)?.[1];
  // Among several equal candidates, the one with rows; two with rows are two lists.
  const filled = lists.filter(([, list]) => list.length > 0);
  const candidates = filled.length > 0 ? filled : lists;
  return candidates.length === 1 ? candidates[0]?.[1] : undefined;
}

/** An entry of a Bundle is one of the records that were searched for, not one that comes with them. */
const isMatch = (search: unknown): boolean =>
  !isRecord(search) || (search['mode'] ?? 'match') === 'match';

/**
 * The rows of a page; undefined: there is no list in it.
 * @param resource whose list was asked for, as a path: the rows may be under its name
 */
export function rowsOf(body: unknown, resource: string): AnyRecord[] | undefined {
  // [rows, total]: what some database layers give for a page.
  if (Array.isArray(body)) return recordsIn(isCounted(body) ? body[0] : body);
  if (!isRecord(body) || saysNo(body)) return undefined;
  if (body['resourceType'] === 'Bundle')
    return listIn(body['entry'])
      .filter(({ search }) => isMatch(search))
      .map((entry) => (isRecord(entry['resource']) ? entry['resource'] : entry));
  const list = listMember(body, resource);
  if (list) return recordsIn(list);
  for (const name of WRAPPERS) {
    const inside = isRecord(body[name]) ? rowsOf(body[name], resource) : undefined;
    if (inside) return inside;
  }
  return numbered(body);
}

/** { "0": {…}, "2": {…} }, { "p1": { id: "p1" } }: how PHP and stores write a list by its keys. */
function numbered(body: AnyRecord): AnyRecord[] | undefined {
  const rows = Object.entries(body).map(([key, row]) =>
    isRecord(row) && hasOwnId(row) && (/^\d+$/.test(key) || key === row['id']) ? row : undefined,
  );
  return rows.length > 0 && rows.every(isRecord) ? rows : undefined;
}
