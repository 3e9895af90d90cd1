import type { WatchedCall, WatchedKind } from '../../host/http/request_observer.js';
import type { BrowserHost } from '../../host/browser_host.js';
import type { ContextSink } from '../../types/sync_client.js';
import type { Configuration } from '../engine/configuration.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { SinkOperation } from '../resource/context_binding.js';
import type { OutcomeCall } from '../resource/context_bindings.js';
import type { MutationOptions } from '../../types/mutation.js';
import { type PlainRecord, sameJson } from '../base/plain_json.js';
import type { Resources } from '../resource/resources.js';
import type { TrackedMutation } from './mutation_promise.js';
import type { Withdrawals } from './withdrawals.js';

/** A context is showing a change, from the call on until its promise has settled. */
export interface Drive {
  readonly resource: string;
  readonly kind: WatchedKind;
  /** Our id of the record. */
  readonly entity: string;
  readonly sink: ContextSink;
  /** The record or the changes; null for a delete. */
  readonly plain: PlainRecord | null;
  readonly options: MutationOptions;
  /** The call that made the change; null where the context shows an outcome, which no call made. */
  readonly tracked: Pick<TrackedMutation<unknown>, 'promise' | 'becomes' | 'waitFor'> | null;
  /** The mutation that sends the change. */
  mutation: string;
  /** The method itself is running, not only its promise. */
  running: boolean;
  /** The context has called an operation of the hook for it. */
  reentered: boolean;
  /** Whether the context hands changes on is not known, so it may do so later than at once. */
  mayHandOn: boolean;
  /** Lets requests leave again. */
  release?: () => void;
}

/** A change that a hook is asked for. */
export interface AskedChange {
  readonly kind: WatchedKind;
  /** undefined: the record has none yet. */
  readonly entity: string | undefined;
  readonly plain: PlainRecord | null;
  /** The context that the hook drives. */
  readonly sink: ContextSink | undefined;
}

const KIND_OF: Readonly<Record<SinkOperation, WatchedKind>> = {
  insert: 'create',
  patch: 'update',
  replaceId: 'update',
  remove: 'delete',
};

/** The parts of the client that the conduct of contexts concerns. */
export interface ConductParts {
  readonly host: BrowserHost;
  readonly configuration: Configuration;
  readonly resources: Resources;
  readonly withdrawals: Withdrawals;
  readonly diagnostics: DiagnosticReporter;
}

/**
 * What existing contexts do when they are called, found out by calling them for what people change
 * (BEHAVIOUR 2.5b, 2.5c). One that sends the change by itself takes it over from the queue, and one
 * that hands it on to a hook leaves it to that hook: none sends twice. Neither is ever called for an
 * outcome, so that no rollback becomes a request.
 */
export class ContextConduct {
  private readonly drives: Drive[] = [];
  /** By context; true: its methods only change rows and send nothing. */
  private readonly isSilent = new WeakMap<ContextSink, boolean>();

  constructor(private readonly parts: ConductParts) {}

  /** Runs the call that shows a person's change in a context. Throws what the context throws. */
  during(drive: Drive, run: () => unknown): void {
    const { sink } = drive;
    drive.mayHandOn = this.isSilent.get(sink) !== true;
    const answer = this.run(drive, run, () => {
      this.parts.diagnostics.once('CONTEXT_SENDS_TOO', drive.resource);
      this.isSilent.set(sink, false);
      return this.parts.withdrawals.sentToo(drive.resource, drive.mutation) ? undefined : 'stop';
    });
    const ended = (): void => {
      this.close(drive);
      this.noteSilent(sink);
    };
    if (!(answer instanceof Promise)) return ended();
    if (drive.mayHandOn && !drive.reentered) drive.release = this.parts.host.sendHold.hold();
    const end = (): void => {
      ended();
      drive.release?.();
    };
    answer.then(end, end);
    // A promise may never settle. What it starts later is stopped, if it is the same change.
    void this.parts.host.sendHold.patience().then(() => this.noteSilent(sink));
    // After a refusal, later calls of the context are separate changes.
    const refused = drive.tracked?.promise.settled.then(({ status }) => status !== 'synced');
    void refused?.then((isRefused) => {
      if (isRefused) this.close(drive);
    });
    drive.tracked?.waitFor(answer);
  }

  /**
   * Shows an outcome. What the context would send for it does not leave.
   *
   * @returns false: the context is not to be called for outcomes
   */
  outcome(
    { resource, entity, sink, operation }: OutcomeCall,
    run: () => unknown,
  ): { answer: unknown } | false {
    if (!this.mayShow(sink, sink.isByName?.(operation) ?? false)) return false;
    const drive: Drive = {
      ...{ resource, entity, sink, kind: KIND_OF[operation], plain: null, options: {} },
      ...{ tracked: null, mutation: '', running: true, reentered: false, mayHandOn: true },
    };
    const answer = this.run(drive, run, () => {
      this.parts.diagnostics.once('CONTEXT_SENDS_TOO', drive.resource);
      this.isSilent.set(drive.sink, false);
      return 'stop';
    });
    const end = (): void => this.close(drive);
    if (answer instanceof Promise) answer.then(end, end);
    else end();
    return { answer };
  }

  /**
   * A hook is asked for a change: the one that a context is showing already, where its method calls
   * an operation of a hook. undefined: it is a change of its own.
   */
  reentered(resource: string, asked: AskedChange): Drive | undefined {
    const found = [...this.drives]
      .reverse()
      .find((drive) => drive.resource === resource && !drive.reentered && handsOn(drive, asked));
    if (!found) return undefined;
    found.reentered = true;
    this.isSilent.set(found.sink, false);
    found.release?.();
    return found;
  }

  private mayShow(sink: ContextSink, isByName: boolean): boolean {
    const silent = this.isSilent.get(sink);
    return isByName ? silent === true : silent !== false;
  }

  private run(drive: Drive, run: () => unknown, seen: WatchedCall['seen']): unknown {
    const { kind, resource, entity } = drive;
    const collections = this.parts.configuration.collections(resource);
    const ids = (): readonly string[] =>
      this.parts.resources.of(resource).pendingViews.ids.names(entity);
    this.drives.push(drive);
    try {
      return this.parts.host.watching({ kind, collections, ids, seen }, run);
    } catch (error) {
      this.close(drive);
      throw error;
    } finally {
      drive.running = false;
    }
  }

  private noteSilent(sink: ContextSink): void {
    if (!this.isSilent.has(sink)) this.isSilent.set(sink, true);
  }

  private close(drive: Drive): void {
    const at = this.drives.indexOf(drive);
    if (at >= 0) this.drives.splice(at, 1);
  }
}

/**
 * Whether the change is the one that the context is asked to show. While the context's method runs, it is.
 * While its promise is open, people may make other changes of the same record.
 */
function handsOn(drive: Drive, { kind, entity, plain, sink }: AskedChange): boolean {
  const isNew = kind === 'create';
  if (isNew !== (drive.kind === 'create')) return false;
  const isSameRecord = entity === drive.entity;
  if (drive.running) return isNew || isSameRecord;
  if (drive.kind !== kind) return false;
  if (isNew) return isSameRecord || (drive.mayHandOn && isSame(drive.plain, plain));
  if (!isSameRecord || !drive.mayHandOn) return false;
  // Another hook takes the change over when it asks for all of its fields.
  return isSame(drive.plain, plain) || (sink !== drive.sink && holds(plain, drive.plain));
}

function isSame(one: PlainRecord | null, other: PlainRecord | null): boolean {
  if (one === null || other === null) return one === other;
  return sameJson(withoutId(one), withoutId(other));
}

function holds(whole: PlainRecord | null, part: PlainRecord | null): boolean {
  if (whole === null || part === null) return false;
  return Object.entries(part.record).every(([name, value]) => sameJson(whole.record[name], value));
}

function withoutId({ record }: PlainRecord): object {
  return { ...record, id: undefined };
}
