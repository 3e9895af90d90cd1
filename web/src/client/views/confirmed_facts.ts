import type { AnyRecord, MutationKind } from '../../types/mutation.js';
import { sameJson } from '../base/plain_json.js';

/** What the server has confirmed of a record. */
export interface Fact {
  /** The id that the record has. */
  readonly id: string;
  /** The confirmed record; null: deleted. */
  readonly after: AnyRecord | null;
  /** The record before the first of these changes; null: not there; undefined: not known. */
  readonly base: AnyRecord | null | undefined;
  /** The confirmed record before the last of these changes, likewise. */
  readonly before: AnyRecord | null | undefined;
  /** The confirmed records between these changes, the newest first, as far as this page knows them. */
  readonly between?: readonly AnyRecord[];
  /** When the last of these changes was confirmed: epoch milliseconds of the page's clock. */
  readonly at: number;
  /** When its creation was confirmed, likewise; undefined: it was there before. */
  readonly createdAt: number | undefined;
  /** An earlier page has stored this fact: it concerns rows that were stored, and no others. */
  readonly isKept?: boolean;
}

/**
 * The most facts of one resource. Its lists, or the page, are loaded again before that many records are
 * confirmed.
 */
const MAX_FACTS = 10_000;
/**
 * The most confirmed changes that are remembered of a record: a read that began before all of them has ended.
 */
export const MAX_BETWEEN = 16;
/** The newest are kept for later pages, which read their lists at the start. */
const MAX_KEPT = 1_000;

/**
 * What was confirmed of the records of one resource, for every list of the page, also one that is
 * shown later: rows whose read began before are older (BEHAVIOUR 2.9).
 */
export class ConfirmedFacts {
  private readonly facts = new Map<string, Fact>();
  /** When the newest read had come that began before the confirmation. */
  private readonly lateReads = new WeakMap<Fact, number>();
  private count = 0;

  /** Grows with every fact. */
  get version(): number {
    return this.count;
  }

  /** Nothing was confirmed. */
  get isEmpty(): boolean {
    return this.facts.size === 0;
  }

  /** What was confirmed of a record; undefined: nothing. */
  get(entity: string): Fact | undefined {
    return this.facts.get(entity);
  }

  /** What a read that began at that moment cannot show. */
  *since(readBegan: number): IterableIterator<[string, Fact]> {
    for (const entry of this.facts) if (entry[1].at >= readBegan) yield entry;
  }

  /**
   * @param former the id that the record had until now
   * @param before the confirmed record until now
   */
  confirmed(
    { entity, former = entity }: { entity: string; former?: string | undefined },
    operation: MutationKind,
    record: AnyRecord | null,
    before: AnyRecord | null | undefined,
    at: number,
  ): void {
    if (record === null && operation !== 'delete') return;
    const last = this.facts.get(former);
    const known = last?.isKept ? undefined : last; // much may have changed since the earlier page
    this.facts.delete(former);
    this.facts.delete(entity);
    const createdAt = known ? known.createdAt : before === null ? at : undefined;
    const base = known ? known.base : before;
    const between = [known?.before, ...(known?.between ?? [])]
      .filter(isKnown)
      .slice(0, MAX_BETWEEN);
    this.put({ id: entity, after: record, base, before, between, at, createdAt });
  }

  /**
   * Takes what an earlier page has kept, where this one knows nothing newer.
   *
   * @param pageBegan epoch milliseconds: reads of this page began later, whatever the clock of the
   *   earlier one said
   * @returns the records that something was learned of
   */
  restore(kept: readonly unknown[], pageBegan: number): string[] {
    const added = kept
      .filter(isFact)
      .filter(({ id }) => !this.facts.has(id))
      .map((fact) => ({ ...fact, at: Math.min(fact.at, pageBegan), isKept: true }));
    const own = [...this.facts.values()];
    this.facts.clear();
    for (const fact of [...added, ...own]) this.put(fact);
    return added.map(({ id }) => id);
  }

  private put(fact: Fact): void {
    this.facts.set(fact.id, fact);
    this.count += 1;
    if (this.facts.size <= MAX_FACTS) return;
    for (const oldest of this.facts.keys()) {
      this.facts.delete(oldest);
      return;
    }
  }

  /** The facts since that version, the oldest first. */
  *after(version: number): IterableIterator<Fact> {
    let old = this.facts.size - (this.count - version);
    for (const fact of this.facts.values()) if ((old -= 1) < 0) yield fact;
  }

  /**
   * A read has come. A cache that is stored says when that was, and not when it began: what was confirmed
   * meanwhile counts as confirmed after it on later pages.
   *
   * @returns something was confirmed meanwhile
   */
  came(began: number, ended: number): boolean {
    let isLate = false;
    for (const [, fact] of this.since(began)) {
      if (ended < fact.at || ended <= (this.lateReads.get(fact) ?? 0)) continue;
      this.lateReads.set(fact, ended);
      isLate = true;
    }
    return isLate;
  }

  /** What later pages need. @param lead of the device's clock, which theirs begins with, in milliseconds */
  kept(lead: number): readonly Fact[] {
    return [...this.facts.values()].slice(-MAX_KEPT).map((fact) => {
      const late = this.lateReads.get(fact);
      return { ...fact, at: (late === undefined ? fact.at : late + 1) + lead };
    });
  }

  /** Forgets all facts: the user has changed. */
  clear(): void {
    this.facts.clear();
  }
}

/**
 * A row whose read began before the record was confirmed, with what has changed of it; the row itself
 * where it shows that, or something newer. undefined: it is deleted.
 */
export function withFact<Row extends object>(
  row: Row,
  fact: Fact,
  versionField: string,
): Row | undefined {
  const { after, base } = fact;
  if (after === null) return undefined;
  if (isOnlyCreated(fact)) return row;
  const [mine, confirmed] = [(row as AnyRecord)[versionField], after[versionField]];
  // An API may leave the version as it is: a row of the same version that shows the change stays as it is.
  if (typeof mine === 'number' && typeof confirmed === 'number' && mine > confirmed) return row;
  // A row that was read between two changes may hold what neither the first nor the last had.
  const former = formerOf(fact);
  const fields = Object.entries(after).filter(
    ([field, value]) =>
      field !== 'id' &&
      !(base && former.every((one) => sameJson(value, one[field]))) &&
      !isExpanded((row as AnyRecord)[field], value),
  );
  const seen: Row = { ...row, ...Object.fromEntries(fields) };
  return sameJson(seen, row) ? row : seen;
}

/** Copies of a database, and caches before it, are hardly ever so far behind. */
const LATE_COPY_MS = 60_000;

/**
 * The row was read from a copy of the database that is behind, and is a record that was deleted just now: its
 * version says so. Later, a record under the same id is a new one.
 */
export function isOfDeleted(
  row: object,
  fact: Fact | undefined,
  now: number,
  versionField: string,
): boolean {
  if (fact?.after !== null || now - fact.at > LATE_COPY_MS) return false;
  const [mine, last] = [(row as AnyRecord)[versionField], fact.before?.[versionField]];
  return typeof mine === 'number' && typeof last === 'number' && mine <= last;
}

/** The record before each of these changes, as far as it is known. */
export const formerOf = ({ base, before, between = [] }: Fact): readonly AnyRecord[] =>
  [before, ...between, base].filter(isKnown);

/** The row says by its version that it is older, whenever it was read: from a cache, or a slow copy. */
export function isOlder(row: object, { after }: Fact, versionField: string): boolean {
  const [mine, confirmed] = [(row as AnyRecord)[versionField], after?.[versionField]];
  return typeof mine === 'number' && typeof confirmed === 'number' && mine < confirmed;
}

/** Nothing but the record's creation was confirmed: a row of it was read afterwards. */
export const isOnlyCreated = ({ base, before }: Fact): boolean => base === null && before === null;

/** The record exists and is known: neither null (it does not exist) nor undefined (not known). */
export const isKnown = (record: AnyRecord | null | undefined): record is AnyRecord =>
  record !== null && record !== undefined;

/** What is stored is not trusted. */
function isFact(kept: unknown): kept is Fact {
  const { id, after, base, before, at, createdAt } = kept as Partial<Record<keyof Fact, unknown>>;
  return (
    typeof id === 'string' &&
    typeof after === 'object' &&
    (base === undefined || typeof base === 'object') &&
    (before === undefined || typeof before === 'object') &&
    typeof at === 'number' &&
    (createdAt === undefined || typeof createdAt === 'number')
  );
}

/** The row holds the record that the answer names by its id. */
function isExpanded(mine: unknown, theirs: unknown): boolean {
  if (typeof mine !== 'object' || mine === null || !('id' in mine)) return false;
  return (
    (typeof theirs === 'string' || typeof theirs === 'number') &&
    `${theirs}` === `${mine.id as string}`
  );
}
