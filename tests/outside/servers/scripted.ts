import { isObject, type Api, type Asked, type Reply, type Row, type TableName } from './wire.ts';

/** A record as the scripted server keeps it. */
export interface Kept {
  id: string;
  /** Grows by one with each change. */
  version: number;
  /** As the API's clock had it; ISO 8601. */
  madeAt: string;
  changedAt: string;
  fields: Record<string, unknown>;
}

/** One page of a list as the personality has to write it. */
export interface ListPage {
  table: TableName;
  rows: Kept[];
  /** Those of the whole table. */
  all: readonly Kept[];
  /** Rows in all. */
  total: number;
  /** From 1. */
  number: number;
  pages: number;
  /** Absolute address of a page. */
  address(number: number): string;
  asked: Asked;
}

/** What makes one API different from another. */
export interface Personality {
  /** Paths of the collections as the API writes them. */
  paths: Record<TableName, string>;
  /** The id of the n-th record. Default: n. */
  newId?(n: number): string;
  /** Number of the first page in `?page=`. Default 1. */
  firstPage?: number;
  /** Methods of an update. Default PATCH and PUT. */
  updates?: readonly string[];
  /** Answers before anything else is looked at; undefined: goes on. */
  before?(asked: Asked): Reply | undefined;
  /** The fields in a request's body; undefined: not readable. */
  fields(body: Record<string, unknown>, table: TableName): Record<string, unknown> | undefined;
  list(page: ListPage): Reply;
  read(kept: Kept, about: About): Reply;
  created(kept: Kept, about: About): Reply;
  /** @param former the record as it was before */
  updated(kept: Kept, about: About, former: Kept): Reply;
  deleted(kept: Kept, about: About): Reply;
  /** The sentence is in the answer as the framework writes it. */
  refused(field: string, sentence: string): Reply;
  missing(): Reply;
  /** `missing` says by its status that the record is gone. Default true. */
  saysGone?: boolean;
  /** A delete of what is still referred to. Default: as any refusal. */
  needed?(sentence: string): Reply;
  /** How an update says which version it saw; undefined: the API has no conflicts. */
  seen?(asked: Asked): number | undefined;
  conflict?(kept: Kept, about: About): Reply;
}

export interface About {
  asked: Asked;
  table: TableName;
  /** Path of this record's collection. */
  path: string;
}

/** Rows on one page. */
export const kPageSize = 20;

/** A phone number with letters is refused with this sentence. */
export const kBadPhone = 'Phone numbers have no letters.';

/** A patient who has appointments is not deleted, with this sentence. */
export const kStillNeeded = 'This patient still has appointments.';

/** A whole API with that personality, in memory. */
export function scripted(personality: Personality): Api {
  const tables: Record<TableName, Kept[]> = { patients: [], appointments: [] };
  let made = 0;
  const newId = personality.newId ?? String;

  const add = (table: TableName, fields: Record<string, unknown>): Kept => {
    const { id: wanted, ...rest } = fields;
    const id = typeof wanted === 'string' ? wanted : newId((made += 1));
    const now = new Date().toISOString();
    const kept = { id, version: 1, madeAt: now, changedAt: now, fields: rest };
    tables[table].push(kept);
    return kept;
  };
  const change = (kept: Kept, fields: Record<string, unknown>, whole: boolean): void => {
    const { id: _, ...rest } = fields;
    kept.fields = whole ? rest : { ...kept.fields, ...rest };
    kept.version += 1;
    kept.changedAt = new Date().toISOString();
  };
  const isNeeded = ({ id }: Kept): boolean =>
    tables.appointments.some(({ fields }) => String(fields['patient_id']) === id);
  const find = (table: TableName, id: string): Kept | undefined =>
    tables[table].find((kept) => kept.id === id);

  const list = (table: TableName, asked: Asked): Reply => {
    const first = personality.firstPage ?? 1;
    const rows = tables[table];
    const pages = Math.max(1, Math.ceil(rows.length / kPageSize));
    const number = Number(asked.query.get('page') ?? first) - first + 1;
    const address = (page: number): string =>
      `${asked.origin}${personality.paths[table]}?page=${page - 1 + first}`;
    const slice = rows.slice((number - 1) * kPageSize, number * kPageSize);
    return personality.list({
      table,
      rows: slice,
      all: rows,
      total: rows.length,
      number,
      pages,
      address,
      asked,
    });
  };

  const update = (kept: Kept, about: About): Reply => {
    const { asked } = about;
    const seen = personality.seen?.(asked);
    if (seen !== undefined && seen !== kept.version) return personality.conflict!(kept, about);
    if (asked.method === 'DELETE') {
      if (isNeeded(kept)) {
        return personality.needed?.(kStillNeeded) ?? personality.refused('id', kStillNeeded);
      }
      tables[about.table].splice(tables[about.table].indexOf(kept), 1);
      return personality.deleted(kept, about);
    }
    const fields = isObject(asked.json) && personality.fields(asked.json, about.table);
    if (!fields) return personality.refused('body', 'The body is not readable.');
    if (hasBadPhone(fields)) return personality.refused('phone', kBadPhone);
    const former = { ...kept };
    change(kept, fields, asked.method === 'PUT');
    return personality.updated(kept, about, former);
  };

  const create = (about: About): Reply => {
    const fields = isObject(about.asked.json) && personality.fields(about.asked.json, about.table);
    if (!fields) return personality.refused('body', 'The body is not readable.');
    if (hasBadPhone(fields)) return personality.refused('phone', kBadPhone);
    return personality.created(add(about.table, fields), about);
  };

  const answer = (asked: Asked): Reply => {
    const early = personality.before?.(asked);
    if (early) return early;
    for (const table of ['patients', 'appointments'] as const) {
      const path = personality.paths[table];
      const about = { asked, table, path };
      if (asked.path === path) {
        if (asked.method === 'POST') return create(about);
        return isRead(asked)
          ? list(table, asked)
          : { status: 405, headers: { Allow: 'GET, POST' } };
      }
      const id = idAfter(path, asked.path);
      if (id === undefined) continue;
      const kept = find(table, id);
      const allowed = personality.updates ?? ['PATCH', 'PUT'];
      if (!isRead(asked) && ![...allowed, 'DELETE'].includes(asked.method)) return { status: 405 };
      if (!kept) return personality.missing();
      return isRead(asked) ? personality.read(kept, about) : update(kept, about);
    }
    return personality.missing();
  };

  const asRow = ({ id, fields }: Kept): Row => ({ ...fields, id });
  return {
    answer,
    rows: async (table) => tables[table].map(asRow),
    add: async (table, row) => asRow(add(table, row)),
    change: async (table, id, changes) => change(find(table, id)!, changes, false),
    remove: async (table, id) => {
      tables[table] = tables[table].filter((kept) => kept.id !== id);
    },
  };
}

const isRead = ({ method }: Asked): boolean => method === 'GET' || method === 'HEAD';

const hasBadPhone = ({ phone }: Record<string, unknown>): boolean =>
  /[a-z]/i.test(String(phone ?? ''));

/** The id in the path of one record, written with a slash at the end where the collection is. */
function idAfter(collection: string, path: string): string | undefined {
  const slash = collection.endsWith('/');
  const start = slash ? collection : `${collection}/`;
  if (!path.startsWith(start)) return undefined;
  const rest = path.slice(start.length);
  const id = slash ? rest.replace(/\/$/, '') : rest;
  if (id === '' || id.includes('/') || (slash && !rest.endsWith('/'))) return undefined;
  return decodeURIComponent(id);
}

/** `Link: <…>; rel="next"` and its neighbours, as RFC 8288 has them. */
export function linkHeader({ number, pages, address }: ListPage): Record<string, string> {
  const links = [`<${address(1)}>; rel="first"`, `<${address(pages)}>; rel="last"`];
  if (number > 1) links.push(`<${address(number - 1)}>; rel="prev"`);
  if (number < pages) links.push(`<${address(number + 1)}>; rel="next"`);
  return { Link: links.join(', ') };
}
