import {
  isThenable,
  type WatchedCall,
  type WatchedKind,
} from '../../host/http/request_observer.js';
import type { BrowserHost } from '../../host/browser_host.js';
import type { ContextSink } from '../../types/sync_client.js';
import type { Configuration } from '../engine/configuration.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { SinkOperation } from '../resource/context_binding.js';
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
  /** Lets requests leave again. */
  release?: () => void;
}

/** A call of a context for what has become of a change. */
export interface OutcomeCall {
  readonly resource: string;
  readonly entity: string;
  readonly sink: ContextSink;
  readonly operation: SinkOperation;
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
  readonly spaces: Resources;
  readonly withdrawals: Withdrawals;
  readonly diagnostics: DiagnosticReporter;
}

/**
 * What existing contexts do when they are called, found out by calling them for what people change
 * (BEHAVIOUR 2.5b, 2.5c). One that sends the change by itself takes it over from the queue, and one
 * that hands it on to a hook leaves it to that hook: none sends twice. Both are never called for an
 * outcome, so that no rollback becomes a request.
 */
export class ContextConduct {
  private readonly drives: Drive[] = [];
  /** true: calls of it only change rows. */
  private readonly isSilent = new WeakMap<ContextSink, boolean>();

  constructor(private readonly parts: ConductParts) {}

  /** Runs the call that shows a person's change in a context. Throws what the context throws. */
  during(drive: Drive, run: () => unknown): void {
    const { sink } = drive;
    const answer = this.run(drive, run, () => {
      this.sendsToo(drive.resource);
      this.isSilent.set(sink, false);
      return this.parts.withdrawals.sentToo(drive.resource, drive.mutation) ? undefined : 'stop';
    });
    const ended = (): void => {
      this.close(drive);
      if (!this.isSilent.has(sink)) this.isSilent.set(sink, true);
    };
    if (!isThenable(answer)) return ended();
    const maySend = this.isSilent.get(sink) !== true && !drive.reentered;
    if (maySend) drive.release = this.parts.host.holdSends();
    const end = (): void => {
      ended();
      drive.release?.();
    };
    answer.then(end, end);
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
      ...{ tracked: null, mutation: '', running: true, reentered: false },
    };
    const answer = this.run(drive, run, () => {
      this.sendsToo(drive.resource);
      this.isSilent.set(drive.sink, false);
      return 'stop';
    });
    const end = (): void => this.close(drive);
    if (isThenable(answer)) answer.then(end, end);
    else end();
    return { answer };
  }

  /**
   * A hook is asked for a change: the one that a context is showing already, where its method calls
   * an operation of a hook. undefined: it is a change of its own.
   */
  reentered(
    resource: string,
    kind: WatchedKind,
    entity: string | undefined,
    plain: PlainRecord | null,
  ): Drive | undefined {
    const found = [...this.drives].reverse().find((drive) => {
      if (drive.resource !== resource || drive.reentered) return false;
      const isCreate = kind === 'create';
      if (isCreate !== (drive.kind === 'create')) return false;
      if (entity === drive.entity) return drive.running || drive.kind === kind;
      return isCreate && (drive.running || isSameRecord(drive.plain, plain));
    });
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
    const ids = (): readonly string[] => this.parts.spaces.of(resource).book.ids.names(entity);
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

  /** A context of the resource sends by itself: a diagnostic, once. */
  private sendsToo(resource: string): void {
    const { spaces, diagnostics } = this.parts;
    const say = (): void => diagnostics.of('CONTEXT_SENDS_TOO', { resource });
    spaces.of(resource).once('CONTEXT_SENDS_TOO', say);
  }

  private close(drive: Drive): void {
    const at = this.drives.indexOf(drive);
    if (at >= 0) this.drives.splice(at, 1);
  }
}

function isSameRecord(one: PlainRecord | null, other: PlainRecord | null): boolean {
  return one !== null && other !== null && sameJson(withoutId(one), withoutId(other));
}

function withoutId({ record }: PlainRecord): object {
  return { ...record, id: undefined };
}
