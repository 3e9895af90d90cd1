import { isNewRead } from '../client/settled_rows.js';
import type { ContextSink, RowOverlay, SyncClient } from '../client/types.js';
import { SyncMutationError } from '../client/types.js';
import type { ContextAdapter } from './context_adapter.js';
import {
  canDrive,
  contextDriver,
  methodNames,
  setterNames,
  type ContextDriver,
  type ContextOperation,
} from './context_driver.js';
import { ContextIds } from './context_ids.js';
import { markedEndpoint } from './context_mark.js';
import { contextSink } from './context_sink.js';
import { tellOnce, type ReactDiagnostic } from './diagnostics.js';
import { LaidRows } from './laid_rows.js';
import type { Rows } from './list_changes.js';
import { resourceNouns } from './nouns.js';

/** What of an overlay React's stores use. */
type RowsSource = Pick<RowOverlay, 'apply' | 'subscribe' | 'getVersion' | 'getServerVersion'>;

/**
 * The newest React context value seen for an endpoint (2.5), however many hooks use it: calls go
 * there, also when the component that made the change is gone or shows older values.
 */
export class ContextSlot {
  /** Drives the newest value. The same object for the life of the page. */
  readonly sink: ContextSink;
  readonly ids = new ContextIds();
  /** What is laid over the list of an adapter with `setItems`. */
  readonly laidRows = new LaidRows();
  private context: unknown;
  private adapter: ContextAdapter | undefined;
  private found: ContextDriver | undefined;
  private overlaySource: RowsSource | undefined;
  private overlaid = 0;
  /** The list that was committed last, and whether the next one is what `keepDriven` made of it. */
  private listed: Rows | undefined;
  private isRelaid = false;

  constructor(
    private readonly client: SyncClient,
    readonly endpoint: string,
  ) {
    this.sink = contextSink(this);
  }

  /**
   * Called when a hook has committed with a context value. What was seen before stays when there is
   * none, when it is the same, or when it cannot be driven and the one before can.
   */
  see(context: unknown, adapter: ContextAdapter | undefined): void {
    if (adapter === undefined) {
      if (context === undefined || context === null || context === this.context) return;
      if (this.isUsable() && !this.couldUse(context)) return;
    }
    this.context = context;
    this.adapter = adapter;
    this.found = undefined;
  }

  /** The newest context value. */
  value(): unknown {
    return this.context;
  }

  /** The queued changes of the endpoint, to lay over rows that React owns. */
  get rows(): RowsSource {
    this.overlaySource ??= boundOverlay(this.client, this.client.overlay(this.endpoint));
    return this.overlaySource;
  }

  /** The record waits for a read of its confirmed state (2.6). */
  isStale(id: string | number): boolean {
    return this.client.overlay(this.endpoint).isStale(id);
  }

  /** How to drive it; looked up once per value. */
  driver(): ContextDriver {
    this.found ??= contextDriver(this.context, this.adapter, resourceNouns(this.endpoint));
    return this.found;
  }

  /** The rows live with us (`createSyncContext`): nothing to drive. */
  isOurs(): boolean {
    return this.adapter === undefined && this.marked() === this.endpoint;
  }

  /** Why the operation cannot be shown in the context; null: it can (2.5). */
  refusal(operation: ContextOperation): SyncMutationError | null {
    const marked = this.adapter === undefined ? this.marked() : undefined;
    if (marked !== undefined) return marked === this.endpoint ? null : this.unusable([marked]);
    if (this.driver()[operation] !== undefined) return null;
    const nouns = resourceNouns(this.endpoint);
    return this.unusable([
      `adapter.${operation}`,
      'adapter.setItems',
      ...methodNames(operation, nouns),
      ...setterNames(nouns),
    ]);
  }

  /** `useSyncedRows` lays the queue over the rows of this endpoint. Returns the end of it. */
  overlay(): () => void {
    this.overlaid += 1;
    return () => {
      this.overlaid -= 1;
    };
  }

  /**
   * To be called when a list has been committed. Where the application has read it anew, and what
   * calls of this page have made is not in it, this lays it over that list; once for each read.
   */
  keepDriven(): void {
    const { items, setNamed } = this.driver();
    if (items === undefined || items === this.listed || setNamed === undefined || !this.isByName())
      return;
    const { listed: former, isRelaid } = this;
    this.listed = items;
    const isKept = this.client.drivenRows(this.endpoint, items) === items;
    this.isRelaid = !isKept && !isRelaid && former !== undefined && isNewRead(items, former);
    if (this.isRelaid) setNamed((rows) => this.client.drivenRows(this.endpoint, rows));
  }

  /** Tells once that a reload will not show what is changed by name (2.8). */
  warnUnlessRecovered(operation: ContextOperation): void {
    if (this.overlaid === 0 && this.driver().byName.has(operation))
      this.tellOnce('CONTEXT_NOT_RECOVERED');
  }

  /** Runs a method of the context; tells once when it sends the change by itself. */
  call<T>(method: () => T): T {
    return this.client.watchingWrites(this.endpoint, method, () =>
      this.tellOnce('CONTEXT_SENDS_TOO'),
    );
  }

  /** Tells a diagnostic about this endpoint, the first time that it is needed. */
  tellOnce(code: ReactDiagnostic): void {
    tellOnce(this.client, code, this.endpoint);
  }

  /** Nothing but its methods brings queued changes into its rows. */
  private isByName(): boolean {
    return (
      this.driver().setItems === undefined && this.overlaid === 0 && this.marked() === undefined
    );
  }

  private isUsable(): boolean {
    return this.isOurs() || canDrive(this.driver());
  }

  private couldUse(context: unknown): boolean {
    const driver = contextDriver(context, undefined, resourceNouns(this.endpoint));
    return markedEndpoint(context) === this.endpoint || canDrive(driver);
  }

  private marked(): string | undefined {
    return markedEndpoint(this.context) ?? this.driver().ours;
  }

  private unusable(looked: readonly string[]): SyncMutationError {
    const code = 'CONTEXT_UNUSABLE';
    const message = this.client.sentence(code, {
      endpoint: this.endpoint,
      looked: looked.join(', '),
    });
    return new SyncMutationError({ code, message });
  }
}

/**
 * Its methods as free functions with stable identity, as React's stores need them. Version 0 is
 * that of the server and of hydration, where nothing is queued; the page's own begin at 1.
 */
function boundOverlay(client: SyncClient, overlay: RowOverlay): RowsSource {
  return {
    apply: (rows) => overlay.apply(rows),
    subscribe: (listener) => overlay.subscribe(listener),
    getVersion: () => {
      client.start();
      return overlay.getVersion() + 1;
    },
    getServerVersion: () => 0,
  };
}

const slots = new WeakMap<SyncClient, Map<string, ContextSlot>>();

/** The slot of an endpoint: one per page and endpoint, written with or without a slash at its end. */
export function contextSlot(client: SyncClient, given: string): ContextSlot {
  const endpoint = given.length > 1 && given.endsWith('/') ? given.slice(0, -1) : given;
  const ofClient = slots.get(client) ?? new Map<string, ContextSlot>();
  slots.set(client, ofClient);
  const slot = ofClient.get(endpoint) ?? new ContextSlot(client, endpoint);
  ofClient.set(endpoint, slot);
  return slot;
}
