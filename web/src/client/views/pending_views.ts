import type { ViewText } from 'synchrone-module';
import type { AnyRecord, MutationKind } from '../../types/mutation.js';
import { IdAliases } from './id_aliases.js';
import { type EntityView, confirmedView, withNewestChange } from './optimistic_update.js';

/** A view changed. `former`: the id that the record had until now. */
export interface ViewChange {
  entity: string;
  former?: string;
  /** What was seen until now; undefined: nothing was queued. */
  before: EntityView | undefined;
  after: EntityView;
  /**
   * Made inside a create / update / delete of this page: the newest local mutation, shown at once.
   */
  local: boolean;
}

/** What is laid over rows that the application owns. */
export interface Views extends Pick<
  PendingViews,
  'version' | 'ids' | 'get' | 'entries' | 'isEmpty'
> {
  /** The record is shown by these views: what is confirmed of it concerns them. Default: all are. */
  covers?(entity: string): boolean;
  /** A record that was created on this page joins the list. Default: all do. */
  admits?(entity: string): boolean;
  /** See `PendingViews`. Default: not known. */
  changedSince?(version: number): ReadonlySet<string> | undefined;
}

/** Changes that are kept for `changedSince`, for a list that was not shown for a while. */
const REMEMBERED = 256;

/** The core's text as a view. */
function viewOf(text: ViewText): EntityView {
  return {
    state: text.state,
    record: text.edits ? { ...text.confirmed, ...text.edits } : (text.record ?? null),
    confirmed: text.confirmed,
    syncState: text.syncState,
  };
}

/**
 * The views of one resource's records that have something queued, and only of those: fed by the
 * core, and inside a create / update / delete by one local change that the core knows too.
 */
export class PendingViews {
  readonly ids = new IdAliases();
  private readonly views = new Map<string, EntityView>();
  private readonly queries = new Map<string, string>();
  /** Records that this page has created, and that are not confirmed. */
  private readonly made = new Set<string>();
  private listeners: ((change: ViewChange) => void)[] = [];
  private changeCount = 0;
  /** The records of the newest changes, one element for each change. */
  private changes: (readonly string[])[] = [];

  /** Grows with every change. */
  get version(): number {
    return this.changeCount;
  }

  /** The records that have changed since that version; undefined: too many, or all of them. */
  changedSince(version: number): ReadonlySet<string> | undefined {
    const count = this.changeCount - version;
    return count <= this.changes.length
      ? new Set(this.changes.slice(this.changes.length - count).flat())
      : undefined;
  }

  /** The query of the endpoint that its oldest queued change was made through. */
  queryOf(entity: string): string {
    return this.queries.get(entity) ?? '';
  }

  /** The create of the record was made on this page, and is not confirmed. */
  isMadeHere(entity: string): boolean {
    return this.made.has(entity);
  }

  /** undefined: nothing of this record is queued. */
  get(entity: string): EntityView | undefined {
    return this.views.get(entity);
  }

  /** The views by record, in the order in which the records were first changed. */
  entries(): IterableIterator<[string, EntityView]> {
    return this.views.entries();
  }

  /** Nothing is queued of the resource. */
  get isEmpty(): boolean {
    return this.views.size === 0;
  }

  /** Calls back inside every change, in the order of subscription. */
  onChange(listener: (change: ViewChange) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Shows the newest local mutation, which the core has just accepted.
   *
   * @param known the confirmed record as the caller knows it, used when nothing else is queued:
   *   null: known absent; undefined: not known
   * @param query of the endpoint that it was made through
   */
  applyLocal(
    entity: string,
    kind: MutationKind,
    data: AnyRecord | null,
    known: AnyRecord | null | undefined,
    query = '',
  ): EntityView {
    const before = this.views.get(entity);
    if (before === undefined && query !== '') this.queries.set(entity, query);
    if (kind === 'create') this.made.add(entity);
    const newest = withNewestChange(before ?? confirmedView(known), kind, data);
    const after =
      kind === 'update' ? { ...newest, edited: { ...before?.edited, ...data } } : newest;
    this.put({ entity, before, after, local: true });
    return after;
  }

  /** Takes a view from the core. */
  applyText(text: ViewText): void {
    const former = text.previousEntity;
    const before = this.views.get(former ?? text.entity);
    for (const alias of text.aliases ?? []) this.ids.rename(alias, text.entity);
    if (text.tail !== undefined) this.queries.set(text.entity, text.tail.replace(/^\//, ''));
    if (former === undefined) {
      this.put({ entity: text.entity, before, after: viewOf(text), local: false });
      return;
    }
    this.ids.rename(former, text.entity);
    const after = viewOf(text);
    if (after.syncState === 'synced') this.views.delete(former);
    else this.rename(former, text.entity);
    this.put({ entity: text.entity, former, before, after, local: false });
  }

  /** The record keeps its place among the others, which costs a look at each of them. */
  private rename(former: string, entity: string): void {
    const views = [...this.views];
    this.views.clear();
    for (const [id, view] of views) this.views.set(id === former ? entity : id, view);
  }

  /** Forgets everything: the user has changed. */
  clear(): void {
    this.views.clear();
    this.queries.clear();
    this.made.clear();
    this.ids.clear();
    this.changeCount += 1;
    this.changes = [];
  }

  private put(change: ViewChange): void {
    if (change.after.syncState === 'synced') this.views.delete(change.entity);
    else this.views.set(change.entity, change.after);
    this.changeCount += 1;
    this.remember(change);
    for (const listener of this.listeners) listener(change);
    if (change.former !== undefined) this.made.delete(change.former);
    if (this.views.has(change.entity)) return;
    this.queries.delete(change.entity);
    this.made.delete(change.entity);
  }

  /** What is shown of these records has changed, though nothing of them is queued. */
  touch(entities: readonly string[]): void {
    this.changeCount += 1;
    this.noteChange(entities);
  }

  private remember({ entity, former }: ViewChange): void {
    this.noteChange(former === undefined ? [entity] : [entity, former]);
  }

  private noteChange(entities: readonly string[]): void {
    this.changes.push(entities);
    if (this.changes.length > 2 * REMEMBERED) this.changes = this.changes.slice(-REMEMBERED);
  }
}
