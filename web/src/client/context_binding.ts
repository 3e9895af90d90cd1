import type { ContextSink } from './client_types.js';
import type { AnyRecord } from './mutation_types.js';
import { sameJson } from './plain_json.js';
import type { EntityView } from './newest_change.js';

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function';

/** The id of the record that a context's method gave back; undefined when it gave none. */
function idIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id } = value as { id?: unknown };
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/**
 * `record` as changes to `shown`: fields that are gone are named with undefined. undefined: they
 * are the same.
 */
function changesTo(record: AnyRecord, shown: AnyRecord | undefined): AnyRecord | undefined {
  if (shown && sameJson(shown, record)) return undefined;
  const gone = Object.keys(shown ?? {}).filter((key) => !(key in record));
  return { ...record, ...Object.fromEntries(gone.map((key) => [key, undefined])) };
}

/** What can go wrong in a context without changing anything; a diagnostic. */
export type ContextComplaint = 'CONTEXT_THREW' | 'CONTEXT_CANNOT_RENAME';

/** What a binding tells. */
export interface BindingLinks {
  /** The context gave the record another id (2.5a). */
  aliased(other: string): void;
  /** The context calls the record by this id from now on. */
  calledBy(contextId: string): void;
  /** The context's promise was rejected. */
  rejected(mutation: string, reason: unknown): void;
  /** A later call failed, or cannot be done; it changes nothing. */
  complain(code: ContextComplaint): void;
}

/**
 * One record in an existing context (BEHAVIOUR 2.5 to 2.8): what the context shows of it, under
 * which
 * id, and where it stood. While a promise of the context is open, later steps wait for it (2.5a).
 */
export class ContextBinding {
  /** Our id of the record. */
  entity: string;
  private contextId: string;
  private index: number | null = null;
  private listed = false;
  /** What the context shows; undefined: not known. */
  private shown: AnyRecord | undefined;
  private busy: Promise<void> | null = null;

  /** @param contextId what the context calls the record */
  constructor(
    entity: string,
    contextId: string,
    public sink: ContextSink,
    private readonly links: BindingLinks,
  ) {
    this.entity = entity;
    this.contextId = contextId;
  }

  /** What the context calls the record; undefined while a promise of it is open. */
  get settledName(): string | undefined {
    return this.busy ? undefined : this.contextId;
  }

  /** The context has the record: there, if it can be looked up. */
  isListed(at: { record: AnyRecord; index: number } | undefined): void {
    this.listed = true;
    this.shown = at?.record;
    this.index = at?.index ?? null;
  }

  /** A new record, inside create(). Throws what the context throws. */
  insert(mutation: string, record: AnyRecord): void {
    this.first(mutation, () => this.sink.insert(record, null), { listed: true, shown: record });
  }

  /** Inside update(). Throws what the context throws. */
  patch(mutation: string, changes: AnyRecord): void {
    const shown = this.shown && { ...this.shown, ...changes };
    this.first(mutation, () => this.sink.patch(this.contextId, changes), { listed: true, shown });
  }

  /** Inside delete(). Throws what the context throws. */
  remove(mutation: string): void {
    this.first(mutation, () => this.sink.remove(this.contextId), {
      listed: false,
      shown: undefined,
    });
  }

  /** Shows what the core says, in order after what is under way. */
  follow(view: EntityView, renamedTo: string | undefined): void {
    const step = (): void => {
      if (renamedTo !== undefined) this.rename(renamedTo);
      this.show(view);
    };
    if (this.busy) this.wait(this.busy.then(step));
    else step();
  }

  private first(
    mutation: string,
    call: () => unknown,
    after: { listed: boolean; shown: AnyRecord | undefined },
  ): void {
    const before = { listed: this.listed, shown: this.shown };
    const answer = call();
    Object.assign(this, after);
    if (!isThenable(answer)) {
      this.adopt(answer);
      return;
    }
    const settled = Promise.resolve(answer).then(
      (value) => this.adopt(value),
      (reason: unknown) => {
        Object.assign(this, before);
        this.links.rejected(mutation, reason);
      },
    );
    this.wait(Promise.all([this.busy, settled]));
  }

  private wait(end: Promise<unknown>): void {
    const busy = end.then(() => {
      if (this.busy === busy) this.busy = null;
    });
    this.busy = busy;
  }

  private adopt(answer: unknown): void {
    const other = idIn(answer);
    if (other === undefined || other === this.contextId || other === this.entity) return;
    this.contextId = other;
    this.links.aliased(other);
    this.links.calledBy(other);
  }

  private rename(id: string): void {
    if (this.contextId === id) return;
    const { replaceId } = this.sink;
    if (!replaceId) {
      this.links.complain('CONTEXT_CANNOT_RENAME');
      return;
    }
    const former = this.contextId;
    this.later(() => replaceId.call(this.sink, former, id));
    this.contextId = id;
    this.links.calledBy(id);
  }

  private show(view: EntityView): void {
    switch (view.state) {
      case 'absent':
        if (this.listed) this.takeOut();
        return;
      case 'unknown':
        if (view.record) this.showRecord({ ...this.shown, ...view.record });
        return;
      case 'present':
        this.showRecord(view.record ?? {});
    }
  }

  private takeOut(): void {
    this.index = this.sink.find?.(this.contextId)?.index ?? this.index;
    this.later(() => this.sink.remove(this.contextId));
    this.listed = false;
    this.shown = undefined;
  }

  private showRecord(record: AnyRecord): void {
    const named = this.withContextId(record);
    if (!this.listed) {
      this.later(() => this.sink.insert(named, this.index));
    } else {
      const changes = changesTo(named, this.shown);
      if (changes) this.later(() => this.sink.patch(this.contextId, changes));
    }
    this.listed = true;
    this.shown = named;
  }

  /** The record as this context calls it. */
  private withContextId(record: AnyRecord): AnyRecord {
    if (String(record['id'] ?? this.contextId) === this.contextId) return record;
    return { ...record, id: this.shown?.['id'] ?? this.contextId };
  }

  /** A step that no caller waits for: whatever goes wrong is told and changes nothing. */
  private later(call: () => unknown): void {
    const complain = (): void => this.links.complain('CONTEXT_THREW');
    try {
      const answer = call();
      if (isThenable(answer)) answer.then(undefined, complain);
    } catch {
      complain();
    }
  }
}
