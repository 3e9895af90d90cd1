import type { ContextSink } from '../../types/sync_client.js';
import type { AnyRecord } from '../../types/mutation.js';
import { sameJson } from '../base/plain_json.js';
import { awaited } from '../base/thenables.js';
import type { ContextBindings } from './context_bindings.js';
import type { EntityView } from '../views/optimistic_update.js';

/** The id of the record that a context's method gave back; undefined when it gave none. */
function idIn(value: unknown): string | number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id } = value as { id?: unknown };
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? id : undefined;
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

/** The operations of a sink. */
export type SinkOperation = 'insert' | 'patch' | 'remove' | 'replaceId';

/** A change of a person that a context is asked to show. */
export interface DrivenChange {
  readonly mutation: string;
  /** The context calls the record by an id of its own. */
  named(id: string | number): void;
}

/** What the context shows of the record. */
interface Shown {
  listed: boolean;
  /** undefined: not known. */
  shown: AnyRecord | undefined;
}

/** What is to be shown, and the id that the server gave the record since. */
interface Meanwhile {
  readonly view: EntityView;
  readonly renamedTo: string | undefined;
}

/**
 * One record in one existing context (BEHAVIOUR 2.5 to 2.8): what the context shows of it, under
 * which id, and at which position. While a promise of the context is open, later steps wait for it (2.5a),
 * but not for long: after one that settles later, resolved or rejected, the newest view is shown once more.
 */
export class ContextBinding {
  /** Our id of the record. */
  entity: string;
  private contextId: string;
  private index: number | null = null;
  private now: Shown = { listed: false, shown: undefined };
  private busy: Promise<void> | null = null;
  /** Promises of people's changes that have not settled, and what was to be shown meanwhile. */
  private open = 0;
  private meanwhile: Meanwhile | null = null;
  /** What was shown before each change that may still be taken back. */
  private readonly before = new Map<string, Shown>();

  /** @param contextId what the context calls the record */
  constructor(
    entity: string,
    contextId: string,
    readonly sink: ContextSink,
    private readonly owner: ContextBindings,
  ) {
    this.entity = entity;
    this.contextId = contextId;
  }

  /** What the context calls the record, as far as is known. */
  get contextName(): string {
    return this.contextId;
  }

  /** What the context calls the record; undefined while a promise of it is open. */
  get settledName(): string | undefined {
    return this.busy ? undefined : this.contextId;
  }

  /** A promise of a change has not settled. */
  get isOpen(): boolean {
    return this.open > 0;
  }

  /** The context lists the record. @param at its row and index, if they can be looked up */
  isListed(at: { record: AnyRecord; index: number } | undefined): void {
    this.now = { listed: true, shown: at?.record };
    this.index = at?.index ?? null;
  }

  /** Adds the new record, inside create(). Throws what the context throws. */
  insert(change: DrivenChange, record: AnyRecord): unknown {
    const after = { listed: true, shown: record };
    const call = (): unknown => this.sink.insert(record, null);
    return this.first(change, call, after, (answer) => this.adopt(answer, change.named));
  }

  /** Shows an edit, inside update(). Throws what the context throws. */
  patch(change: DrivenChange, changes: AnyRecord): unknown {
    const shown = this.now.shown && { ...this.now.shown, ...changes };
    const after = { listed: true, shown };
    return this.first(change, () => this.sink.patch(this.contextId, changes), after);
  }

  /** Takes the record out, inside delete(). Throws what the context throws. */
  remove(change: DrivenChange): unknown {
    const after = { listed: false, shown: undefined };
    return this.first(change, () => this.sink.remove(this.contextId), after);
  }

  /**
   * The queue has withdrawn the change; from now on the context alone shows it.
   *
   * @returns false: the change is not of this record in this context
   */
  takenBack(mutation: string): boolean {
    const before = this.before.get(mutation);
    if (!before) return false;
    this.before.delete(mutation);
    this.now = before;
    return true;
  }

  /** Shows what the core says, in order after what is under way. */
  follow(view: EntityView, renamedTo: string | undefined): void {
    this.before.clear();
    const named = renamedTo ?? this.meanwhile?.renamedTo;
    if (this.isOpen) this.meanwhile = { view, renamedTo: named };
    this.inTurn(() => this.show(view, renamedTo));
  }

  /** The application has read its list again; what it shows is `row`, or it does not have it. */
  reread(row: AnyRecord | undefined, wanted: AnyRecord | undefined): void {
    if (this.busy) return;
    this.now = { listed: row !== undefined, shown: row };
    if (wanted) this.showRecord(wanted);
    else if (row) this.takeOut();
  }

  /** @param adopt takes what the call yields; of an update or a delete that is not a name of the record */
  private first(
    { mutation }: DrivenChange,
    call: () => unknown,
    after: Shown,
    adopt: (answer: unknown) => void = () => undefined,
  ): unknown {
    const before = this.now;
    this.before.set(mutation, before);
    const answer = awaited(call());
    if (!this.before.has(mutation)) return answer;
    this.now = after;
    if (answer instanceof Promise) this.settles(answer, mutation, { before, after }, adopt);
    else adopt(answer);
    return answer;
  }

  private settles(
    answer: Promise<unknown>,
    mutation: string,
    { before, after }: { before: Shown; after: Shown },
    adopt: (answer: unknown) => void,
  ): void {
    let isLate = false;
    const patience = this.owner.host.sendHold.patience().then(() => {
      isLate = true;
    });
    this.open += 1;
    const ended = (left: Shown, then: () => void): void => {
      this.open -= 1;
      // The context may have changed its rows only now, after what was to be shown since.
      const late = isLate ? this.meanwhile : null;
      if (!this.isOpen) this.meanwhile = null;
      if (late) this.now = { listed: left.listed, shown: undefined };
      const { now } = this;
      then();
      if (late) this.owner.host.nextTask(() => this.inTurn(() => this.showAgain(late, now)));
      else this.owner.rests(this);
    };
    const settled = answer.then(
      (value) => ended(after, () => adopt(value)),
      (reason: unknown) => {
        ended(before, () => {
          this.takenBack(mutation);
          this.owner.rejected(mutation, reason);
        });
      },
    );
    this.wait(Promise.all([this.busy, Promise.race([settled, patience])]));
  }

  /** @param left what the context has shown since, unless a newer view has been shown already */
  private showAgain({ view, renamedTo }: Meanwhile, left: Shown): void {
    if (this.now === left) {
      const at = this.sink.find?.(this.contextId);
      if (at) this.now = { listed: true, shown: at.record };
      this.show(view, renamedTo);
    }
    this.owner.rests(this);
  }

  private inTurn(step: () => void): void {
    if (this.busy) this.wait(this.busy.then(step));
    else step();
  }

  private wait(end: Promise<unknown>): void {
    const busy = end.then(() => {
      if (this.busy === busy) this.busy = null;
    });
    this.busy = busy;
  }

  private adopt(answer: unknown, named: (id: string | number) => void = () => undefined): void {
    const given = idIn(answer);
    const other = String(given ?? '');
    if (given === undefined || other === this.contextId) return;
    this.contextId = other;
    if (this.now.shown) this.now = { ...this.now, shown: { ...this.now.shown, id: given } };
    if (other !== this.entity) {
      this.owner.alias(this.entity, other);
      named(given);
    }
    this.owner.name(this.entity, this.sink, other);
  }

  /** Brings the context to that view, in one step where it can take the new id and the fields together. */
  private show(view: EntityView, renamedTo: string | undefined): void {
    const isRenamed = renamedTo !== undefined && renamedTo !== this.contextId;
    const { record, state } = view;
    const { replaceRecord } = this.sink;
    if (isRenamed && this.now.listed && state === 'present' && record && replaceRecord) {
      const former = this.contextId;
      const named = { ...record, id: record['id'] ?? renamedTo };
      if (!this.later('replaceId', () => replaceRecord.call(this.sink, former, named))) return;
      this.now = { listed: true, shown: named };
      this.takeName(renamedTo);
      return;
    }
    if (isRenamed) this.rename(renamedTo);
    this.showView(view);
  }

  private rename(id: string): void {
    const { replaceId } = this.sink;
    if (!replaceId) {
      this.owner.complain('CONTEXT_CANNOT_RENAME');
      return;
    }
    const former = this.contextId;
    const isThere = this.now.listed;
    if (isThere && !this.later('replaceId', () => replaceId.call(this.sink, former, id))) return;
    this.takeName(id);
  }

  private takeName(id: string): void {
    this.contextId = id;
    this.owner.name(this.entity, this.sink, id);
  }

  private showView(view: EntityView): void {
    switch (view.state) {
      case 'absent':
        if (this.now.listed) this.takeOut();
        return;
      case 'unknown':
        if (view.record) this.showRecord({ ...this.now.shown, ...view.record });
        return;
      case 'present':
        this.showRecord(view.record ?? {});
    }
  }

  private takeOut(): void {
    this.index = this.sink.find?.(this.contextId)?.index ?? this.index;
    if (!this.later('remove', () => this.sink.remove(this.contextId, true))) return;
    this.now = { listed: false, shown: undefined };
  }

  private showRecord(record: AnyRecord): void {
    const named = this.withContextId(record);
    if (this.now.listed) {
      const changes = changesTo(named, this.now.shown);
      if (changes && !this.later('patch', () => this.sink.patch(this.contextId, changes, true)))
        return;
    } else if (!this.later('insert', () => this.sink.insert(named, this.index, true))) {
      return;
    }
    this.now = { listed: true, shown: this.withContextId(record) };
  }

  /** The record as this context calls it. */
  private withContextId(record: AnyRecord): AnyRecord {
    if (String(record['id'] ?? this.contextId) === this.contextId) return record;
    return { ...record, id: this.now.shown?.['id'] ?? this.contextId };
  }

  /**
   * A step that no caller waits for: a failure is a diagnostic and changes nothing. A
   * record that comes back may get an id of the context's own.
   *
   * @returns false: the context is not called for outcomes
   */
  private later(operation: SinkOperation, call: () => unknown): boolean {
    const complain = (): void => this.owner.complain('CONTEXT_THREW');
    try {
      const done = this.owner.outcome(this, operation, () => awaited(call()));
      if (!done) return false;
      const { answer } = done;
      if (answer instanceof Promise) {
        const adopt = (value: unknown): void => this.adoptBack(operation, value);
        const settled = answer.then(adopt, complain);
        this.wait(
          Promise.all([this.busy, Promise.race([settled, this.owner.host.sendHold.patience()])]),
        );
      } else {
        this.adoptBack(operation, answer);
      }
    } catch {
      complain();
    }
    return true;
  }

  private adoptBack(operation: SinkOperation, value: unknown): void {
    if (operation === 'insert') this.adopt(value);
  }
}
