import { parseJson } from '../../host/http/json_text.js';
import { isRecord } from '../../host/http/body_transform.js';
import type { BrowserHost } from '../../host/browser_host.js';
import { personOf } from '../../host/storage/scope.js';
import type { Configuration } from '../engine/configuration.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { Entries } from '../engine/entries.js';
import { idOf } from '../base/rows.js';
import { atOnce, inTasks, type Interruptible } from '../base/interruptible.js';
import type { MutationEntry } from '../../types/mutation.js';
import type { Attempts } from './attempts.js';

/** Rows of a resource that this page knows. */
export interface KnownRows {
  /** Arrays that are never changed. */
  rows: readonly (readonly object[])[];
  /**
   * When the read began (device clock) that returned every record of the resource; each of them is among
   * the rows, or gone since. undefined: no read did.
   */
  wholeAt: number | undefined;
}

/** A moment by two clocks, in epoch milliseconds. */
interface ClockReading {
  device: number;
  /** By the clock of the server; undefined: not known then. */
  server?: number | undefined;
}

/** What was known before the first attempt of a create. */
export interface Before {
  /** Records that existed, by id: all that this page knew, or those that look like it. */
  ids: ReadonlySet<string>;
  /** As `KnownRows.wholeAt`: what looks like it and is not among `ids` was made since. */
  wholeAt: number | undefined;
  /**
   * The first attempt; where a list has shown since that the record was not there, the read of that
   * list. undefined: not known.
   */
  at: ClockReading | undefined;
}

/** The parts of the client that a look-up works with. */
export interface LookUpParts {
  readonly host: BrowserHost;
  readonly configuration: Configuration;
  readonly entries: Entries;
  readonly diagnostics: DiagnosticReporter;
  knownRows(resource: string): KnownRows;
}

/** The look-up that uses what is kept here. */
export interface Seeker {
  /** The ids of those among these known rows that look like what the create sends. */
  alike(entry: MutationEntry, lists: KnownRows['rows']): Interruptible<string[]>;
}

/** A whole list that was read to look for a record, in this page only. */
interface ReadList {
  ids: ReadonlySet<string>;
  at: number;
}

interface Known {
  /** Ids of records that look like the created one. */
  ids: Set<string>;
  /** Known rows; those that look like the created record are picked when this is stored. */
  rows: (readonly object[])[];
  lists: Set<ReadList>;
  wholeAt: number | undefined;
  at: ClockReading | undefined;
  /** `at` by the steady clock of this page. */
  steadyAt: number;
  /** The create was made in this page: another page that has kept something of it forgets it by itself. */
  isOwn: boolean;
  /** Something of the create is kept in storage, as far as this page knows. */
  isKept: boolean;
}

/** Most creates are answered sooner, and nothing need be kept of them. */
const KEEP_AFTER_MS = 1_000;
/**
 * Rows that may be looked at inside a call. More would be noticed, so they are looked at when the answer
 * is late. If the page dies before, a person is asked.
 */
const ROWS_A_SECOND = 500;
/**
 * Searching for more creates than this would occupy the page for long. For the others, what is known is
 * kept when they leave.
 */
const MANY_CREATES = 50;
/** More ids of records like the one to be made are not stored: they would distinguish nothing. */
const MAX_IDS = 200;
/** The device's clock was set, or the device slept, where its clocks differ by more. */
const DRIFT_MS = 5_000;

/** Runs `work`; ends with undefined at the first interruption after which `isOff()` is true. */
function* unless<T>(isOff: () => boolean, work: Interruptible<T>): Interruptible<T | undefined> {
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
    yield undefined;
    if (isOff()) return undefined;
  }
}

const later = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? (left ?? right) : Math.max(left, right);

/**
 * What this page knew before a create was sent for the first time (BEHAVIOUR 3.12a). Of that it keeps
 * the ids of the records that look like what is sent, mostly none, and when the list was known as a
 * whole: in storage, for the page that looks for the record may be another one (FORMAT.md, `k`).
 */
export class KnownBefore {
  private readonly known = new Map<string, Known>();
  /** Creates in flight of which nothing is stored yet, each with the steady time to store it. */
  private readonly left = new Map<string, number>();
  /** Creates that have not left, each with the steady time to store it. */
  private readonly unsent = new Map<string, number>();
  private lookedAt = { since: -Infinity, rows: 0 };
  private isArmed = false;
  private readonly swept = new Set<string>();
  /** By user and resource: the ids of the list that was read last as a whole. */
  private readonly lists = new Map<string, ReadList>();

  constructor(
    private readonly parts: LookUpParts,
    private readonly seeker: Seeker,
    private readonly attempts: Attempts,
  ) {}

  /** A create was made in this page; another page may send it. */
  noteMade(entry: MutationEntry): void {
    this.sweep(entry);
    this.capture(entry).isOwn = true;
    if (this.unsent.size < MANY_CREATES) this.keepLater(entry.id, this.unsent);
  }

  /** The first attempt of a create leaves from this page. */
  noteLeaving(entry: MutationEntry): void {
    this.sweep(entry);
    const known = this.capture(entry);
    if (!known.at) this.begin(known, entry);
    this.unsent.delete(entry.id);
    const count = known.rows.reduce((sum, rows) => sum + rows.length, 0);
    if (this.mayLookAt(count)) this.keep(entry);
    else this.keepLater(entry.id, this.left);
  }

  /**
   * The list of the resource was read to its end: known for the creates that leave from now on.
   * @param at when the read began, device clock
   */
  noteList(entry: MutationEntry, ids: readonly string[], at: number): void {
    this.lists.set(listOf(entry), { ids: new Set(ids), at });
  }

  /** The list of the resource hides some records: it is not taken for a whole one any more. */
  forgetList(entry: MutationEntry): void {
    this.lists.delete(listOf(entry));
  }

  /**
   * Nothing in the list that was just read is the record.
   * @param ids of those that look like it
   * @param at as `noteList`
   */
  noteAbsent(entry: MutationEntry, ids: Iterable<string>, at: number): void {
    const known = this.knownOf(entry);
    for (const id of ids) known.ids.add(id);
    const list = this.lists.get(listOf(entry));
    if (list) known.lists.add(list);
    known.wholeAt = at;
    this.begin(known, entry);
    this.keep(entry, []);
  }

  /** What was known before the first attempt of that create. */
  of(entry: MutationEntry): Before {
    this.sweep(entry);
    const kept = this.kept(entry);
    const known = this.known.get(entry.id);
    const rows = (known?.rows ?? []).flatMap((list) => list.map(idOf));
    const lists = [...(known?.lists ?? [])].map((list) => list.ids);
    const ids = [kept?.ids ?? [], known?.ids ?? [], rows, ...lists].flatMap((some) => [...some]);
    const at = known?.at ? this.serversWord(known, entry) : kept?.at;
    return { ids: new Set(ids), wholeAt: later(kept?.wholeAt, known?.wholeAt), at };
  }

  /** The create has an outcome. */
  forget(mutation: string): void {
    const known = this.known.get(mutation);
    this.known.delete(mutation);
    this.left.delete(mutation);
    this.unsent.delete(mutation);
    if (known?.isOwn && !known.isKept) return;
    const entry = this.parts.entries.one(mutation);
    if (entry && this.parts.host.storage.journal.get(keyOf(entry)) !== '') this.remove(entry);
  }

  private knownOf({ id }: MutationEntry): Known {
    const known = this.known.get(id) ?? {
      ids: new Set<string>(),
      rows: [],
      lists: new Set<ReadList>(),
      wholeAt: undefined,
      at: undefined,
      steadyAt: 0,
      isOwn: false,
      isKept: false,
    };
    this.known.set(id, known);
    return known;
  }

  private capture(entry: MutationEntry): Known {
    const known = this.knownOf(entry);
    const { rows, wholeAt } = this.parts.knownRows(entry.resource);
    known.rows = [...new Set([...known.rows, ...rows])];
    const list = this.lists.get(listOf(entry));
    if (list) known.lists.add(list);
    known.wholeAt = later(known.wholeAt, later(wholeAt, list?.at));
    return known;
  }

  private begin(known: Known, { resource }: MutationEntry): void {
    known.at = { device: this.parts.host.now(), server: this.parts.host.reads.serverNow(resource) };
    known.steadyAt = this.parts.host.steadyNow();
  }

  /** The time of the first attempt by the server's clock, also where only later answers show that clock. */
  private serversWord(
    { at, steadyAt }: Known,
    { resource }: MutationEntry,
  ): ClockReading | undefined {
    const now = this.parts.host.reads.serverNow(resource);
    if (!at || at.server !== undefined || now === undefined) return at;
    const passed = this.parts.host.steadyNow() - steadyAt;
    const isSteady = Math.abs(this.parts.host.now() - at.device - passed) <= DRIFT_MS;
    return isSteady ? { ...at, server: now - passed } : at;
  }

  /** Looking at this many more rows at once is not noticed. */
  private mayLookAt(rows: number): boolean {
    const now = this.parts.host.steadyNow();
    if (now - this.lookedAt.since >= 1_000) this.lookedAt = { since: now, rows: 0 };
    if (this.lookedAt.rows + rows > ROWS_A_SECOND) return false;
    this.lookedAt.rows += rows;
    return true;
  }

  private keepLater(mutation: string, creates: Map<string, number>): void {
    creates.set(mutation, this.parts.host.steadyNow() + KEEP_AFTER_MS);
    if (!this.isArmed) this.arm(KEEP_AFTER_MS);
  }

  private arm(delayMs: number): void {
    this.isArmed = true;
    this.parts.host.after('known-before', delayMs, () => void this.keepNext());
  }

  /**
   * Creates that wait for the network, or for another tab, may wait long. They are done one at a time:
   * there are many rows.
   */
  private async keepNext(): Promise<void> {
    let delayMs: number | undefined = 0;
    try {
      delayMs = await this.searchNext();
    } finally {
      this.isArmed = false;
      if (delayMs !== undefined && this.left.size + this.unsent.size > 0) this.arm(delayMs);
    }
  }

  /**
   * While requests are in flight, creates that have not left are likely to leave soon.
   *
   * @returns when the next is to be searched for
   */
  private async searchNext(): Promise<number | undefined> {
    const creates = this.left.size > 0 ? this.left : this.unsent;
    const [next] = creates;
    if (!next) return undefined;
    const [mutation, due] = next;
    const early = due - this.parts.host.steadyNow();
    if (early > 0) return early;
    const isPutOff = (): boolean => creates === this.unsent && this.attempts.areInFlight;
    if (isPutOff()) return KEEP_AFTER_MS;
    creates.delete(mutation);
    const entry = this.parts.entries.one(mutation);
    const known = this.known.get(mutation);
    if (!known || !entry || !isUnsettled(entry)) return 0;
    const work = unless(isPutOff, this.seeker.alike(entry, known.rows));
    const alike = await inTasks(work, (run) => this.parts.host.nextTask(run));
    if (this.known.get(mutation) !== known) return 0;
    if (alike) {
      this.keep(entry, alike);
      // The known rows are collected when it leaves, and not before.
      if (known.at === undefined) known.rows = [];
    } else if (known.at === undefined) {
      this.unsent.set(mutation, due);
    }
    return 0;
  }

  /** @param alike of the known rows; undefined: found at once */
  private keep(entry: MutationEntry, alike?: readonly string[]): void {
    const known = this.knownOf(entry);
    for (const id of alike ?? atOnce(this.seeker.alike(entry, known.rows))) known.ids.add(id);
    const kept = this.kept(entry);
    for (const id of kept?.ids ?? []) known.ids.add(id);
    known.wholeAt = later(known.wholeAt, kept?.wholeAt);
    const { wholeAt, at = kept?.at, ids } = known;
    const isEmpty = wholeAt === undefined && ids.size === 0;
    if (isEmpty || ids.size > MAX_IDS) return kept && this.remove(entry);
    const text = JSON.stringify({ v: 1, id: entry.id, wholeAt, at, ids: [...ids] });
    // Without room, or without the key, it is known until this page ends.
    this.parts.host.storage.journal.put(keyOf(entry), text);
    known.isKept = true;
  }

  private remove(entry: MutationEntry): void {
    this.parts.host.storage.journal.remove(keyOf(entry));
  }

  private kept(entry: MutationEntry): Before | undefined {
    const found = this.parts.host.storage.journal.get(keyOf(entry));
    const kept = found.startsWith('=') ? recordIn(found.slice(1)) : undefined;
    const known = this.known.get(entry.id);
    if (known && found !== '') known.isKept = true;
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
    const storage = this.parts.host.storage.journal;
    const nobodys = prefixOf(null, null);
    const keys = [...new Set([prefix, nobodys])].flatMap((one) => storage.keys(one) ?? []);
    for (const key of keys) {
      const text = storage.get(key).slice(1);
      const kept = recordIn(text);
      const owner = kept && this.parts.entries.one(kept.id);
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

const prefixOf = (companyId: string | null, userId: string | null): string =>
  `synchrone:1:${personOf(userId, companyId)}:k:`;

const listOf = ({ companyId, userId, resource }: MutationEntry): string =>
  `${prefixOf(companyId, userId)}${resource}`;

const keyOf = ({ companyId, userId, sequence }: MutationEntry): string => {
  const [counter, tab] = sequence;
  return `${prefixOf(companyId, userId)}${encodeURIComponent(tab)}:${counter}`;
};

/** undefined: the text is none; any code may have written it. */
function recordIn(text: string): (Before & { id: string }) | undefined {
  const stored = parseJson(text);
  if (!isRecord(stored) || stored['v'] !== 1) return undefined;
  const { id, wholeAt, at, ids } = stored;
  if (typeof id !== 'string' || !isTimeIfAny(wholeAt)) return undefined;
  if (!Array.isArray(ids) || !ids.every((one) => typeof one === 'string')) return undefined;
  if (at !== undefined && !isMoment(at)) return undefined;
  return { id, wholeAt, at, ids: new Set(ids as string[]) };
}

const isTimeIfAny = (value: unknown): value is number | undefined =>
  value === undefined || Number.isFinite(value);

const isMoment = (value: unknown): value is ClockReading =>
  isRecord(value) && Number.isFinite(value['device']) && isTimeIfAny(value['server']);
