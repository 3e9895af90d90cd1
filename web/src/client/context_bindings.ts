import type { ContextSink } from './client_types.js';
import { ContextBinding, type ContextComplaint } from './context_binding.js';
import type { ViewChange } from './view_book.js';

/** What the bindings of one resource need of the client. */
export interface ContextLinks {
  /** The record is also called `other` by the application's context, for good. */
  alias(entity: string, other: string): void;
  /** The context rejected a mutation by its promise: take it back if no request has left. */
  rejected(mutation: string, reason: unknown): void;
  /** A diagnostic: something went wrong in the context that changes nothing. */
  complain(code: ContextComplaint): void;
}

/** The records of one resource that this page's calls have put into existing contexts. */
export class ContextBindings {
  private readonly bindings = new Map<string, ContextBinding>();
  /** Records that their context calls by another id than ours. */
  private readonly contextIds = new Map<string, string>();

  constructor(private readonly links: ContextLinks) {}

  /** The binding of a record that create() is about to show. */
  bindNew(entity: string, sink: ContextSink): ContextBinding {
    return this.existing(entity, sink) ?? this.make(entity, entity, sink);
  }

  /**
   * The binding of a record that update() or delete() is about to change.
   *
   * @param calledAs the id in the call
   */
  bindKnown(entity: string, calledAs: string, sink: ContextSink): ContextBinding {
    const existing = this.existing(entity, sink);
    if (existing) return existing;
    const name = this.contextIds.get(entity) ?? (sink.find?.(entity) ? entity : calledAs);
    const binding = this.make(entity, name, sink);
    binding.isListed(sink.find?.(name));
    return binding;
  }

  /**
   * What the context calls a record of which something is queued here; undefined: no call of this
   * page has put it there, or the context is still at it.
   */
  nameOf(entity: string): string | undefined {
    return this.bindings.get(entity)?.settledName;
  }

  /** A view changed; those that a call of this page has just shown are in the context already. */
  follow({ entity, former, after, local }: ViewChange): void {
    const binding = local ? undefined : this.bindings.get(former ?? entity);
    if (!binding) return;
    this.bindings.delete(former ?? entity);
    if (after.syncState !== 'synced') this.bindings.set(entity, binding);
    this.moveName(former, entity);
    binding.entity = entity;
    binding.follow(after, former === undefined ? undefined : entity);
  }

  clear(): void {
    this.bindings.clear();
    this.contextIds.clear();
  }

  private existing(entity: string, sink: ContextSink): ContextBinding | undefined {
    const binding = this.bindings.get(entity);
    if (binding) binding.sink = sink;
    return binding;
  }

  private make(entity: string, contextId: string, sink: ContextSink): ContextBinding {
    const binding = new ContextBinding(entity, contextId, sink, {
      aliased: (other) => this.links.alias(binding.entity, other),
      calledBy: (name) => this.name(binding.entity, name),
      rejected: (mutation, reason) => this.links.rejected(mutation, reason),
      complain: (code) => this.links.complain(code),
    });
    this.bindings.set(entity, binding);
    return binding;
  }

  private name(entity: string, contextId: string): void {
    if (entity === contextId) this.contextIds.delete(entity);
    else this.contextIds.set(entity, contextId);
  }

  private moveName(former: string | undefined, entity: string): void {
    if (former === undefined) return;
    this.contextIds.set(entity, this.contextIds.get(former) ?? former);
    this.contextIds.delete(former);
  }
}
