import { Arguments, idText } from '../base/arguments.js';
import type { ContextSink, MutationsState, ResourceMutations } from '../../types/sync_client.js';
import type { ContextBinding, DrivenChange } from '../resource/context_binding.js';
import type { ContextConduct, Drive } from './context_conduct.js';
import { SyncMutationError } from '../../types/errors.js';
import { FailureLog } from './failure_log.js';
import { Listeners } from '../base/listeners.js';
import type {
  AnyRecord,
  DeletedRecord,
  MutationEntry,
  MutationOptions,
  MutationPromise,
} from '../../types/mutation.js';
import { OPTION_MEMBERS } from '../engine/option_members.js';
import { type PlainRecord, sameJson, toBaseText, toPlainRecord } from '../base/plain_json.js';
import type { Waiting } from '../../types/mutation_queue.js';
import type { Resource } from '../resource/resource.js';
import { type Outcome, TrackedMutation, rejectedMutation } from './mutation_promise.js';

/** What one mutation is, as `Engine.enqueue` wants it. */
export interface EnqueueOrder {
  kind: 'create' | 'update' | 'delete';
  entity: string;
  /** The version that the caller's changes held, JSON text. */
  version?: string | undefined;
  /** JSON text of the record or the changes, a newline, JSON text of the confirmed record or ''. */
  text: string;
  options: MutationOptions;
}

/** What the calls of one resource need of the client. */
export interface CallLinks {
  readonly space: Resource;
  /** Of the endpoint as it was written. */
  readonly query: string;
  enqueue(order: EnqueueOrder): { id: string; durable: boolean };
  /** Brings what becomes of a mutation to its promises and its hook. */
  follow(mutation: string, outcome: Outcome, failures: FailureLog): void;
  readonly conduct: ContextConduct;
  /** Takes a mutation back whose context threw. */
  takeBack(mutation: string, reason: unknown): void;
  /**
   * Another mutation is about to make the same change: takes this one back in silence.
   *
   * @returns false: its request has left
   */
  handOn(mutation: string): boolean;
  /** What becomes of `into` becomes of the calls of `mutation`. */
  merge(mutation: string, into: string): void;
  nextTask(run: () => void): void;
  canonical(id: string): string;
  /** The field that holds the record's version. */
  versionField(): string;
  newRecordId(): string;
  /** A change was queued of a record whose confirmed state is not known here. */
  withoutBase(): void;
  /** Epoch milliseconds until which plain `await` waits. */
  awaitUntil(options: MutationOptions): number;
  sentence(code: string, values?: Record<string, string>): string;
  pendingEntries(): MutationEntry[];
  activity(): { isPending: boolean; isSending: boolean; waiting: Waiting };
  subscribe(listener: () => void): () => void;
  /** Runs after the current call. */
  soon(run: () => void): void;
}

/** One create, update or delete on its way through `run`. */
interface Change<T> {
  kind: 'create' | 'update' | 'delete';
  entity: string;
  /** The record or the changes; null for a delete. */
  plain: PlainRecord | null;
  /** The version that the caller's changes held, JSON text. */
  version?: string | undefined;
  /** Confirmed record as JSON has it; undefined: unknown on this page. */
  known: AnyRecord | undefined;
  optimistic(view: AnyRecord | null): T;
  resultOf(confirmed: AnyRecord | null, entity: string): T;
  /** Shows it in an existing context. Returns, and throws, what the context does. */
  show(sink: ContextSink, change: DrivenChange): unknown;
}

/** A context that shows a change has asked a hook for it. */
interface Reentry {
  readonly drive: Drive;
  /** The change goes on as it is: the call that is asked for now adds nothing. */
  readonly isAbsorbed: boolean;
}

const IDLE: MutationsState = Object.freeze({
  isPending: false,
  isSending: false,
  waiting: null,
  failure: null,
});

/** create, update and delete of one hook instance; see `ResourceMutations` for what it promises. */
export class MutationCalls<Row extends object> implements ResourceMutations<Row> {
  private readonly listeners = new Listeners();
  private readonly failures: FailureLog;
  private readonly args: Arguments;
  private state: MutationsState = IDLE;

  constructor(
    readonly endpoint: string,
    private readonly links: CallLinks,
  ) {
    this.args = new Arguments(links.sentence);
    this.failures = new FailureLog(() => links.soon(() => this.listeners.notify()));
  }

  create(record: Partial<Row>, given?: MutationOptions, sink?: ContextSink): MutationPromise<Row> {
    return this.guarded(record as Row, () => {
      const options = this.optionsOf(given);
      const named = this.plain(record);
      const again = this.reentry('create', entityIn(named), named, sink);
      const plain = withId(named, () => again?.drive.entity ?? this.links.newRecordId());
      const entity = this.args.id(plain.record['id'], 'id');
      const change: Change<Row> = {
        kind: 'create',
        entity,
        plain,
        known: undefined,
        optimistic: () => plain.record as Row,
        resultOf: (confirmed) => (confirmed ?? plain.record) as Row,
        show: (to, driven) => this.bindings.bindNew(entity, to).insert(driven, plain.record),
      };
      return this.run(change, options, sink, again);
    });
  }

  update(
    id: string | number,
    changes: Partial<Row>,
    given?: MutationOptions,
    sink?: ContextSink,
  ): MutationPromise<Row> {
    return this.guarded(changes as Row, () => {
      const options = this.optionsOf(given);
      const entity = this.entityOf(id);
      const named = this.plain(withoutId(changes, [entity, String(id)]));
      const whole = (view: AnyRecord | null): Row => ({ id: entity, ...view }) as unknown as Row;
      const isEmpty = Object.keys(named.record).length === 0;
      const again = isEmpty ? undefined : this.reentry('update', entity, named, sink);
      const known = this.knownRecord(entity, String(id), withOptionsOf(again, options), sink);
      const view = this.links.space.book.get(entity);
      const { plain, version } = again
        ? { plain: named, version: undefined }
        : this.changesIn(named, entity, known);
      if (Object.keys(plain.record).length === 0)
        return this.nothingToDo(whole(view?.record ?? known ?? null));
      const change: Change<Row> = {
        kind: 'update',
        entity,
        plain,
        version,
        known,
        optimistic: whole,
        resultOf: whole,
        show: (to, driven) => this.binding(entity, id, to).patch(driven, plain.record),
      };
      return this.run(change, options, sink, again);
    });
  }

  delete(
    id: string | number,
    given?: MutationOptions,
    sink?: ContextSink,
  ): MutationPromise<DeletedRecord> {
    return this.guarded({ id: nameOf(id), deleted: true }, () => {
      const options = this.optionsOf(given);
      const entity = this.entityOf(id);
      const deleted = (_: AnyRecord | null, name = entity): DeletedRecord => ({
        id: name,
        deleted: true,
      });
      const again = this.reentry('delete', entity, null, sink);
      const change: Change<DeletedRecord> = {
        kind: 'delete',
        entity,
        plain: null,
        known: this.knownRecord(entity, String(id), withOptionsOf(again, options), sink),
        optimistic: deleted,
        resultOf: deleted,
        show: (to, driven) => this.binding(entity, id, to).remove(driven),
      };
      return this.run(change, options, sink, again);
    });
  }

  getPending(): MutationEntry[] {
    return this.links.pendingEntries();
  }

  subscribe(listener: () => void): () => void {
    const ends = [this.listeners.add(listener), this.links.subscribe(listener)];
    return () => ends.forEach((end) => end());
  }

  getState(): MutationsState {
    const { isPending, isSending, waiting } = this.links.activity();
    const failure = this.failures.newest;
    const old = this.state;
    const same =
      old.isPending === isPending &&
      old.isSending === isSending &&
      old.waiting === waiting &&
      old.failure === failure;
    if (!same) this.state = { isPending, isSending, waiting, failure };
    return this.state;
  }

  getServerState(): MutationsState {
    return IDLE;
  }

  clearError(): void {
    this.failures.clear();
  }

  refuse<T>(error: SyncMutationError, record: T): MutationPromise<T> {
    this.failures.refused('', error);
    return rejectedMutation(error, record);
  }

  /** Records it, shows it, follows it: in this order, inside the call. */
  private run<T>(
    change: Change<T>,
    given: MutationOptions,
    sink: ContextSink | undefined,
    again: Reentry | undefined,
  ): MutationPromise<T> {
    if (again?.isAbsorbed) return this.absorbed(change, sink, again.drive);
    const options = withOptionsOf(again, given);
    const { book } = this.links.space;
    const { kind, entity, plain, known } = change;
    const base = known && !book.get(entity) ? toBaseText(known) : '';
    const accepted = this.links.enqueue({
      kind,
      entity,
      version: change.version,
      text: `${plain?.text ?? ''}\n${base}`,
      options,
    });
    if (kind !== 'create' && !known && !book.get(entity)) this.links.withoutBase();
    const view = book.applyLocal(entity, kind, plain?.record ?? null, known, this.links.query);
    const tracked = new TrackedMutation<T>({
      mutationId: accepted.id,
      record: change.optimistic(view.record),
      durable: accepted.durable,
      awaitUntil: this.links.awaitUntil(options),
      nextTask: (run) => this.links.nextTask(run),
      resultOf: change.resultOf,
    });
    if ((options.holdMs ?? 0) > 0) tracked.waits();
    this.failures.resolved('');
    this.links.follow(accepted.id, tracked, this.failures);
    if (again) this.takesOver(again.drive, accepted.id, change.kind, tracked);
    this.links.space.flush();
    if (sink) this.showInContext(change, tracked, options, sink);
    return tracked.promise;
  }

  private showInContext<T>(
    { kind, entity, plain, known, show }: Change<T>,
    tracked: TrackedMutation<T>,
    given: MutationOptions,
    sink: ContextSink,
  ): void {
    const mutation = tracked.promise.mutationId;
    // A context that asks for the same change shows it already, and cannot say what was before.
    const options = known ? { previousState: known, ...given } : given;
    const drive: Drive = {
      ...{ resource: this.endpoint, kind, entity, plain, options, sink, mutation },
      ...{ tracked, running: true, reentered: false },
    };
    const named = (id: string | number): void => tracked.calledBy(id);
    try {
      this.links.conduct.during(drive, () => show(sink, { mutation, named }));
    } catch (reason) {
      this.links.takeBack(drive.mutation, reason);
    }
  }

  /** A context that shows a change asks for the same one: its own words count, and once (2.5b). */
  private reentry(
    kind: Change<unknown>['kind'],
    entity: string | undefined,
    plain: PlainRecord | null,
    sink: ContextSink | undefined,
  ): Reentry | undefined {
    const { conduct } = this.links;
    const drive = conduct.reentered(this.endpoint, kind, entity, plain);
    if (!drive) return undefined;
    const isOutcome = drive.tracked === null;
    if (isOutcome || drive.sink === sink) return { drive, isAbsorbed: true };
    if (this.links.handOn(drive.mutation)) return { drive, isAbsorbed: false };
    return kind === 'update' ? undefined : { drive, isAbsorbed: true };
  }

  /** The change is on its way already. It is shown where it was asked for. */
  private absorbed<T>(
    change: Change<T>,
    sink: ContextSink | undefined,
    { tracked, mutation, sink: shown }: Drive,
  ): MutationPromise<T> {
    if (!tracked) return this.nothingToDo(change.optimistic(change.plain?.record ?? null));
    if (sink && sink !== shown) change.show(sink, { mutation, named: () => undefined });
    return tracked.promise as MutationPromise<T>;
  }

  private takesOver(
    drive: Drive,
    mutation: string,
    kind: Change<unknown>['kind'],
    { promise }: Pick<TrackedMutation<unknown>, 'promise'>,
  ): void {
    this.links.merge(drive.mutation, mutation);
    drive.mutation = mutation;
    const isSame = drive.kind === kind;
    drive.tracked?.becomes(mutation, isSame ? promise.record : drive.tracked.promise.record);
  }

  /** A wrong call gives a promise that says so; nothing of it is applied. */
  private guarded<T>(record: T, call: () => MutationPromise<T>): MutationPromise<T> {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof SyncMutationError)) throw error;
      return this.refuse(error, record);
    }
  }

  private nothingToDo<T>(record: T): MutationPromise<T> {
    const tracked = new TrackedMutation<T>({
      mutationId: '',
      record,
      durable: true,
      awaitUntil: 0,
      nextTask: (run) => this.links.nextTask(run),
      resultOf: () => record,
    });
    tracked.confirmed(null, '');
    return tracked.promise;
  }

  /**
   * Which of the members that were passed are a change (3.8): a form passes all of them. The
   * version is the queue's, which knows a newer one.
   */
  private changesIn(
    given: PlainRecord,
    entity: string,
    known: AnyRecord | undefined,
  ): { plain: PlainRecord; version: string | undefined } {
    const { space } = this.links;
    const view = space.book.get(entity);
    const field = this.links.versionField();
    const confirmed = view ? view.confirmed : known;
    const shown = view ? view.record : known;
    const others = Object.keys(given.record).filter((name) => name !== field);
    const changed = others.filter(
      (name) =>
        !confirmed ||
        !sameJson(given.record[name], confirmed[name]) ||
        !sameJson(given.record[name], shown?.[name]),
    );
    const hasVersion = others.length > 0 && field in given.record;
    // An application may have put the change into its context before it called: then nothing differs
    // from what is shown, and all that was given is sent.
    const isSure = view !== undefined || space.confirmedOf(entity) !== undefined;
    const names = changed.length === 0 && !isSure ? others : changed;
    const version = hasVersion ? JSON.stringify(given.record[field]) : undefined;
    if (names.length === others.length && !hasVersion) return { plain: given, version };
    const record = Object.fromEntries(names.map((name) => [name, given.record[name]]));
    return { plain: { text: JSON.stringify(record), record }, version };
  }

  private optionsOf(given: MutationOptions | undefined): MutationOptions {
    const options = this.args.options(given, 'options');
    this.args.members(options, { previousState: 'object?', awaitMs: 'number', ...OPTION_MEMBERS });
    return options;
  }

  private plain(data: unknown): PlainRecord {
    return toPlainRecord(data, (field, what) =>
      this.links.sentence('NOT_SERIALISABLE', { field, what }),
    );
  }

  private entityOf(id: unknown): string {
    const text = idText(id);
    if (text !== '') return this.links.canonical(text);
    throw new SyncMutationError({
      code: 'MISSING_ID',
      field: 'id',
      message: this.links.sentence('MISSING_ID'),
    });
  }

  /**
   * The confirmed record: our own row, else what the caller says, else what the context shows,
   * else what a list of the page shows (2.6).
   */
  private knownRecord(
    entity: string,
    calledAs: string,
    options: MutationOptions,
    sink: ContextSink | undefined,
  ): AnyRecord | undefined {
    const { space } = this.links;
    const own = space.confirmedOf(entity);
    if (own || space.book.get(entity)) return own;
    const given =
      options.previousState ??
      sink?.find?.(calledAs)?.record ??
      sink?.find?.(entity)?.record ??
      this.links.space.listed(entity);
    const text = toBaseText(given);
    return text === '' ? undefined : (JSON.parse(text) as AnyRecord);
  }

  private get bindings(): Resource['bindings'] {
    return this.links.space.bindings;
  }

  private binding(entity: string, calledAs: string | number, sink: ContextSink): ContextBinding {
    return this.bindings.bindKnown(entity, String(calledAs), sink);
  }
}

/** An id as it was given, for the record of a promise that is about it. */
const nameOf = (id: unknown): string =>
  typeof id === 'string' || typeof id === 'number' ? String(id) : '';

/** The record with an id in front, made now if it has none. */
function withId(plain: PlainRecord, newId: () => string): PlainRecord {
  const { id: given, ...rest } = plain.record;
  if (given !== undefined && given !== null && given !== '') return plain;
  const id = newId();
  const members = 'id' in plain.record ? JSON.stringify(rest) : plain.text;
  return {
    text: `{"id":"${id}"${members === '{}' ? '' : ','}${members.slice(1)}`,
    record: { id, ...rest },
  };
}

/** The id does not change: a copy of it among the changes is no change. */
function withoutId(changes: unknown, names: readonly string[]): unknown {
  if (typeof changes !== 'object' || changes === null || !('id' in changes)) return changes;
  const { id, ...rest } = changes;
  return names.includes(idText(id)) ? rest : changes;
}

/** The id that the record names; undefined: none. */
const entityIn = ({ record }: PlainRecord): string | undefined => idText(record['id']) || undefined;

/** What the first call said of the change (its reason, its base) holds for the one it becomes. */
function withOptionsOf(again: Reentry | undefined, options: MutationOptions): MutationOptions {
  return again ? { ...again.drive.options, ...options } : options;
}
