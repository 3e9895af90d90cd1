import type { AnyRecord, ContextSink, RowOverlay, SyncClient } from '../../types/index.js';
import type { ContextAdapter } from './adapter.js';
import { contextDriver, type ContextDriver, type ContextOperation } from './methods_by_name.js';
import { ContextIds } from './context_ids.js';
import { contextSink } from './context_writer.js';
import type { ReactDiagnostic } from '../../client/base/diagnostics.js';
import { reportOnce } from './diagnostics.js';
import { OverlayInList } from './overlay_in_list.js';
import { hasId, type Rows, type RowsChange } from './row_edits.js';
import { resourceNouns } from './nouns.js';
import { idOf, isNewRead } from '../../client/base/rows.js';

/** What several slots of one endpoint have in common. */
export interface SlotSurroundings {
  /** `useSyncedRows` lays the queue over rows of the endpoint. */
  isOverlaid(): boolean;
}

/**
 * One existing context of an endpoint, by its newest value, however many hooks use it: calls
 * go there, also when the component that made the change is gone or shows older values.
 */
export class EndpointContext {
  /** Drives the newest value. The same object for the life of the page. */
  readonly sink: ContextSink;
  /** The ids of records as the context has them. */
  readonly ids = new ContextIds();
  /** The mounted hook instances that were given this context. */
  readonly members = new Set<object>();
  private context: unknown;
  private adapter: ContextAdapter | undefined;
  private adapterOf: object | undefined;
  private found: ContextDriver | undefined;
  private readonly laidRows = new OverlayInList();
  private readonly overlays: Partial<Record<'all' | 'driven' | 'others', RowOverlay>> = {};
  /** The list that was committed last, and whether the next one is what we have made of it. */
  private listed: Rows | undefined;
  private isRelaid = false;
  private laid: { readonly items: unknown; readonly version: number } | undefined;

  constructor(
    private readonly client: SyncClient,
    readonly endpoint: string,
    private readonly surroundings: SlotSurroundings,
  ) {
    this.sink = contextSink(this);
  }

  /** A hook has committed with a value of this context. An adapter stays while its giver does. */
  see(context: unknown, adapter: ContextAdapter | undefined, giver: object): void {
    if (adapter !== undefined || this.adapterOf === giver) {
      this.adapter = adapter;
      this.adapterOf = adapter && giver;
    }
    if (context !== undefined && context !== null) this.context = context;
    this.found = undefined;
    const list: unknown = adapter?.items;
    // The overlay reports what is not a list.
    if (list && !Array.isArray(list)) this.overlay('all').apply(list as Rows);
  }

  /**
   * A hook is mounted, perhaps again, with what it was given before: StrictMode and Activity end and
   * begin its effects without a commit.
   */
  join(member: object, adapter: ContextAdapter | undefined): void {
    this.members.add(member);
    if (adapter === undefined || this.adapter !== undefined) return;
    this.adapter = adapter;
    this.adapterOf = member;
    this.found = undefined;
  }

  /** A hook is unmounted. The context keeps its rows: another component may still show it. */
  leave(member: object): void {
    this.members.delete(member);
    if (this.adapterOf !== member || this.members.size === 0) return;
    this.adapter = undefined;
    this.adapterOf = undefined;
    this.found = undefined;
  }

  /** The newest context value. */
  value(): unknown {
    return this.context;
  }

  /** How to drive it; looked up once per value. */
  driver(): ContextDriver {
    this.found ??= contextDriver(this.context, this.adapter, resourceNouns(this.endpoint));
    return this.found;
  }

  /** A row of the list as the context had it before queued changes were laid over it. */
  bareRow(row: AnyRecord): AnyRecord {
    return this.laidRows.bareRow(row);
  }

  /** A row that the list has, though a queued delete hides it. */
  hiddenRow(id: string): { record: AnyRecord; index: number } | undefined {
    return this.laidRows.hiddenRow(id);
  }

  /** The adapter changes an id by itself, and nothing else of the record. */
  adapterRenames(): boolean {
    return this.adapter?.replaceId !== undefined;
  }

  /** A value with that driver is one of this context: it has the same functions, or setter. */
  hasFunctionsOf({ functions }: ContextDriver): boolean {
    const own = this.driver().functions;
    if (functions.length === 0 || own.length === 0) return false;
    const shared = functions.filter((member) => own.includes(member)).length;
    return shared === Math.min(functions.length, own.length);
  }

  /** A hook may be given that value next, and it still counts as the same context. */
  mayBecome(next: ContextDriver): boolean {
    const { items, functions } = this.driver();
    if (!items?.length || !next.items?.length) return true;
    if (functions.some((member) => next.functions.includes(member))) return true;
    return items.some((row) => next.items?.some((other) => hasId(other, idOf(row))));
  }

  /** Both lists hold the same object. */
  sharesRows({ items }: ContextDriver): boolean {
    const own = new Set<object>(this.driver().items ?? []);
    return items?.some((row) => own.has(row)) ?? false;
  }

  /**
   * Call it when the list or a queued change differs: lays all queued changes over the list, by its
   * setter. Without one, repeats this page's own calls after the application has read its list again.
   *
   * @param version of the queued changes
   */
  keepShown(version: number): void {
    const { items, setItems, setNamed, marks } = this.driver();
    if (this.laid && this.laid.items === items && this.laid.version === version) return;
    this.laid = { items, version };
    if (setItems) return this.layAll(items, version, setItems);
    if (items === undefined || this.isOverlaid() || Object.keys(marks).length > 0) return;
    const driven = this.overlay('driven').apply(items);
    const isChanged = items !== this.listed;
    const isRead = this.isReadAnew(items, driven);
    if (!setNamed) {
      if (isRead) this.client.rows.redrive(this.endpoint, this.sink, items, driven);
      else if (isChanged && driven !== items) this.reportOnce('CONTEXT_UNCHANGED');
      return;
    }
    const lay = this.laidRows.lay(version, (rows) => this.overlay('others').apply(rows));
    const change: RowsChange = (rows) => lay(isRead ? this.overlay('driven').apply(rows) : rows);
    if (change(items) !== items) setNamed(change);
  }

  /** Nothing but its methods brings queued changes into its rows. */
  showsOwnOnly(): boolean {
    const { setItems, setNamed, items, marks } = this.driver();
    const hasSetter = setItems !== undefined || setNamed !== undefined;
    const isMarked = Object.keys(marks).length > 0;
    return items !== undefined && !hasSetter && !isMarked && !this.isOverlaid();
  }

  /** Reports once that a reload will not show what is changed by name. */
  warnUnlessRecovered(operation: ContextOperation): void {
    const { byName, setNamed } = this.driver();
    if (byName.has(operation) && setNamed === undefined && !this.isOverlaid())
      this.reportOnce('CONTEXT_NOT_RECOVERED');
  }

  /** Emits a diagnostic about this endpoint, the first time that it is needed. */
  reportOnce(code: ReactDiagnostic): void {
    reportOnce(this.client, code, this.endpoint);
  }

  private layAll(
    items: Rows | undefined,
    version: number,
    setItems: NonNullable<ContextDriver['setItems']>,
  ): void {
    const change = this.laidRows.lay(version, (rows) => this.overlay('all').apply(rows));
    if (items === undefined || change(items) !== items) setItems(change);
  }

  /** The application has read its list again, and what this page has made of it is not in it. */
  private isReadAnew(items: Rows, driven: Rows): boolean {
    const { listed: former, isRelaid } = this;
    if (items === former) return false;
    this.listed = items;
    const isKept = driven === items;
    this.isRelaid = !isKept && !isRelaid && isNewRead(items, former ?? []);
    return this.isRelaid;
  }

  private isOverlaid(): boolean {
    return this.surroundings.isOverlaid();
  }

  private overlay(scope: 'all' | 'driven' | 'others'): RowOverlay {
    const of = { sink: this.sink, scope };
    return (this.overlays[scope] ??= this.client.rows.overlay(this.endpoint, of));
  }
}
