import type { RowOverlay, SyncClient } from '../../types/index.js';
import { isNewRead } from '../../client/base/rows.js';
import type { EndpointContext } from './endpoint_context.js';
import type { ContextDriver } from './methods_by_name.js';
import { OverlayInList } from './overlay_in_list.js';
import type { Rows, RowsChange } from './row_edits.js';

/** What the contexts of one endpoint have in common. */
export interface SlotSurroundings {
  /** `useSyncedRows` lays the queue over rows of the endpoint. */
  isOverlaid(): boolean;
}

/** Brings queued changes into the list of one existing context, and takes them off again. */
export class ShownList {
  /** What lies over its rows. */
  readonly laid = new OverlayInList();
  private readonly overlays: Partial<Record<'all' | 'driven' | 'others', RowOverlay>> = {};
  /** The list that was committed last, and whether the next one is what we have made of it. */
  private listed: Rows | undefined;
  private isRelaid = false;
  private kept: { readonly items: unknown; readonly version: number } | undefined;

  constructor(
    private readonly client: SyncClient,
    private readonly context: EndpointContext,
    private readonly surroundings: SlotSurroundings,
  ) {}

  /**
   * Call it when the list or a queued change differs: lays all queued changes over the list, by its
   * setter. Without one, repeats this page's own calls after the application has read its list again.
   *
   * @param version of the queued changes
   */
  keep(version: number): void {
    const { items, setItems, setNamed, marks } = this.context.driver();
    if (this.kept && this.kept.items === items && this.kept.version === version) return;
    this.kept = { items, version };
    if (setItems) return this.layAll(items, version, setItems);
    if (items === undefined || this.isOverlaid() || Object.keys(marks).length > 0) return;
    const driven = this.overlay('driven').apply(items);
    const isChanged = items !== this.listed;
    const isRead = this.isReadAnew(items, driven);
    const { endpoint, sink } = this.context;
    if (!setNamed) {
      if (isRead) this.client.rows.redrive(endpoint, sink, items, driven);
      else if (isChanged && driven !== items) this.context.reportOnce('CONTEXT_UNCHANGED');
      return;
    }
    const lay = this.laid.lay(version, (rows) => this.overlay('others').apply(rows));
    const change: RowsChange = (rows) => lay(isRead ? this.overlay('driven').apply(rows) : rows);
    if (change(items) !== items) setNamed(change);
  }

  /** Has what an adapter gives, and is no list, reported: once for the endpoint, whoever gives it. */
  check(given: unknown): void {
    if (given && !Array.isArray(given)) this.overlay('all').apply(given as Rows);
  }

  /** Nothing but the methods of the context brings queued changes into its rows. */
  isOwnOnly(): boolean {
    const { setItems, setNamed, items, marks } = this.context.driver();
    const hasSetter = setItems !== undefined || setNamed !== undefined;
    const isMarked = Object.keys(marks).length > 0;
    return items !== undefined && !hasSetter && !isMarked && !this.isOverlaid();
  }

  /** As `SlotSurroundings`. */
  isOverlaid(): boolean {
    return this.surroundings.isOverlaid();
  }

  private layAll(
    items: Rows | undefined,
    version: number,
    setItems: NonNullable<ContextDriver['setItems']>,
  ): void {
    const change = this.laid.lay(version, (rows) => this.overlay('all').apply(rows));
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

  private overlay(scope: 'all' | 'driven' | 'others'): RowOverlay {
    const { endpoint, sink } = this.context;
    return (this.overlays[scope] ??= this.client.rows.overlay(endpoint, { sink, scope }));
  }
}
