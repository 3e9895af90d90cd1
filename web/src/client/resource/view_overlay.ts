import type { OverlayOptions, RowOverlay } from '../../types/sync_client.js';
import { Listeners } from '../base/listeners.js';
import { idOf, isSameList } from '../base/rows.js';
import type { AnyRecord, MutationKind } from '../../types/mutation.js';
import { hasNoRule, isPaged, isSameOptions, isWhole, knownTime } from './overlay_options.js';
import { placed } from './placing.js';
import { type LayeredResource, RowLayers } from './row_layers.js';
import { type Fact, formerOf } from '../views/confirmed_facts.js';
import { ConfirmedOverlay } from './confirmed_overlay.js';
import type { Views } from '../views/pending_views.js';
import { type CreatingResource, UnansweredCreates } from '../views/unanswered_creates.js';

/** The resource whose views are laid over a list. */
export interface ListedResource extends LayeredResource, CreatingResource {
  /** The record waits for a read of its confirmed state (2.6). */
  isStale(entity: string): boolean;
}

/** What an overlay reports of the list that is given. */
export interface ListReports {
  /** A component shows the list from now on. */
  shown(): void;
  /** A row of the list has no id. */
  rowWithoutId(): void;
  /** What was given is not an array. */
  notAList(): void;
  /** A function among the list's options threw. */
  optionThrew(): void;
  /** The list begins with this row, which may be one of another endpoint's list. */
  shows(row: object): void;
  /** Nothing says whether the rows were read before a confirmation that they do not show. */
  readTimeUnknown(): void;
  /** The list lacks what was confirmed while it was read: later pages have to know. */
  cameLate(): void;
  /** The list holds every record, and its read began at `readBegan`. */
  isWhole(rows: readonly object[], readBegan: number): void;
  /** A created record joins the list because nothing says where the record belongs. */
  joinedByDefault(rows: readonly object[]): void;
  /** A created record joins the list that has none of the fields of its rows. */
  joinedWithOtherFields(): void;
}

/** The last result: the rows that were given, and what was made of them. */
interface Laid<Row extends object> extends OverlayOptions<Row> {
  readonly rows: readonly Row[];
  readonly version: number;
  readonly seen: readonly Row[];
  /** Where each record is that is in both; made when it is first needed. */
  positions?: ReadonlyMap<string, Position>;
}

/** Where a record is in the rows that were given, and in those that are seen. */
interface Position {
  readonly given: number;
  readonly seen: number;
}

/** The views of one resource over one list that the application owns; see `RowOverlay`. */
export class ViewOverlay<Row extends object> implements RowOverlay<Row> {
  private readonly listeners = new Listeners();
  private memo: Laid<Row> | null = null;
  /** `readBegan` is undefined; 0 says that it cannot be known. */
  private isGuess = false;
  private notifiedVersion = 0;
  /** Records that an edit has brought into the list. */
  private readonly joined = new Set<string>();
  /** What was confirmed, over rows of which nothing says when their read began. */
  private readonly confirmedOverlay: ConfirmedOverlay;
  /** When the newest read began that began after a confirmation. */
  private knownSince = 0;
  private readonly layers: RowLayers<Row>;
  private readonly unanswered: UnansweredCreates;
  /** Records whose creates have no answer, each of which may be a row of the list. */
  private readonly inDoubt = new Set<string>();

  constructor(
    private readonly views: Views,
    private readonly resource: ListedResource,
    private readonly report: ListReports,
  ) {
    this.unanswered = new UnansweredCreates(resource);
    this.confirmedOverlay = new ConfirmedOverlay(resource, () => {
      if (this.isGuess) report.readTimeUnknown();
    });
    this.layers = new RowLayers(views, resource, this.confirmedOverlay);
  }

  apply(rows: readonly Row[], options: OverlayOptions<Row> = {}): readonly Row[] {
    if (!isList(rows)) {
      if (!isNothing(rows)) this.report.notAList();
      return rows;
    }
    const { version } = this.views;
    const { memo } = this;
    this.isGuess = options.readBegan === undefined;
    if (memo && memo.rows === rows && memo.version === version && isSameOptions(memo, options))
      return memo.seen;
    if (memo && memo.rows === rows && isSameOptions(memo, options)) {
      const patched = this.safely(() => this.patched(memo), rows, options);
      if (patched) {
        this.memo = { ...memo, version, seen: patched };
        return patched;
      }
    }
    if (isRow(rows[0])) this.report.shows(rows[0] as Row);
    if (rows.length > 0 && idOf(rows[0]) === '') this.report.rowWithoutId();
    const computed = this.safely(() => this.compute(rows, options), rows, options);
    const isAsBefore = memo !== null && computed !== rows && isSameList(memo.seen, computed);
    const seen = isAsBefore ? memo.seen : computed;
    this.memo = { ...options, rows, version, seen };
    return seen;
  }

  /** When the read of the rows began; undefined: not known. */
  get readBegan(): number | undefined {
    return this.memo?.readBegan;
  }

  /** The rows that were given last; undefined: none were. */
  get rows(): readonly Row[] | undefined {
    return this.memo?.rows;
  }

  /** Not every record that is created joins the list. */
  get saysWhatBelongs(): boolean {
    return this.memo !== null && !hasNoRule(this.memo);
  }

  /** Nothing was read yet: which records the list holds is not known. */
  get isUnread(): boolean {
    return !this.memo || isUnread(this.memo.rows, knownTime(this.memo));
  }

  /** A component shows the list. */
  get isMounted(): boolean {
    return !this.listeners.isEmpty;
  }

  isStale(id: string | number): boolean {
    return this.resource.isStale(this.views.ids.canonical(String(id)));
  }

  subscribe(listener: () => void): () => void {
    this.report.shown();
    return this.listeners.add(listener);
  }

  getVersion(): number {
    return this.views.version;
  }
  getServerVersion(): number {
    return 0;
  }

  /** The confirmed record as the list has it; undefined: it is not there, or something is queued. */
  confirmedOf(entity: string): Row | undefined {
    if (!this.memo || this.views.get(entity)) return undefined;
    const rows = this.apply(this.memo.rows, this.memo);
    const position = this.positionsOf(this.memo).get(entity);
    return position && rows[position.seen];
  }

  /** The server has confirmed a mutation. former: the id that the record had until now. */
  confirmed(
    entity: string,
    former: string | undefined,
    operation: MutationKind,
    record: AnyRecord | null,
    base?: AnyRecord | null,
  ): void {
    if (!this.views.covers?.(former ?? entity)) return; // a list that no context drives has it from the facts
    this.confirmedOverlay.confirmed(
      entity,
      operation,
      record,
      this.joined.has(former ?? entity),
      base,
    );
  }

  /** Forgets what was confirmed: the user has changed. */
  forget(): void {
    this.confirmedOverlay.clear();
    this.joined.clear();
    this.knownSince = 0;
    this.memo = null;
  }

  /** Records that were taken for rows, and of which the create of one is answered since, and not made. */
  freeDoubles(): readonly string[] {
    if (this.inDoubt.size === 0 || this.unanswered.areOpen(this.inDoubt)) return [];
    const freed = [...this.inDoubt];
    this.inDoubt.clear();
    return freed;
  }

  /** Calls the listeners if a view has changed since the last time. */
  flush(): void {
    if (this.notifiedVersion === this.views.version) return;
    this.notifiedVersion = this.views.version;
    this.listeners.notify();
  }

  /** Functions of the application that throw leave the rows as they came. */
  private safely<Laid>(run: () => Laid, rows: readonly Row[], options: OverlayOptions<Row>) {
    try {
      return run();
    } catch (error) {
      if (options.belongs === undefined && options.compare === undefined) throw error;
      this.report.optionThrew();
      return rows;
    }
  }

  /** Looks at the rows before any of them is asked about. */
  private look(rows: readonly Row[], options: OverlayOptions<Row>): void {
    const readBegan = knownTime(options);
    if (readBegan !== undefined) {
      this.knownSince = Math.max(this.knownSince, readBegan);
      if (isWhole(options)) this.report.isWhole(rows, readBegan);
      const ended = options.readEnded ?? this.resource.readEnded(rows);
      if (ended !== undefined && this.resource.facts.came(readBegan, ended)) this.report.cameLate();
      return;
    }
    const { belongs, readEnded = Infinity } = options;
    if (!this.views.covers)
      this.confirmedOverlay.learn(this.resource.facts, (fact) => ({
        concerns: !fact.isKept || fact.at >= readEnded,
        isDecided: fact.at < this.knownSince,
        hasCome:
          fact.createdAt !== undefined || this.joined.has(fact.id) || wasOutside(fact, belongs),
      }));
    this.confirmedOverlay.look(rows);
  }

  /**
   * What was seen, with the rows replaced that have changed since: a list of thousands is not
   * computed again for one row. undefined: a row is added, removed or moved, or more has changed.
   */
  private patched(memo: Laid<Row>): readonly Row[] | undefined {
    const changed = this.views.changedSince?.(memo.version);
    if (!changed) return undefined;
    this.look(memo.rows, memo);
    const positions = this.positionsOf(memo);
    let seen: Row[] | undefined;
    for (const id of changed) {
      const position = positions.get(id);
      const row = position && memo.rows[position.given];
      const shown = row && this.layers.over(row, id, knownTime(memo));
      if (!position || !row || !shown || this.leaves(row, shown, memo)) return undefined;
      if (shown !== memo.seen[position.seen]) (seen ??= [...memo.seen])[position.seen] = shown;
    }
    return seen ?? memo.seen;
  }

  /** Made once for a list, so that no change has to search it. */
  private positionsOf(memo: Laid<Row>): ReadonlyMap<string, Position> {
    return (memo.positions ??= this.positionsIn(memo));
  }

  private positionsIn({ rows, seen }: Laid<Row>): ReadonlyMap<string, Position> {
    const { ids } = this.views;
    const given = new Map<string, number>();
    rows.forEach((row, index) => {
      const id = isRow(row) ? ids.canonical(idOf(row)) : '';
      given.set(id, given.has(id) || id === '' ? NOWHERE : index); // an id that is there twice has no place
    });
    const positions = new Map<string, Position>();
    seen.forEach((row, index) => {
      const id = isRow(row) ? ids.canonical(idOf(row)) : '';
      const at = given.get(id) ?? NOWHERE;
      if (at !== NOWHERE) positions.set(id, { given: at, seen: index });
    });
    return positions;
  }

  private compute(rows: readonly Row[], options: OverlayOptions<Row>): readonly Row[] {
    this.look(rows, options);
    const readBegan = knownTime(options);
    const { unanswered, views, memo } = this;
    const queued = options.isRecord ? [] : views.entries();
    const created = unanswered.among(
      rows,
      memo?.rows,
      queued,
      () => options.readEnded ?? this.resource.readEnded(rows) ?? readBegan,
    );
    this.inDoubt.clear();
    for (const [entity] of created.values()) this.inDoubt.add(entity);
    const isPlain = this.views.isEmpty && this.views.ids.isEmpty && this.confirmedOverlay.isEmpty;
    const isUnique = !isPaged(options) || new Set(rows.map(idOf)).size === rows.length;
    if (isPlain && this.resource.facts.isEmpty && rows.every(isRow) && isUnique) return rows;
    const there = new Map<string, string>();
    const seen: Row[] = [];
    for (const row of rows) {
      const name = isRow(row) ? idOf(row) : '';
      if (name === '') {
        seen.push(row);
        this.report.rowWithoutId();
        continue;
      }
      const own = created.get(row);
      if (own) {
        const [entity, { state, record }] = own;
        there.set(entity, entity);
        const isThere = state !== 'present' || rows.some((other) => idOf(other) === idOf(record));
        if (!isThere && options.belongs?.(record as Row) !== false) seen.push(record as Row);
        continue;
      }
      const id = this.views.ids.canonical(name);
      // One record under two of its names: the owner of the rows has read it before it was renamed.
      // Or on two pages: it has moved from one to the other between their reads.
      if (isPaged(options) ? there.has(id) : (there.get(id) ?? name) !== name) continue;
      there.set(id, name);
      const shown = this.layers.over(row, id, readBegan);
      if (shown && !this.leaves(row, shown, options)) seen.push(shown);
    }
    const joining = this.joining(there, options);
    for (const row of joining) there.set(idOf(row), idOf(row));
    // What is confirmed was created before what still waits: rows keep their order in a drain.
    const added = [...this.missing(there, options), ...joining];
    if (joining.length > 0 && hasNoRule(options) && !isUnread(rows, readBegan))
      this.report.joinedByDefault(rows);
    const [first] = rows;
    if (isRow(first) && joining.some((row) => hasOtherFields(row, first as Row)))
      this.report.joinedWithOtherFields();
    const whole = added.length === 0 ? seen : placed(seen, added, options);
    return isSameList(whole, rows) ? rows : whole;
  }

  /** An edit takes the row out of the list. */
  private leaves(row: Row, shown: Row, { belongs }: OverlayOptions<Row>): boolean {
    return belongs !== undefined && shown !== row && belongs(row) && !belongs(shown);
  }

  /** What is queued and not in the rows: records that are created, and those that an edit brings. */
  private joining(there: ReadonlyMap<string, string>, { belongs }: OverlayOptions<Row>): Row[] {
    const joining: Row[] = [];
    for (const [id, { state, record, confirmed }] of this.views.entries()) {
      if (state !== 'present' || !record || there.has(id)) continue;
      const isNew = !confirmed;
      if (belongs ? !belongs(record as Row) : !isNew) continue;
      if (!isNew && !this.joined.has(id) && !this.isBroughtIn(id, confirmed, belongs)) continue;
      if (!isNew) this.joined.add(id);
      joining.push(record as Row);
    }
    return joining;
  }

  /** The confirmed record, or what one of its queued edits has made of it, is none of the list. */
  private isBroughtIn(
    id: string,
    confirmed: AnyRecord | undefined,
    belongs: OverlayOptions<Row>['belongs'],
  ): boolean {
    let record = confirmed as Row;
    if (belongs?.(record) !== true) return true;
    return this.resource.editsOf(id).some((edit) => !belongs((record = { ...record, ...edit })));
  }

  /** What is confirmed and not in the rows yet. */
  private missing(there: ReadonlyMap<string, string>, options: OverlayOptions<Row>): Row[] {
    const { belongs } = options;
    const readBegan = knownTime(options);
    const missing: Row[] = [];
    const confirmed =
      readBegan === undefined
        ? this.confirmedOverlay.missing(there)
        : this.missingSince(readBegan, there, options);
    for (const record of confirmed) {
      const id = idOf(record);
      const view = this.views.get(id);
      const shown = view ? this.layers.seenWith(record as Row, id, view) : (record as Row);
      if (!shown || (belongs ? !belongs(shown) : this.views.admits?.(id) === false)) continue;
      missing.push(this.layers.withKey(shown, id));
    }
    return missing;
  }

  /** Confirmed since the read began, and not in its rows: what was created, or came by an edit. */
  private missingSince(
    readBegan: number,
    there: ReadonlyMap<string, string>,
    { belongs }: OverlayOptions<Row>,
  ): AnyRecord[] {
    const missing: AnyRecord[] = [];
    for (const [entity, fact] of this.resource.facts.since(readBegan)) {
      const { after, createdAt = -1 } = fact;
      if (after === null || there.has(entity) || this.views.covers?.(entity) === false) continue;
      const hasCome = createdAt >= readBegan || wasOutside(fact, belongs);
      if (hasCome) missing.push(after);
    }
    return missing;
  }
}

/** Before one of these changes, the record did not belong to the list. */
const wasOutside = <Row extends object>(fact: Fact, belongs: OverlayOptions<Row>['belongs']) =>
  formerOf(fact).some((record) => belongs?.(record as Row) === false);

/** None of the fields of the record is one of the row's. */
function hasOtherFields(record: object, row: object): boolean {
  const fields = Object.keys(record).filter((field) => field !== 'id');
  return fields.length > 0 && !fields.some((field) => field in row);
}

/** Empty, as the lists of an application are before their first read. */
const isUnread = (rows: readonly unknown[], readBegan: number | undefined): boolean =>
  rows.length === 0 && readBegan === undefined;

const isList = (rows: unknown): boolean => Array.isArray(rows);

/** Rows that have not been read yet, from an application in JavaScript. */
const isNothing = (rows: unknown): boolean => rows === undefined || rows === null;

/** JavaScript may pass anything. */
const isRow = (row: unknown): boolean => typeof row === 'object' && row !== null;

const NOWHERE = -1;
