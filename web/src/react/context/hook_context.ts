import type { ContextSink, SyncClient } from '../../types/index.js';
import { SyncMutationError } from '../../types/index.js';
import type { ContextAdapter } from './adapter.js';
import {
  canDrive,
  contextDriver,
  methodNames,
  setterNames,
  type ContextDriver,
  type ContextOperation,
} from './methods_by_name.js';
import { markOf, type ContextMark } from './context_brand.js';
import type { EndpointContext } from './endpoint_context.js';
import { endpointContexts } from './endpoint_contexts.js';
import { resourceNouns } from './nouns.js';

/** The context that shows a change; undefined: Synchrone keeps the rows, or an overlay shows it. */
export interface ShownIn {
  /** undefined: no context is driven. */
  readonly sink: ContextSink | undefined;
}

/** The context of a hook that was given none. */
export const noContext: unique symbol = Symbol('no context');

/** The context that one hook instance was given last, and which of the page's contexts that is. */
export class HookContext {
  private context: unknown = noContext;
  private adapter: ContextAdapter | undefined;
  private found: ContextDriver | undefined;
  private slot: EndpointContext | null = null;

  constructor(
    private readonly client: SyncClient,
    readonly endpoint: string,
  ) {}

  /** Called when the hook has committed with a context value. */
  see(context: unknown, adapter: ContextAdapter | undefined): void {
    if (context === this.context && adapter === this.adapter) return;
    this.context = context;
    this.adapter = adapter;
    this.found = undefined;
    if (this.mark() !== undefined || !canDrive(this.driver())) return;
    const slot = endpointContexts(this.client, this.endpoint).of(context, adapter, this.slot);
    if (slot !== this.slot) this.moveTo(slot);
    slot.see(context, adapter, this);
  }

  /** The hook is mounted. Returns the end of it. */
  mount(): () => void {
    this.slot?.join(this, this.adapter);
    const endOfOwn = this.slot ? this.showOwnOnly(this.slot) : () => undefined;
    return () => {
      endOfOwn();
      this.slot?.leave(this);
    };
  }

  /** Brings the rows of the context up to date. Call it when the list or a queued change has changed. */
  keepShown(version: number): void {
    if (this.isDriven()) this.slot?.list.keep(version);
  }

  /** A call names a record by this id, which may be a number. */
  note(id: unknown): void {
    this.slot?.ids.note(id);
  }

  /** What its operations drive; undefined: nothing. */
  sink(): ContextSink | undefined {
    const mark = this.mark() ?? Object.values(this.driver().marks)[0];
    if (mark !== undefined) return mark.sink?.();
    return this.isDriven() ? this.slot?.sink : undefined;
  }

  /** How the operation is shown, or why it cannot be. */
  wayOf(operation: ContextOperation): ShownIn | SyncMutationError {
    if (this.context === noContext && !this.adapter) return { sink: undefined };
    const mark = this.mark() ?? this.markOf(operation);
    if (mark !== undefined) {
      if (mark.endpoint !== this.endpoint) return this.unusable([mark.endpoint]);
      return { sink: mark.sink?.() };
    }
    const driver = this.slot && this.isDriven() ? this.slot.driver() : this.driver();
    if (driver[operation] !== undefined && this.slot) return { sink: this.slot.sink };
    const nouns = resourceNouns(this.endpoint);
    return this.unusable([
      `adapter.${operation}`,
      'adapter.setItems',
      ...methodNames(operation, nouns),
      ...setterNames(nouns),
    ]);
  }

  private moveTo(slot: EndpointContext): void {
    this.slot?.leave(this);
    this.slot = slot;
    slot.join(this, this.adapter);
  }

  private showOwnOnly(slot: EndpointContext): () => void {
    return this.client.rows.showsOwnOnly(this.endpoint, slot.sink, () => slot.list.isOwnOnly());
  }

  /** What it was given last can be driven, and is not ours. */
  private isDriven(): boolean {
    return this.mark() === undefined && canDrive(this.driver());
  }

  private driver(): ContextDriver {
    this.found ??= contextDriver(this.context, this.adapter, resourceNouns(this.endpoint));
    return this.found;
  }

  /** The mark of the value itself. */
  private mark(): ContextMark<object> | undefined {
    return this.adapter === undefined ? markOf(this.context) : undefined;
  }

  /** The mark of the operation's method; where the value has no such method, of any other one. */
  private markOf(operation: ContextOperation): ContextMark<object> | undefined {
    const driver = this.driver();
    if (driver.marks[operation] !== undefined) return driver.marks[operation];
    return driver[operation] === undefined ? Object.values(driver.marks)[0] : undefined;
  }

  private unusable(looked: readonly string[]): SyncMutationError {
    const code = 'CONTEXT_UNUSABLE';
    const { endpoint } = this;
    const message = this.client.sentence(code, { endpoint, looked: looked.join(', ') });
    return new SyncMutationError({ code, message });
  }
}
