import type { ContextSink } from '../../types/sync_client.js';
import type { ContextBindings } from './context_bindings.js';
import type { EntityView } from '../views/optimistic_update.js';
import type { PendingViews, Views } from '../views/pending_views.js';

/**
 * Which records an overlay shows in the list of one context: `all`; or only those that calls of this
 * page have put into that context (`driven`), or only the others.
 */
export type DrivenScope = 'all' | 'driven' | 'others';

/**
 * The views of one resource as one context calls their records. A record that was created in another
 * context of this page belongs to that one. A record whose id the context has not given yet is left to the
 * context.
 */
export class DrivenViews implements Views {
  constructor(
    private readonly pendingViews: PendingViews,
    private readonly bindings: ContextBindings,
    private readonly sink: ContextSink,
    private readonly scope: DrivenScope,
  ) {}

  get version(): number {
    return this.pendingViews.version;
  }
  get ids(): Views['ids'] {
    return this.pendingViews.ids;
  }
  get isEmpty(): boolean {
    return this.pendingViews.isEmpty;
  }

  get(entity: string): EntityView | undefined {
    return this.nameOf(entity) === undefined ? undefined : this.pendingViews.get(entity);
  }

  *entries(): IterableIterator<[string, EntityView]> {
    for (const [entity, view] of this.pendingViews.entries()) {
      if (!this.admits(entity)) continue;
      const id = this.nameOf(entity);
      if (id === undefined) continue;
      const record = view.record && id !== entity ? { ...view.record, id } : view.record;
      yield [entity, record === view.record ? view : { ...view, record }];
    }
  }

  admits(entity: string): boolean {
    const creator = this.bindings.creatorOf(entity);
    return creator === undefined || creator === this.sink;
  }

  covers(entity: string): boolean {
    return this.nameOf(entity) !== undefined;
  }

  /** undefined: not in the scope. */
  private nameOf(entity: string): string | undefined {
    const binding = this.bindings.find(entity, this.sink);
    if (binding === undefined) return this.scope === 'driven' ? undefined : entity;
    return this.scope === 'others' ? undefined : binding.settledName;
  }
}
