import type { BrowserHost } from '../../host/browser_host.js';
import { Arguments, idText } from '../base/arguments.js';
import type { Endpoint } from '../base/endpoint.js';
import type { Configuration } from '../engine/configuration.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { Entries } from '../engine/entries.js';
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
import {
  asJson,
  type PlainRecord,
  sameJson,
  toBaseText,
  toPlainRecord,
} from '../base/plain_json.js';
import type { Resource } from '../resource/resource.js';
import type { Resources } from '../resource/resources.js';
import type { Enqueuing } from './enqueuing.js';
import { TrackedMutation, rejectedMutation } from './mutation_promise.js';
import type { PendingCalls } from './pending_calls.js';
import type { PendingCounts } from './pending_counts.js';
import type { Withdrawals } from './withdrawals.js';

/** What is pending and in flight of a resource. */
export type ResourceActivity = Pick<MutationsState, 'isPending' | 'isSending' | 'waiting'>;

/** The parts of the client that the calls of a resource work with. */
export interface CallParts {
  readonly host: BrowserHost;
  readonly configuration: Configuration;
  readonly enqueuing: Enqueuing;
  readonly pendingCalls: PendingCalls;
  readonly conduct: ContextConduct;
  readonly withdrawals: Withdrawals;
  readonly resources: Resources;
  readonly entries: Entries;
  readonly pendingCounts: PendingCounts;
  readonly diagnostics: DiagnosticReporter;
  /** What is pending and in flight of the resource now. */
  activity(resource: string): ResourceActivity;
}

/** One create, update or delete that `run` carries out. */
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
  /** The change stays as it is: the call that is asked for now adds nothing. */
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

  /** The path of the collection. */
  readonly endpoint: string;

  constructor(
    private readonly collection: Endpoint,
    private readonly parts: CallParts,
  ) {
    const { host, configuration } = parts;
    this.endpoint = collection.resource;
    this.args = new Arguments((code, values) => configuration.sentence(code, values));
    this.failures = new FailureLog(() => host.microtask(() => this.listeners.notify()));
  }

  create(record: Partial<Row>, given?: MutationOptions, sink?: ContextSink): MutationPromise<Row> {
    return this.guarded(record as Row, () => {
      const options = this.optionsOf(given);
      const named = this.plain(record);
      const again = this.reentry('create', entityIn(named), named, sink);
      const plain = withId(named, () => again?.drive.entity ?? this.parts.host.newRecordId());
      const entity = this.args.id(plain.record['id'], 'id');
      if (!again) this.mustBeFree(entity, sink, plain.record);
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
      const { resources } = this.parts;
      const isOwn = (name: string): boolean =>
        name === '' || resources.canonical(this.endpoint, name) === entity;
      const named = this.plain(withoutId(changes, isOwn));
      const whole = (view: AnyRecord | null): Row => ({ id: entity, ...view }) as unknown as Row;
      const isEmpty = Object.keys(named.record).length === 0;
      const again = isEmpty ? undefined : this.reentry('update', entity, named, sink);
      if (!again) this.mustBeFree(entityIn(named), sink);
      const known = this.knownRecord(entity, String(id), withOptionsOf(again, options), sink);
      const view = this.shownResource.pendingViews.get(entity);
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
    const pending = this.parts.entries.of('pending');
    return pending.filter((entry) => entry.resource === this.endpoint);
  }

  subscribe(listener: () => void): () => void {
    const ends = [
      this.listeners.add(listener),
      this.parts.pendingCounts.subscribe(this.endpoint, listener),
    ];
    return () => ends.forEach((end) => end());
  }

  getState(): MutationsState {
    const { isPending, isSending, waiting } = this.parts.activity(this.endpoint);
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
    this.failures.add('', error);
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
    const { pendingViews } = this.shownResource;
    const { kind, entity, plain, known } = change;
    const base = known && !pendingViews.get(entity) ? toBaseText(known) : '';
    const accepted = this.parts.enqueuing.order(this.collection.written, {
      kind,
      entity,
      version: change.version,
      text: `${plain?.text ?? ''}\n${base}`,
      options,
    });
    if (kind !== 'create' && !known && !pendingViews.get(entity)) this.goesWithoutBase();
    const view = pendingViews.applyLocal(
      entity,
      kind,
      plain?.record ?? null,
      known,
      this.collection.query,
    );
    const tracked = new TrackedMutation<T>({
      mutationId: accepted.id,
      record: change.optimistic(view.record),
      durable: accepted.durable,
      awaitUntil: this.awaitUntil(options),
      nextTask: (run) => this.parts.host.nextTask(run),
      resultOf: change.resultOf,
    });
    if ((options.holdMs ?? 0) > 0) tracked.waits();
    this.failures.resolved('');
    this.parts.pendingCalls.follow(accepted.id, tracked, this.failures);
    if (again) this.takesOver(again.drive, accepted.id, change.kind, tracked);
    this.shownResource.flush();
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
      ...{ tracked, running: true, reentered: false, mayHandOn: true },
    };
    const named = (id: string | number): void => tracked.calledBy(id);
    try {
      this.parts.conduct.during(drive, () => show(sink, { mutation, named }));
    } catch (reason) {
      this.parts.withdrawals.rejected(this.endpoint, drive.mutation, reason);
    }
  }

  /**
   * A context that shows a change asks for the same one: what the context asks for counts, and only once
   * (2.5b).
   */
  private reentry(
    kind: Change<unknown>['kind'],
    entity: string | undefined,
    plain: PlainRecord | null,
    sink: ContextSink | undefined,
  ): Reentry | undefined {
    const drive = this.parts.conduct.reentered(this.endpoint, { kind, entity, plain, sink });
    if (!drive) return undefined;
    const isOutcome = drive.tracked === null;
    if (isOutcome || drive.sink === sink) return { drive, isAbsorbed: true };
    if (this.parts.withdrawals.handOn(this.endpoint, drive.mutation))
      return { drive, isAbsorbed: false };
    return kind === 'update' ? undefined : { drive, isAbsorbed: true };
  }

  /** The change is pending already. It is shown where it was asked for. */
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
    this.parts.pendingCalls.merged(drive.mutation, mutation);
    drive.mutation = mutation;
    const isSame = drive.kind === kind;
    drive.tracked?.becomes(mutation, isSame ? promise.record : drive.tracked.promise.record);
  }

  /** `pageNow` until which plain `await` waits. */
  private awaitUntil({ awaitMs }: MutationOptions): number {
    const { host, configuration } = this.parts;
    return host.pageNow() + (awaitMs ?? configuration.awaitMs(this.endpoint));
  }

  /** Reports that a change was queued of a record whose confirmed state is not known here. */
  private goesWithoutBase(): void {
    const { configuration, diagnostics } = this.parts;
    const resource = this.endpoint;
    if (!this.shownResource.showsRows || !configuration.sendsVersions(resource)) return;
    diagnostics.once('NO_BASE', resource);
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
      nextTask: (run) => this.parts.host.nextTask(run),
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
    const { shownResource } = this;
    const view = shownResource.pendingViews.get(entity);
    const field = this.parts.configuration.versionField(this.endpoint);
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
    const isSure = view !== undefined || shownResource.confirmedOf(entity) !== undefined;
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
      this.parts.configuration.sentence('NOT_SERIALISABLE', { field, what }),
    );
  }

  private entityOf(id: unknown): string {
    const text = idText(id);
    if (text !== '') return this.parts.resources.canonical(this.endpoint, text);
    throw this.parts.configuration.wrongId('MISSING_ID');
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
    const { shownResource } = this;
    const own = shownResource.confirmedOf(entity);
    if (own || shownResource.pendingViews.get(entity)) return own;
    const given =
      options.previousState ??
      sink?.find?.(calledAs)?.record ??
      sink?.find?.(entity)?.record ??
      this.shownResource.listed(entity);
    return asJson(given);
  }

  /** An id that another record has is no name for this one, whose changes would go to the other (3.5a). */
  private mustBeFree(id: string | undefined, sink?: ContextSink, record?: AnyRecord): void {
    if (id === undefined) return;
    if (this.shownResource.isTaken(id, sink?.find?.(id)?.record, record))
      throw this.parts.configuration.wrongId('DUPLICATE_ID');
  }

  private get shownResource(): Resource {
    return this.parts.resources.of(this.endpoint);
  }

  private get bindings(): Resource['bindings'] {
    return this.shownResource.bindings;
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

/** The changes without the id, which does not change: a copy of it among them is not a change. */
function withoutId(changes: unknown, isOwn: (id: string) => boolean): unknown {
  try {
    if (typeof changes !== 'object' || changes === null || !('id' in changes)) return changes;
    const { id, ...rest } = changes;
    return isOwn(idText(id)) ? rest : changes;
  } catch {
    return changes; // copying them finds the field that throws
  }
}

/** The id that the record names; undefined: none. */
const entityIn = ({ record }: PlainRecord): string | undefined => idText(record['id']) || undefined;

/** What the first call said of the change (its reason, its base) holds for the one it becomes. */
function withOptionsOf(again: Reentry | undefined, options: MutationOptions): MutationOptions {
  return again ? { ...again.drive.options, ...options } : options;
}
