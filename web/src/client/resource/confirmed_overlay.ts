import { sameJson } from '../base/plain_json.js';
import type { AnyRecord, MutationKind } from '../../types/mutation.js';
import { idOf, isNewRead, isSameList } from '../base/rows.js';
import {
  type ConfirmedFacts,
  type Fact,
  isKnown,
  isOnlyCreated,
  MAX_BETWEEN,
} from '../views/confirmed_facts.js';

/** What the server has confirmed of a record whose row the application owns. */
interface Settled {
  /** The confirmed record; null: deleted. */
  readonly after: AnyRecord | null;
  /** The confirmed record before it, where that is known. */
  readonly base: AnyRecord | undefined;
  /** As the record was between, the last one first. */
  readonly between: readonly AnyRecord[];
  readonly created: boolean;
  readonly at: number;
  /** The owner's row as it was then; undefined: not seen yet. */
  before: AnyRecord | undefined;
  /** The owner's rows show it: only a read that began before the confirmation takes it away. */
  shown: boolean;
  /** Where it was learned from; undefined: it was confirmed while the rows were shown. */
  readonly fact?: Fact;
}

/** What a fact is for one list. */
interface FactPlace {
  /** The rows may have been read before. */
  readonly concerns: boolean;
  /** A later read has said whether the record is in the list. */
  readonly isDecided: boolean;
  /** The change has brought the record into the list. */
  readonly hasCome: boolean;
}

/** The resource that rows are of. */
export interface OverlaidResource {
  /** Epoch milliseconds. */
  now(): number;
  /** The field that holds a record's version. */
  versionField(): string;
}

/** A read that began before a confirmation has arrived by then: requests end after 30 s. */
const LATE_READS_MS = 30_000;

/**
 * Confirmed outcomes that the owner of the rows does not know: of mutations recovered after a
 * reload, or made in other tabs (BEHAVIOUR 2.8). They stay over the rows until these show them or
 * something newer, so that a read which began earlier does not undo a write (2.9).
 *
 * With versions, a row of the same or a newer version is newer. Without, a field that still holds
 * what it held before is older, and a list in which every row is another object, long enough after
 * the confirmation, is a new read.
 */
export class ConfirmedOverlay {
  private readonly records = new Map<string, Settled>();
  private readonly seen = new WeakMap<object, { settled: Settled; row: object }>();
  /**
   * The owner's rows of the last time; undefined: none were shown, so none can be missing.
   */
  private rows: readonly object[] | undefined;
  /** When rows came last that differ from those before. */
  private cameAt = 0;
  private readonly learned = new WeakSet<Fact>();
  private learnedVersion = 0;

  /**
   * @param guessed called for rows that came after a confirmation and do not show it, where nothing
   *   says whether their read began before it: it stays over them
   */
  constructor(
    private readonly resource: OverlaidResource,
    private readonly guessed: () => void = () => undefined,
  ) {}

  /** Nothing is laid over the rows. */
  get isEmpty(): boolean {
    return this.records.size === 0;
  }

  /**
   * The server has confirmed a mutation of the record. record: null for a delete. hasJoined: the
   * list has come to hold the record by an edit.
   */
  confirmed(
    entity: string,
    operation: MutationKind,
    record: AnyRecord | null,
    hasJoined = false,
    base?: AnyRecord | null,
  ): void {
    if (this.rows === undefined || (record === null && operation !== 'delete')) return;
    const known = this.records.get(entity);
    this.records.set(entity, {
      after: record,
      base: base ?? undefined,
      between: [base ?? known?.after, known?.before, ...(known?.between ?? [])]
        .filter(isKnown)
        .slice(0, MAX_BETWEEN),
      created: operation === 'create' || hasJoined || known?.created === true,
      at: this.resource.now(),
      before: known?.created ? known.before : undefined, // the rows had it, or did not yet
      shown: false,
    });
  }

  /**
   * Takes what was confirmed, also before the rows were first shown.
   *
   * @param placeOf what the fact is for the list
   */
  learn(facts: ConfirmedFacts, placeOf: (fact: Fact) => FactPlace): void {
    if (facts.version === this.learnedVersion) return;
    let isWhole = true;
    for (const fact of facts.after(this.learnedVersion)) {
      if (this.learned.has(fact)) continue;
      const { id, after, base, before, between = [], at } = fact;
      const { concerns, isDecided, hasCome } = placeOf(fact);
      isWhole &&= concerns;
      if (!concerns) continue;
      this.learned.add(fact);
      const created = !isDecided && (hasCome || this.neverShown(id));
      const state = { before: undefined, shown: false, fact };
      const former = { base: base ?? undefined, between: [before, ...between].filter(isKnown) };
      this.records.set(id, { after, ...former, created, at, ...state });
    }
    if (isWhole) this.learnedVersion = facts.version;
  }

  /** Forgets what was confirmed: the user has changed. */
  clear(): void {
    this.records.clear();
  }

  /** Something is known of the record that the rows need not show. */
  has(entity: string): boolean {
    return this.records.has(entity);
  }

  /**
   * Takes the owner's rows, before any of them is asked about: a new read ends the facts that it answers.
   */
  look(rows: readonly object[]): void {
    const former = this.rows ?? [];
    if (!this.rows || (rows !== former && !isSameList(rows, former)))
      this.cameAt = this.resource.now();
    this.rows = rows;
    if (this.records.size === 0 || former.length === 0) return;
    const isNew = rows !== former && isNewRead(rows, former);
    const since = this.resource.now() - LATE_READS_MS;
    const there = new Set(isNew ? rows.map(idOf) : []);
    for (const [entity, settled] of this.records) {
      const { fact, shown } = settled;
      // Rows that are copied at each render are not a new read, either.
      if (settled.at < since && (shown || (isNew && !fact))) this.records.delete(entity);
      else if (isNew && settled.shown && !there.has(entity)) {
        Object.assign(settled, { before: undefined, shown: false });
      }
    }
  }

  /**
   * The row as it is confirmed; undefined: it is deleted. The row itself where it needs nothing.
   */
  over<Row extends object>(row: Row, entity: string): Row | undefined {
    const settled = this.records.get(entity);
    if (!settled) return row;
    const { after, shown, base, between, fact } = settled;
    if (shown && !this.isOlder(row, settled)) return row;
    const former = [...between, (settled.before ??= base ?? (row as AnyRecord))];
    const seen =
      after === null
        ? this.afterDelete(row, former)
        : this.remembered(row, settled, () =>
            fact && isOnlyCreated(fact)
              ? withMissing(row, after)
              : this.afterChange(row, former, after),
          );
    if (seen === row) this.showsIt(row, entity, settled);
    else if (hasValues(row)) this.isGuess(settled);
    return seen;
  }

  /** The rows show the confirmed record. What a late read could still undo is remembered. */
  private showsIt(row: object, entity: string, settled: Settled): void {
    const newer = this.compareVersions(row, settled.after ?? {});
    const mayBeUndone = settled.created || newer !== undefined || settled.base !== undefined;
    if (mayBeUndone && !(newer !== undefined && newer > 0)) settled.shown = true;
    else this.records.delete(entity);
  }

  /** Confirmed records that the rows never had. there: the entities that they have. */
  missing(there: ReadonlyMap<string, unknown>): AnyRecord[] {
    const missing: AnyRecord[] = [];
    for (const [entity, settled] of this.records) {
      const { after, created, before } = settled;
      if (!after || !created || before || there.has(entity)) continue;
      missing.push(after);
      this.isGuess(settled);
    }
    return missing;
  }

  private isGuess({ fact, at }: Settled): void {
    if (fact && at < this.cameAt) this.guessed();
  }

  /** The create of the record is confirmed, and the rows have not had it yet. */
  private neverShown(entity: string): boolean {
    const settled = this.records.get(entity);
    return settled !== undefined && settled.created && settled.before === undefined;
  }

  /** Gives the same object for the same row, so that nothing is rendered twice. */
  private remembered<Row extends object>(row: Row, settled: Settled, make: () => Row): Row {
    const known = this.seen.get(row);
    if (known?.settled === settled) return known.row as Row;
    const made = make();
    this.seen.set(row, { settled, row: made });
    return made;
  }

  private afterDelete<Row extends object>(row: Row, former: Former): Row | undefined {
    const [last = {}] = former;
    const newer = this.compareVersions(row, last);
    const isAsBefore = isOld(row, former);
    const isNew = (field: string): boolean => isIn(former, field) && !isAsBefore(field);
    return (newer === undefined ? Object.keys(row).some(isNew) : newer > 0) ? row : undefined;
  }

  private afterChange<Row extends object>(row: Row, former: Former, after: AnyRecord): Row {
    const newer = this.compareVersions(row, after);
    if (newer !== undefined && newer >= 0) return row;
    const isAsBefore = newer === undefined ? isOld(row, former) : () => true;
    const fields = Object.entries(after).filter(([field]) => field !== 'id' && isAsBefore(field));
    const seen: Row = { ...row, ...Object.fromEntries(fields) };
    return sameJson(seen, row) ? row : seen;
  }

  private isOlder(row: object, { after, base, between }: Settled): boolean {
    const newer = this.compareVersions(row, after ?? {});
    if (newer !== undefined) return newer < 0;
    if (!after || !base) return false;
    const former = [...between, base];
    const isChanged = (field: string): boolean =>
      former.some((one) => !sameJson(after[field], one[field]));
    return Object.keys(after).filter(isChanged).every(isOld(row, former));
  }

  /** Above 0: the row is newer than `other`. undefined: a version is missing. */
  private compareVersions(row: object, other: AnyRecord): number | undefined {
    const field = this.resource.versionField();
    const [mine, theirs] = [(row as AnyRecord)[field], other[field]];
    return typeof mine === 'number' && typeof theirs === 'number' ? mine - theirs : undefined;
  }
}

/** Former states of a record, the newest first. */
type Former = readonly AnyRecord[];

/** A list may show fields that the record by itself has not. */
const isIn = (former: Former, field: string): boolean => former.some((one) => field in one);

/** The field of the row holds what it held before. */
const isOld =
  (row: object, former: Former) =>
  (field: string): boolean =>
    former.some((one) => sameJson((row as AnyRecord)[field], one[field]));

/** The row was read: one with nothing but an id has no field that could be old. */
const hasValues = (row: object): boolean => Object.keys(row).length > 1;

/** The row, with the members of the record that it has not. */
function withMissing<Row extends object>(row: Row, record: AnyRecord): Row {
  const lacks = Object.keys(record).some((field) => !(field in row));
  return lacks ? { ...record, ...row } : row;
}
