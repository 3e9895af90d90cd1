import type { EventText } from 'synchrone-module';
import type { PendingCounts } from './mutations/pending_counts.js';
import { entryOf, errorOf } from './engine/entry_codec.js';
import { SyncMutationError } from '../types/errors.js';
import type { EventEmitter } from './base/event_emitter.js';
import type { PendingCalls } from './mutations/pending_calls.js';
import type { MutationEntry } from '../types/mutation.js';
import type { DiagnosticReporter } from './engine/diagnostic_reporter.js';
import type { Entries } from './engine/entries.js';
import { type SnapshotStore, snapshotOf } from './engine/snapshot_store.js';
import type { PageRows } from './page_rows.js';
import type { RecoveredWork } from './queue/recovered_work.js';
import type { PageReads } from './reads/page_reads.js';
import type { Resources } from './resource/resources.js';
import type { Sentence } from './base/messages/sentence.js';

type CoreEvent<Type extends EventText['type']> = Extract<EventText, { type: Type }>;

/** Where the events of the engine go. */
export interface EventTargets {
  readonly pendingCounts: PendingCounts;
  readonly pendingCalls: PendingCalls;
  readonly emitter: EventEmitter;
  readonly rows: PageRows;
  readonly resources: Resources;
  readonly entries: Entries;
  readonly snapshots: SnapshotStore;
  readonly recoveredWork: RecoveredWork;
  readonly reads: PageReads;
  readonly diagnostics: DiagnosticReporter;
  readonly sentence: Sentence;
}

/**
 * Reasons to wait that no answer of a server ends: plain `await` does not wait for these (BEHAVIOUR 2.3).
 */
export const ENDLESS_WAITS: readonly string[] = [
  'held',
  'dependency',
  'parked-before',
  'transform',
  'origin',
];

/** Brings each event of the engine to those whom it concerns, in the order of the events. */
export class EventDispatcher {
  constructor(private readonly to: EventTargets) {}

  /** Takes one event of the engine. */
  route(event: EventText): void {
    switch (event.type) {
      case 'queued':
        return this.queued(event);
      case 'progress':
        return this.progress(event);
      case 'settled':
        return this.settled(event);
      case 'parked':
        return this.parked(event);
      case 'view':
        return this.to.resources.of(event.resource).pendingViews.applyText(event);
      case 'readNeeded':
        return this.to.reads.records.want(event.resource, event.entity, event.path);
      case 'snapshot':
        return this.to.snapshots.take(snapshotOf(event.snapshot));
      case 'authRequired':
        return this.to.emitter.emit('sync:auth-required', this.to.snapshots.get());
      case 'diagnostic': {
        const { type: _, ...diagnostic } = event;
        return this.to.diagnostics.report(diagnostic);
      }
    }
  }

  private queued(event: CoreEvent<'queued'>): void {
    this.to.pendingCounts.set(event.resource, event.id, true, false);
    if (event.foreign) {
      this.to.rows.found();
      this.to.recoveredWork.queued(event.id);
    }
    this.to.emitter.emit('mutation:queued', this.withEntry(event, { foreign: event.foreign }));
  }

  private progress(event: CoreEvent<'progress'>): void {
    const { pendingCounts, pendingCalls } = this.to;
    const pending = event.status === 'pending';
    pendingCounts.set(event.resource, event.id, pending, pending && event.sending);
    if (pending) pendingCalls.pending(event.id);
    if (pending) this.to.rows.parked.delete(event.id);
    else if (event.status === 'error') this.to.rows.parked.set(event);
    this.to.resources.of(event.resource).rows.touch(event.entity);
    // A dependency may be pending too; whether it waits for a person is checked elsewhere.
    if (event.waiting !== 'dependency' && ENDLESS_WAITS.includes(event.waiting))
      pendingCalls.waits(event.id);
  }

  private settled(event: CoreEvent<'settled'>): void {
    const { pendingCounts, pendingCalls, emitter } = this.to;
    pendingCounts.set(event.resource, event.id, false, false);
    this.to.rows.parked.delete(event.id);
    if (event.cause === 'withdrawn') return;
    if (event.cause === 'coalesced') {
      pendingCalls.merged(event.id, event.into ?? '');
      return;
    }
    if (event.status === 'rolled-back') {
      pendingCalls.rolledBack(event.id, this.discarded(event.id));
      emitter.emit('mutation:discarded', this.withEntry(event, {}));
      return;
    }
    const { entity, previousEntity: former, operation, record } = event;
    this.to.resources.of(event.resource).settled({ entity, former, operation, record });
    pendingCalls.confirmed(event.id, event.record, event.entity);
    emitter.emit('mutation:synced', this.withEntry(event, { record: event.record }));
  }

  private parked({ mutation: text }: CoreEvent<'parked'>): void {
    const { pendingCounts, pendingCalls, emitter, sentence } = this.to;
    const mutation = entryOf(text, sentence);
    const error = errorOf(mutation, sentence);
    pendingCounts.set(mutation.resource, mutation.id, false, false);
    this.to.rows.parked.set(mutation);
    this.to.resources.of(mutation.resource).parked(mutation);
    pendingCalls.parked(mutation.id, error);
    if (mutation.conflict)
      emitter.emit('mutation:conflict', { mutation, error, conflict: mutation.conflict });
    emitter.emit('mutation:error', { mutation, error });
    if (mutation.kind === 'uncertain') this.to.recoveredWork.uncertain(mutation);
  }

  private discarded(mutation: string): SyncMutationError {
    const message = this.to.sentence('DISCARDED');
    return new SyncMutationError({
      code: 'DISCARDED',
      message,
      mutation: this.to.entries.one(mutation),
    });
  }

  /** `detail` with a member `mutation` that is read from the engine on first use. */
  private withEntry<Detail extends object>(
    event: CoreEvent<'queued'> | CoreEvent<'settled'>,
    detail: Detail,
  ): Detail & { readonly mutation: MutationEntry } {
    let known: MutationEntry | undefined;
    const read = (): MutationEntry => (known ??= this.to.entries.one(event.id) ?? outlineOf(event));
    return Object.defineProperty(detail, 'mutation', { get: read, enumerable: true }) as Detail & {
      readonly mutation: MutationEntry;
    };
  }
}

/** What an event says of a mutation that the engine has forgotten already. */
function outlineOf(event: CoreEvent<'queued'> | CoreEvent<'settled'>): MutationEntry {
  const methods = { create: 'POST', update: 'PATCH', delete: 'DELETE', action: 'POST' } as const;
  return {
    id: event.id,
    timestamp: 0,
    type: methods[event.operation],
    endpoint: event.resource,
    data: null,
    retries: 0,
    status: event.type === 'settled' ? event.status : 'pending',
    userId: null,
    companyId: null,
    reason: null,
    operation: event.operation,
    resource: event.resource,
    entity: event.entity,
    sequence: [0, ''],
    generation: 1,
    attempts: 0,
    sending: false,
    keptOffline: false,
  };
}
