import { parseJson } from '../../host/http/json_text.js';
import { isRecord } from '../../host/http/body_transform.js';
import { idOf } from '../base/rows.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';

/** Rows of a resource that this page knows. */
export interface KnownRows {
  /** Arrays that are never changed. */
  rows: readonly (readonly object[])[];
  /** Every record of the resource was among them when the list was read last. */
  whole: boolean;
}

/** What was known before the first attempt of a create. */
export interface Before {
  /** Records that were there, by id: all that this page knew, or those that look like it. */
  ids: ReadonlySet<string>;
  /** A record that looks like it and is not among them was made since. */
  whole: boolean;
  /** The first attempt, device clock in epoch milliseconds; undefined: not known. */
  at: number | undefined;
}

/** What it needs of the client. */
export interface KnownBeforeLinks {
  now(): number;
  after(name: string, delayMs: number, run: () => void): void;
  entry(mutation: string): MutationEntry | null;
  knownRows(resource: string): KnownRows;
  /** Whether one of these known rows looks like what the create sends. */
  looksLike(entry: MutationEntry, rows: readonly AnyRecord[]): (row: AnyRecord) => boolean;
  /** The journal's storage: it seals what is kept where the application wants that (7.4). */
  storage(): {
    put(key: string, value: string): string;
    get(key: string): string;
    remove(key: string): string;
    keys(prefix: string): string;
  };
}

interface Known {
  /** Records that look like it. */
  ids: Set<string>;
  /** Known rows, of which those that look like it are picked when it is kept. */
  rows: (readonly object[])[];
  whole: boolean;
  /** Ids of whole lists that were read to look for other records, in this page only. */
  lists: Set<ReadonlySet<string>>;
  at: number | undefined;
}

/** Most creates are answered sooner, and nothing need be kept of them. */
const KEEP_AFTER_MS = 1_000;
/**
 * To search more rows would be felt with each create (3 µs a row). It is done when the answer is late;
 * of a page that dies before, a person is asked.
 */
const MANY_ROWS = 2_000;
/** What so many known records look like says nothing. */
const MAX_IDS = 200;

/**
 * What this page knew before a create was sent for the first time (BEHAVIOUR 3.12a). Of that it keeps
 * the ids of the records that look like what is sent, mostly none, and whether the list was known as
 * a whole: in storage, for the page that looks for the record may be another one (FORMAT.md, `k`).
 */
export class KnownBefore {
  private readonly known = new Map<string, Known>();
  /** Creates without an outcome, of which nothing is kept yet. */
  private readonly unkept = new Set<string>();
  private isArmed = false;
  private readonly swept = new Set<string>();
  /** By user and resource: the ids of the list that was read last as a whole. */
  private readonly lists = new Map<string, ReadonlySet<string>>();

  constructor(private readonly links: KnownBeforeLinks) {}

  /** A create was made in this page; another one may send it. */
  noteMade(entry: MutationEntry): void {
    this.sweep(entry);
    this.capture(entry);
    this.keepLater(entry.id);
  }

  /** Its first attempt leaves from this page. */
  noteLeaving(entry: MutationEntry): void {
    this.sweep(entry);
    const known = this.capture(entry);
    known.at ??= this.links.now();
    const count = known.rows.reduce((sum, rows) => sum + rows.length, 0);
    if (count > MANY_ROWS) return this.keepLater(entry.id);
    this.unkept.delete(entry.id);
    this.keep(entry);
  }

  /** The list of the resource was read to its end: known for the creates that leave from now on. */
  noteList(entry: MutationEntry, ids: readonly string[]): void {
    this.lists.set(listOf(entry), new Set(ids));
  }

  /** That list hides some records. */
  forgetList(entry: MutationEntry): void {
    this.lists.delete(listOf(entry));
  }

  /** Nothing in the list that was just read is the record. @param ids of those that look like it */
  noteAbsent(entry: MutationEntry, ids: Iterable<string>): void {
    const known = this.knownOf(entry);
    for (const id of ids) known.ids.add(id);
    const list = this.lists.get(listOf(entry));
    if (list) known.lists.add(list);
    known.whole = true;
    this.keep(entry);
  }

  of(entry: MutationEntry): Before {
    this.sweep(entry);
    const kept = this.kept(entry);
    const known = this.known.get(entry.id);
    const rows = (known?.rows ?? []).flatMap((list) => list.map(idOf));
    const lists = [...(known?.lists ?? [])];
    const ids = [kept?.ids ?? [], known?.ids ?? [], rows, ...lists].flatMap((some) => [...some]);
    const whole = known?.whole === true || kept?.whole === true || lists.length > 0;
    return { ids: new Set(ids), whole, at: kept?.at ?? known?.at };
  }

  /** It has an outcome. */
  forget(mutation: string): void {
    this.known.delete(mutation);
    this.unkept.delete(mutation);
    const entry = this.links.entry(mutation);
    const key = entry ? keyOf(entry) : '';
    if (key !== '' && this.links.storage().get(key) !== '') this.links.storage().remove(key);
  }

  private knownOf({ id }: MutationEntry): Known {
    const known = this.known.get(id) ?? {
      ids: new Set<string>(),
      rows: [],
      whole: false,
      lists: new Set<ReadonlySet<string>>(),
      at: undefined,
    };
    this.known.set(id, known);
    return known;
  }

  private capture(entry: MutationEntry): Known {
    const known = this.knownOf(entry);
    const { rows, whole } = this.links.knownRows(entry.resource);
    known.rows = [...new Set([...known.rows, ...rows])];
    known.whole ||= whole;
    const list = this.lists.get(listOf(entry));
    if (list) known.lists.add(list);
    return known;
  }

  private keepLater(mutation: string): void {
    this.unkept.add(mutation);
    if (!this.isArmed) this.arm(KEEP_AFTER_MS);
  }

  private arm(delayMs: number): void {
    this.isArmed = true;
    this.links.after('known-before', delayMs, () => this.keepNext());
  }

  /** What waits for the network, or for another tab, may wait long. One at a time: rows are many. */
  private keepNext(): void {
    this.isArmed = false;
    const [mutation] = this.unkept;
    if (mutation === undefined) return;
    this.unkept.delete(mutation);
    if (this.unkept.size > 0) this.arm(0);
    const entry = this.links.entry(mutation);
    const known = this.known.get(mutation);
    if (!known || !entry || !isUnsettled(entry)) return;
    this.keep(entry);
    // Nobody asks for all of them before it leaves.
    if (known.at === undefined) known.rows = [];
  }

  private keep(entry: MutationEntry): void {
    const known = this.knownOf(entry);
    const rows = known.rows.flat() as AnyRecord[];
    const looksLike = this.links.looksLike(entry, rows);
    for (const row of rows) if (looksLike(row)) known.ids.add(idOf(row));
    const kept = this.kept(entry);
    for (const id of kept?.ids ?? []) known.ids.add(id);
    known.whole ||= kept?.whole === true;
    known.at = kept?.at ?? known.at;
    const { whole, at, ids } = known;
    if ((!whole && ids.size === 0) || ids.size > MAX_IDS) return;
    const text = JSON.stringify({ v: 1, id: entry.id, whole, at, ids: [...ids] });
    // Without room, or without the key, it is known for as long as this page lives.
    this.links.storage().put(keyOf(entry), text);
  }

  private kept(entry: MutationEntry): Before | undefined {
    const found = this.links.storage().get(keyOf(entry));
    const kept = found.startsWith('=') ? recordIn(found.slice(1)) : undefined;
    return kept?.id === entry.id ? kept : undefined;
  }

  /**
   * What a page left behind whose create was settled as it died goes; what it has kept before it knew
   * its user moves to the one who has taken over that work (7.1a). Once per user.
   */
  private sweep({ companyId, userId }: MutationEntry): void {
    const prefix = prefixOf(companyId, userId);
    if (this.swept.has(prefix)) return;
    this.swept.add(prefix);
    const storage = this.links.storage();
    const nobodys = prefixOf(null, null);
    const keys = [...new Set([prefix, nobodys])].flatMap(
      (one) => parseJson(storage.keys(one)) ?? [],
    );
    for (const key of keys as string[]) {
      const text = storage.get(key).slice(1);
      const kept = recordIn(text);
      const owner = kept && this.links.entry(kept.id);
      const target = owner && isUnsettled(owner) ? keyOf(owner) : '';
      const isOthers = !owner && key.startsWith(nobodys) && prefix !== nobodys;
      if (target === key || isOthers) continue;
      if (target !== '') storage.put(target, text);
      storage.remove(key);
    }
  }
}

const isUnsettled = ({ status }: MutationEntry): boolean =>
  status === 'pending' || status === 'error';

const part = (name: string | null): string =>
  name === null || name === '' ? '-' : name === '-' ? '%2D' : encodeURIComponent(name);

const prefixOf = (companyId: string | null, userId: string | null): string =>
  `synchrone:1:${part(companyId)}/${part(userId)}:k:`;

const listOf = ({ companyId, userId, resource }: MutationEntry): string =>
  `${prefixOf(companyId, userId)}${resource}`;

const keyOf = ({ companyId, userId, sequence }: MutationEntry): string => {
  const [counter, tab] = sequence;
  return `${prefixOf(companyId, userId)}${encodeURIComponent(tab)}:${counter}`;
};

/** undefined: anybody may have written it, and it is none. */
function recordIn(text: string): (Before & { id: string }) | undefined {
  const stored = parseJson(text);
  if (!isRecord(stored) || stored['v'] !== 1) return undefined;
  const { id, whole, at, ids } = stored;
  if (typeof id !== 'string' || typeof whole !== 'boolean') return undefined;
  if (!Array.isArray(ids) || !ids.every((one) => typeof one === 'string')) return undefined;
  if (at !== undefined && (typeof at !== 'number' || !Number.isFinite(at))) return undefined;
  return { id, whole, at, ids: new Set(ids as string[]) };
}
