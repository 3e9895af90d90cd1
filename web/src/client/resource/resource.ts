import { ContextBindings, type ContextParts } from './context_bindings.js';
import type { DrivenList } from '../../types/sync_client.js';
import type { KnownRows } from '../look_ups/known_before.js';
import { DrivenViews } from './driven_views.js';
import { asJson, sameJson } from '../base/plain_json.js';
import { idOf } from '../base/rows.js';
import { RowListeners } from './row_listeners.js';
import { ConfirmedFacts } from '../views/confirmed_facts.js';
import type { Endpoint } from '../base/endpoint.js';
import type { StoreParts } from './loaded_rows.js';
import type { NewRowStore, RowStore } from './row_store.js';
import { PendingViews } from '../views/pending_views.js';
import { type ListedParts, ListedRecords } from './listed_records.js';
import { type ListReports, ViewOverlay } from './view_overlay.js';
import type { AnyRecord, MutationEntry, MutationKind } from '../../types/mutation.js';

/** The parts of the client that a resource works with. */
export interface ResourceParts extends StoreParts, ContextParts, ListedParts {}

/** A confirmed record as something on the page has it. @see BaseFinder */
export interface KnownRow {
  readonly row: AnyRecord;
  /** Epoch milliseconds when its read began, or when it was confirmed; 0: not known. */
  readonly at: number;
}

/** Finds a record in what the application keeps. */
export type BaseFinder = (id: string) => readonly KnownRow[];

/** The one of the highest version; without versions, of the newest read. */
function newestOf(known: readonly KnownRow[], versionField: string): AnyRecord | undefined {
  const versionOf = ({ row }: KnownRow): number => {
    const version = row[versionField];
    return typeof version === 'number' ? version : -1;
  };
  const [newest] = [...known].sort((a, b) => versionOf(b) - versionOf(a) || b.at - a.at);
  return newest?.row;
}

/** Codes of diagnostics about lists. */
export type ListDiagnostic =
  | 'ROW_WITHOUT_ID'
  | 'ROWS_NOT_A_LIST'
  | 'LIST_OPTION_THREW'
  | 'LIST_OF_TWO_ENDPOINTS'
  | 'LIST_WITHOUT_BELONGS'
  | 'CREATED_WITH_OTHER_FIELDS'
  | 'READ_TIME_UNKNOWN';

/** A confirmed mutation. */
export interface SettledChange {
  entity: string;
  /** The former id of the record, where its id has changed. */
  former: string | undefined;
  operation: MutationKind;
  /** null for a delete. */
  record: AnyRecord | null;
}

/**
 * Everything this page shows of one resource: the views of what is queued, and the ways they are
 * seen: our own rows, overlays over lists of others, contexts that are driven, and single records.
 */
export class Resource {
  readonly pendingViews = new PendingViews();
  readonly bindings: ContextBindings;
  readonly rows = new RowListeners();
  readonly facts = new ConfirmedFacts();
  private hasRestored = false;
  /** The newest list of an application that held every record, and when its read began. */
  private wholeList: { readonly rows: readonly object[]; readonly at: number } | undefined;
  /** What lists of others need to know of it. */
  private readonly records: ListedRecords;
  private readonly bases = new Set<{ readonly find: BaseFinder }>();
  /** By query: lists of one resource that differ in it hold other rows. */
  private readonly ownStores = new Map<string, RowStore<AnyRecord>>();
  /** One per list; a list that is gone takes its overlay along. */
  private overlays: WeakRef<ViewOverlay<AnyRecord>>[] = [];

  constructor(
    /** Path of its endpoint, without the query. */
    readonly path: string,
    private readonly parts: ResourceParts,
  ) {
    this.records = new ListedRecords(path, this.pendingViews, this.facts, parts);
    this.bindings = new ContextBindings(path, this.pendingViews, parts);
    this.pendingViews.onChange((change) => {
      this.bindings.follow(change);
      this.rows.touch(change.entity, change.former ?? change.entity);
    });
  }

  /** The row stores that the application has asked for. */
  get stores(): readonly RowStore<AnyRecord>[] {
    return [...this.ownStores.values()];
  }

  /** The rows of the endpoint that we own; `newStore` makes them the first time. */
  storeFor<Row extends object>(endpoint: Endpoint, newStore: NewRowStore): RowStore<Row> {
    const store =
      this.ownStores.get(endpoint.query) ??
      newStore(endpoint, this.pendingViews, this.parts, this.records);
    this.ownStores.set(endpoint.query, store);
    return store as unknown as RowStore<Row>;
  }

  /** One of our lists has a record of that very id. */
  hasListed(id: string): boolean {
    return this.stores.some((store) => store.shown.has(id));
  }

  /** The confirmed row of a record in one of our lists; undefined: not known there. */
  confirmedOf(id: string): AnyRecord | undefined {
    for (const store of this.stores) {
      const row = store.shown.confirmedOf(id);
      if (row) return row;
    }
    return undefined;
  }

  /**
   * A record is shown under that very id.
   *
   * @param inContext the row that a context shows for it
   * @param given a new record, which the application may have put into its list before, in part: that one does not
   *   count
   */
  isTaken(id: string, inContext?: AnyRecord, given?: AnyRecord): boolean {
    const view = this.pendingViews.get(id);
    const left = this.isLeftOver(id) ? undefined : inContext;
    const shown = view ? view.record : (this.confirmedOf(id) ?? left ?? this.listed(id));
    if (!shown || String(shown['id']) !== id) return false;
    if (!given) return true;
    const made: AnyRecord = { ...given, id: shown['id'] }; // text or number: the same id
    made[this.records.versionField()] = undefined; // it is the server's
    const row = asJson(shown) ?? shown;
    return Object.keys(row).some((name) => name in made && !sameJson(made[name], row[name]));
  }

  /** A context may still show under it what was deleted, withdrawn, or has got another id. */
  private isLeftOver(id: string): boolean {
    const fact = this.facts.get(id);
    if (fact) return fact.after === null;
    return this.bindings.creatorOf(id) !== undefined || this.pendingViews.ids.canonical(id) !== id;
  }

  /** @param of the driven context whose list it is; undefined: a list that nothing drives */
  newOverlay<Row extends object>(of?: DrivenList): ViewOverlay<Row> {
    const views = of
      ? new DrivenViews(this.pendingViews, this.bindings, of.sink, of.scope)
      : this.pendingViews;
    const overlay = new ViewOverlay<AnyRecord>(
      views,
      this.records,
      this.reportsOf(of === undefined),
    );
    this.overlays.push(new WeakRef(overlay));
    return overlay as unknown as ViewOverlay<Row>;
  }

  /** What was confirmed in earlier pages is laid over rows that were stored before. */
  private restoreFacts(): void {
    if (this.hasRestored) return;
    this.hasRestored = true;
    const began = this.records.now();
    const restore = async (): Promise<void> => {
      const kept = await this.parts.rowPersistence.confirmedOf(this.path);
      const ids = this.facts.restore(kept, began);
      if (ids.length === 0) return;
      this.pendingViews.touch(ids);
      this.rows.touch(...ids);
      this.flush();
    };
    restore().catch(() => undefined); // without a database nothing was kept
  }

  /** Stores what is confirmed: later pages need it where the application stores its rows itself. */
  private keepFacts(): void {
    if (this.hasRestored || this.bases.size > 0)
      this.parts.rowPersistence.rememberConfirmed(this.path, () =>
        this.facts.kept(this.records.lead()),
      );
  }

  /** The confirmed record as some list of the page shows it. */
  listed(entity: string): AnyRecord | undefined {
    if (this.pendingViews.get(entity)) return undefined;
    const known: KnownRow[] = [];
    const fact = this.facts.get(entity);
    if (fact?.after && !fact.isKept)
      known.push({ row: { ...fact.base, ...fact.after }, at: fact.at });
    for (const overlay of this.lists()) {
      const row = overlay.isMounted ? overlay.confirmedOf(entity) : undefined;
      if (row) known.push({ row, at: overlay.readBegan ?? 0 });
    }
    for (const { find } of this.bases) known.push(...this.foundBy(find, entity));
    // A cache has a deleted record until its queries are read again.
    const deletedAt = fact?.after === null ? fact.at : -1;
    return newestOf(
      known.filter(({ at }) => at > deletedAt),
      this.records.versionField(),
    );
  }

  /** A diagnostic about a list that the application has given, once. */
  private complain(code: ListDiagnostic): void {
    this.parts.diagnostics.once(code, this.path);
  }

  /** A function of the application that throws finds nothing. */
  private foundBy(find: BaseFinder, entity: string): readonly KnownRow[] {
    try {
      return find(entity);
    } catch {
      this.complain('LIST_OPTION_THREW');
      return [];
    }
  }

  /** The confirmed record, wherever this page has it; undefined: it is known nowhere. */
  confirmedRecord(entity: string): AnyRecord | undefined {
    return (
      this.pendingViews.get(entity)?.confirmed ?? this.confirmedOf(entity) ?? this.listed(entity)
    );
  }

  /** @returns unregisters them */
  addBases(find: BaseFinder): () => void {
    const one = { find };
    this.bases.add(one);
    return () => {
      this.bases.delete(one);
    };
  }

  /** The page shows records of it, or keeps them elsewhere. */
  get showsRows(): boolean {
    const hasRows = (overlay: ViewOverlay<AnyRecord>): boolean => (overlay.rows?.length ?? 0) > 0;
    return this.bases.size > 0 || this.stores.length > 0 || this.lists().some(hasRows);
  }

  /** The server has confirmed a mutation: reads that began before do not undo it (2.9). */
  settled({ entity, former, operation, record }: SettledChange): void {
    for (const store of this.stores)
      store.settled(entity, operation === 'delete' ? 'deleted' : 'confirmed');
    const before = this.pendingViews.get(former ?? entity)?.confirmed;
    this.facts.confirmed({ entity, former }, operation, record, before, this.records.now());
    this.keepFacts();
    for (const overlay of this.lists())
      overlay.confirmed(entity, former, operation, record, before);
  }

  /** The confirmed rows that this page has of it, and the lists of others. */
  knownRows(): KnownRows {
    const own = this.stores.map((store) => store.shown.readConfirmed());
    const others = [...this.lists()].map((overlay) => overlay.rows);
    const { rows, at = -Infinity } = this.wholeList ?? {};
    const ownAt = this.ownStores.get('')?.wholeAt;
    const wholeAt = Math.max(ownAt ?? -Infinity, at + this.records.lead());
    return {
      rows: [...own, ...others, rows].filter((list) => list !== undefined),
      wholeAt: wholeAt < 0 ? undefined : wholeAt,
    };
  }

  /**
   * Shows a mutation that the application has enqueued by itself.
   *
   * @param base the record before it, as JSON; '' for unknown
   * @param query of the endpoint that it was enqueued for
   * @returns that record as the own rows have it, where the core needs it: with
   *   something queued the core knows better than the rows (2.6)
   */
  showEnqueued(entry: MutationEntry, base: string, query: string): object | undefined {
    const { entity, operation, data } = entry;
    const own = operation === 'create' ? undefined : this.confirmedOf(entity);
    const isQueued = this.pendingViews.get(entity) !== undefined;
    const known = base === '' ? undefined : (JSON.parse(base) as AnyRecord);
    if (operation !== 'action')
      this.pendingViews.applyLocal(entity, operation, data as AnyRecord | null, known, query);
    this.flush();
    return known || isQueued ? undefined : own;
  }

  /** A change is parked. Its conflict, if it is in one, has the record that the server holds now. */
  parked({ entity, conflict }: MutationEntry): void {
    this.rows.touch(entity);
    const { base, server } = conflict ?? {};
    if (!server) return;
    this.facts.confirmed({ entity }, 'update', server, base, this.records.now());
    this.keepFacts();
  }

  /** Notifies the lists of rows, if anything has changed since the last time. */
  flush(): void {
    const lists = this.lists();
    for (const store of this.stores) store.flush();
    const freed = lists.flatMap((overlay) => overlay.freeDoubles());
    if (freed.length > 0) this.pendingViews.touch(freed);
    for (const overlay of lists) overlay.flush();
    this.rows.flush((id) => this.pendingViews.ids.canonical(id));
  }

  /** Gives back the room of rows and lists that are gone. */
  tidy(): void {
    for (const store of this.stores) store.shown.tidy();
    this.overlays = this.overlays.filter((overlay) => overlay.deref() !== undefined);
  }

  /** Forgets what was queued; the views of the engine as it is now follow. */
  forgetViews(): void {
    this.pendingViews.clear();
    this.bindings.clear();
    this.facts.clear();
    this.wholeList = undefined;
    if (this.hasRestored) {
      this.hasRestored = false;
      this.restoreFacts();
    }
    this.rows.touchAll();
    for (const overlay of this.lists()) overlay.forget();
  }

  /** @param isFree nothing drives the list: it shows every record that is created */
  private reportsOf(isFree: boolean): ListReports {
    const say = (code: ListDiagnostic): void => this.complain(code);
    return {
      shown: () => {
        if (isFree) this.restoreFacts();
      },
      rowWithoutId: () => say('ROW_WITHOUT_ID'),
      notAList: () => say('ROWS_NOT_A_LIST'),
      optionThrew: () => say('LIST_OPTION_THREW'),
      readTimeUnknown: () => {
        if (isFree) say('READ_TIME_UNKNOWN');
      },
      shows: (row) => {
        if (!this.parts.resources.claims(row, this.path)) say('LIST_OF_TWO_ENDPOINTS');
      },
      cameLate: () => this.keepFacts(),
      isWhole: (rows, at) => {
        if (at >= (this.wholeList?.at ?? 0)) this.wholeList = { rows, at };
      },
      joinedByDefault: (rows) => {
        if (isFree && this.hasOtherList(rows)) say('LIST_WITHOUT_BELONGS');
      },
      joinedWithOtherFields: () => say('CREATED_WITH_OTHER_FIELDS'),
    };
  }

  /** Another mounted list holds other records than `rows`. */
  private hasOtherList(rows: readonly object[]): boolean {
    const first = rows[0] && idOf(rows[0]);
    return this.lists().some(
      ({ isMounted, isUnread, saysWhatBelongs, rows: others = rows }) =>
        isMounted &&
        !isUnread &&
        !saysWhatBelongs &&
        (others.length !== rows.length || (others[0] && idOf(others[0])) !== first),
    );
  }

  private lists(): ViewOverlay<AnyRecord>[] {
    return this.overlays.flatMap((overlay) => overlay.deref() ?? []);
  }
}
