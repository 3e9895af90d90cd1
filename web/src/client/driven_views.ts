import type { ContextBindings } from './context_bindings.js';
import type { EntityView } from './newest_change.js';
import type { ViewBook, Views } from './view_book.js';

/**
 * The views of those records that calls of this page have put into an existing context, called as
 * that context calls them: what may be laid over its list when a read of the application has undone
 * it (BEHAVIOUR 2.8, 2.9).
 */
export class DrivenViews implements Views {
  constructor(
    private readonly book: ViewBook,
    private readonly bindings: ContextBindings,
  ) {}

  get version(): number {
    return this.book.version;
  }
  get ids(): Views['ids'] {
    return this.book.ids;
  }
  get isEmpty(): boolean {
    return this.book.isEmpty;
  }

  get(entity: string): EntityView | undefined {
    return this.bindings.nameOf(entity) === undefined ? undefined : this.book.get(entity);
  }

  *entries(): IterableIterator<[string, EntityView]> {
    for (const [entity, view] of this.book.entries()) {
      const id = this.bindings.nameOf(entity);
      if (id !== undefined)
        yield [entity, { ...view, record: view.record && { ...view.record, id } }];
    }
  }
}
