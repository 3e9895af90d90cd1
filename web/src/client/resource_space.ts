import { ContextBindings, type ContextLinks } from './context_bindings.js';
import { DrivenViews } from './driven_views.js';
import { RowStore, type RowStoreLinks } from './row_store.js';
import { ViewBook } from './view_book.js';
import { type OverlayLinks, ViewOverlay } from './row_overlay.js';
import type { AnyRecord, MutationKind } from './mutation_types.js';

/** What a resource needs of the client. */
export interface ResourceLinks {
  store: RowStoreLinks;
  context: ContextLinks;
  overlay: OverlayLinks;
}

/** A confirmed mutation. */
export interface SettledChange {
  entity: string;
  /** The id that the record had until now, where it has another one. */
  former: string | undefined;
  operation: MutationKind;
  /** null for a delete. */
  record: AnyRecord | null;
}

/**
 * Everything this page shows of one resource: the views of what is queued, and the three ways they
 * are seen: our own rows, overlays over rows of others, and contexts that are driven. Store and
 * overlays are made when first asked for.
 */
export class ResourceSpace {
  readonly book = new ViewBook();
  readonly bindings: ContextBindings;
  private ownStore: RowStore<AnyRecord> | null = null;
  private ownOverlay: ViewOverlay<AnyRecord> | null = null;
  private ownDriven: ViewOverlay<AnyRecord> | null = null;

  constructor(
    readonly resource: string,
    private readonly links: ResourceLinks,
  ) {
    this.bindings = new ContextBindings(links.context);
    this.book.onChange((change) => this.bindings.follow(change));
  }

  /** The row store if the application has asked for one. */
  get store(): RowStore<AnyRecord> | null {
    return this.ownStore;
  }

  storeFor<Row extends object>(): RowStore<Row> {
    this.ownStore ??= new RowStore<AnyRecord>(this.resource, this.book, this.links.store);
    return this.ownStore as unknown as RowStore<Row>;
  }

  overlayFor<Row extends object>(): ViewOverlay<Row> {
    this.ownOverlay ??= new ViewOverlay<AnyRecord>(this.book, this.links.overlay);
    return this.ownOverlay as unknown as ViewOverlay<Row>;
  }

  /** Lays over the list of a driven context what this page's calls have made of it, and no more. */
  drivenFor<Row extends object>(): ViewOverlay<Row> {
    const views = new DrivenViews(this.book, this.bindings);
    this.ownDriven ??= new ViewOverlay<AnyRecord>(views, this.links.overlay);
    return this.ownDriven as unknown as ViewOverlay<Row>;
  }

  /** The server has confirmed a mutation: reads that began before do not undo it (2.9). */
  settled({ entity, former, operation, record }: SettledChange): void {
    this.ownStore?.settled(entity, operation === 'delete' ? 'deleted' : 'confirmed');
    this.ownOverlay?.settled.confirmed(entity, operation, record);
    if (this.bindings.nameOf(former ?? entity) !== undefined)
      this.ownDriven?.settled.confirmed(entity, operation, record);
  }

  /** Tells those who show rows, if anything has changed since the last time. */
  flush(): void {
    this.ownStore?.flush();
    this.ownOverlay?.flush();
  }

  tidy(): void {
    this.ownStore?.tidy();
  }

  /** Forgets what was queued; the views of the engine as it is now follow. */
  forgetViews(): void {
    this.book.clear();
    this.bindings.clear();
    this.ownOverlay?.settled.clear();
    this.ownDriven?.settled.clear();
  }
}
