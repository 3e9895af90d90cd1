import type { BrowserHost } from '../../host/browser_host.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { ContextSink } from '../../types/sync_client.js';
import { idOf } from '../base/rows.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import { ContextBinding, type ContextComplaint, type SinkOperation } from './context_binding.js';
import type { PendingViews, ViewChange } from '../views/pending_views.js';

/** A call of a context that shows the outcome of a change. */
export interface OutcomeCall {
  readonly resource: string;
  readonly entity: string;
  readonly sink: ContextSink;
  readonly operation: SinkOperation;
}

/** The parts of the client that contexts work with. */
export interface ContextParts {
  readonly host: BrowserHost;
  readonly connection: EngineConnection;
  readonly diagnostics: DiagnosticReporter;
  readonly withdrawals: {
    /** The context rejected a mutation by its promise: it is taken back if no request has left. */
    rejected(resource: string, mutation: string, reason: unknown): void;
  };
  readonly conduct: {
    /** Shows an outcome; false: this context is not to be called for one. */
    outcome(call: OutcomeCall, run: () => unknown): { answer: unknown } | false;
  };
}

/**
 * The records of one resource that this page's calls have put into existing contexts: each context
 * has its own binding of a record, and is driven by its own alone.
 */
export class ContextBindings {
  private readonly bindings = new Map<string, ContextBinding[]>();
  /** Records that a context calls by another id than ours. */
  private readonly contextIds = new Map<ContextSink, Map<string, string>>();
  /** By record that was created here: the context that showed it. */
  private readonly creators = new Map<string, ContextSink>();
  /** Contexts whose lists show nothing but what is put into them. */
  private readonly ownOnly = new Set<{ readonly sink: ContextSink; isSo(): boolean }>();

  constructor(
    private readonly resource: string,
    private readonly pendingViews: PendingViews,
    private readonly parts: ContextParts,
  ) {}

  /** The page, for the bindings. */
  get host(): BrowserHost {
    return this.parts.host;
  }

  /** The binding of a record that create() is about to show. */
  bindNew(entity: string, sink: ContextSink): ContextBinding {
    this.creators.set(entity, sink);
    return this.find(entity, sink) ?? this.make(entity, entity, sink);
  }

  /**
   * The binding of a record that update() or delete() is about to change.
   *
   * @param calledAs the id in the call
   */
  bindKnown(entity: string, calledAs: string, sink: ContextSink): ContextBinding {
    const existing = this.find(entity, sink);
    if (existing) return existing;
    const known = this.contextIds.get(sink)?.get(entity);
    const name = known ?? (sink.find?.(entity) ? entity : calledAs);
    const binding = this.make(entity, name, sink);
    binding.isListed(sink.find?.(name));
    return binding;
  }

  /** undefined: no call of this page has put the record into that context, or nothing is queued. */
  find(entity: string, sink: ContextSink): ContextBinding | undefined {
    return this.bindings.get(entity)?.find((binding) => binding.sink === sink);
  }

  /** The binding of a record in that context, also where nothing of it is queued any more. */
  at(entity: string, sink: ContextSink): ContextBinding {
    const name = this.contextIds.get(sink)?.get(entity) ?? entity;
    return this.find(entity, sink) ?? this.newBinding(entity, name, sink);
  }

  /** The context in which the record was created on this page; undefined: elsewhere. */
  creatorOf(entity: string): ContextSink | undefined {
    return this.creators.get(entity);
  }

  /** A call of this page has put the record into some context. */
  has(entity: string): boolean {
    return this.bindings.has(entity);
  }

  /** A view changed; those that a call of this page has just shown are in the context already. */
  follow({ entity, former, after, local }: ViewChange): void {
    if (local) return;
    const bindings = this.bindings.get(former ?? entity);
    this.moveNames(former, entity);
    if (!bindings) return;
    this.bindings.delete(former ?? entity);
    const merged = [...(this.bindings.get(entity) ?? []), ...bindings];
    const kept = after.syncState === 'synced' ? merged.filter(({ isOpen }) => isOpen) : merged;
    if (kept.length > 0) this.bindings.set(entity, kept);
    for (const binding of bindings) {
      // Until it takes the new id, the context calls the record by the one that it knows.
      if (former !== undefined) this.name(entity, binding.sink, binding.contextName);
      binding.entity = entity;
      binding.follow(after, former === undefined ? undefined : entity);
    }
  }

  /** As `PageRowSources.showsOwnOnly`. @returns unregisters the list */
  showsOwnOnly(sink: ContextSink, isSo: () => boolean): () => void {
    const one = { sink, isSo };
    this.ownOnly.add(one);
    return () => {
      this.ownOnly.delete(one);
    };
  }

  /** Calls a context for the records in which its list differs from what it should show. */
  redrive(sink: ContextSink, shown: readonly AnyRecord[], wanted: readonly AnyRecord[]): void {
    const byEntity = (rows: readonly AnyRecord[]): Map<string, AnyRecord> =>
      new Map(rows.map((row) => [this.pendingViews.ids.canonical(idOf(row)), row]));
    const [has, wants] = [byEntity(shown), byEntity(wanted)];
    for (const entity of new Set([...has.keys(), ...wants.keys()])) {
      const [row, record] = [has.get(entity), wants.get(entity)];
      if (row !== record) this.at(entity, sink).reread(row, record);
    }
  }

  /** Records with something queued that some mounted list does not show. */
  get notShown(): number {
    if (this.ownOnly.size === 0) return 0;
    const isHidden = (entity: string): boolean =>
      [...this.ownOnly].some(
        ({ sink, isSo }) => isSo() && !this.find(entity, sink) && this.isFor(entity, sink),
      );
    return [...this.pendingViews.entries()].filter(([entity]) => isHidden(entity)).length;
  }

  /** The queue has withdrawn the change; from now on the context alone shows it. */
  takenBack(mutation: string): void {
    for (const [entity, bindings] of this.bindings) {
      const rest = bindings.filter((binding) => !binding.takenBack(mutation));
      if (rest.length === 0) this.bindings.delete(entity);
      else if (rest.length < bindings.length) this.bindings.set(entity, rest);
    }
  }

  /** Forgets all bindings: the user has changed. */
  clear(): void {
    this.bindings.clear();
    this.creators.clear();
    this.contextIds.clear();
  }

  private make(entity: string, contextId: string, sink: ContextSink): ContextBinding {
    const binding = this.newBinding(entity, contextId, sink);
    this.bindings.set(entity, [...(this.bindings.get(entity) ?? []), binding]);
    return binding;
  }

  private newBinding(entity: string, contextId: string, sink: ContextSink): ContextBinding {
    return new ContextBinding(entity, contextId, sink, this);
  }

  /** The context gave the record another id, for good (2.5a). */
  alias(entity: string, other: string): void {
    const { ids } = this.pendingViews;
    ids.rename(other, ids.canonical(entity));
    this.parts.connection.mention((engine) => engine.alias(this.resource, entity, other));
  }

  /** A promise of a context was rejected. */
  rejected(mutation: string, reason: unknown): void {
    this.parts.withdrawals.rejected(this.resource, mutation, reason);
  }

  /** Something went wrong in a context that changes nothing: a diagnostic. */
  complain(code: ContextComplaint): void {
    this.parts.diagnostics.of(code, { resource: this.resource });
  }

  /** Shows an outcome; false: this context is not to be called for one. */
  outcome(
    { entity, sink }: ContextBinding,
    operation: SinkOperation,
    run: () => unknown,
  ): { answer: unknown } | false {
    return this.parts.conduct.outcome({ resource: this.resource, entity, sink, operation }, run);
  }

  /** No promise of the context is open any more: a binding that was kept for it alone goes. */
  rests(binding: ContextBinding): void {
    if (binding.isOpen || this.pendingViews.get(binding.entity) !== undefined) return;
    const rest = this.bindings.get(binding.entity)?.filter((one) => one !== binding) ?? [];
    if (rest.length > 0) this.bindings.set(binding.entity, rest);
    else this.bindings.delete(binding.entity);
  }

  /** The context calls the record by this id from now on. */
  name(entity: string, sink: ContextSink, contextId: string): void {
    const names = this.contextIds.get(sink) ?? new Map<string, string>();
    this.contextIds.set(sink, names);
    if (entity === contextId) names.delete(entity);
    else names.set(entity, contextId);
  }

  private isFor(entity: string, sink: ContextSink): boolean {
    return (this.creators.get(entity) ?? sink) === sink;
  }

  private moveNames(former: string | undefined, entity: string): void {
    if (former === undefined) return;
    const creator = this.creators.get(former);
    if (creator) this.creators.set(entity, creator);
    this.creators.delete(former);
    for (const names of this.contextIds.values()) {
      const name = names.get(former);
      names.delete(former);
      if (name !== undefined) names.set(entity, name);
    }
  }
}
