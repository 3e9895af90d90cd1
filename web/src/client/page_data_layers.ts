import type { EventText } from 'synchrone-module';
import type { DataLayers, OnSyncedOptions, SyncedBatch, UserChange } from '../types/sync_client.js';
import type { BrowserHost } from '../host/browser_host.js';
import { SyncMutationError } from '../types/errors.js';
import type { Arguments } from './base/arguments.js';
import { Listeners } from './base/listeners.js';
import type { Configuration } from './engine/configuration.js';
import type { PendingCounts } from './mutations/pending_counts.js';
import { SyncedBatches } from './queue/synced_batches.js';
import { ReadStamps } from './reads/read_stamps.js';

const OTHER_USER_SENTENCE =
  'Another person works here now: rows that were read for the former one are not shown.';

/** What a data layer of the page receives from the queue, and reports of its reads; see `DataLayers`. */
export class PageDataLayers implements DataLayers {
  private readonly userListeners = new Listeners<[UserChange]>();
  private person = '';
  private readonly synced: SyncedBatches;
  private readonly stamps: ReadStamps;

  constructor(
    private readonly args: Arguments,
    private readonly host: BrowserHost,
    configuration: Configuration,
    pendingCounts: PendingCounts,
  ) {
    this.synced = new SyncedBatches(host, configuration, (one) => pendingCounts.isSending(one));
    this.stamps = new ReadStamps(
      () => host.pageNow(),
      () => this.person,
      () => new SyncMutationError({ code: 'OTHER_USER', message: OTHER_USER_SENTENCE }),
    );
  }

  onUserChange(listener: (user: UserChange) => void): () => void {
    this.args.function(listener, 'listener');
    return this.userListeners.add(listener);
  }

  onSynced(
    endpoints: string | readonly string[],
    listener: (batch: readonly SyncedBatch[]) => void,
    options: OnSyncedOptions = {},
  ): () => void {
    const all = typeof endpoints === 'string' ? [endpoints] : endpoints;
    this.args.check({ endpoints: all, listener }, { endpoints: 'list', listener: 'function' });
    this.args.members(options, { quietMs: 'number', maxWaitMs: 'number' });
    return this.synced.add(all, listener, options);
  }

  readFor<Read>(read: () => Promise<Read>): Promise<Read> {
    this.args.function(read, 'read');
    return this.stamps.run(read);
  }

  now(): number {
    return this.host.pageNow();
  }

  pageTime(deviceTime: number): number {
    const now = this.host.pageNow();
    return Math.min(now, now - (this.host.now() - deviceTime));
  }

  noteRead(answer: unknown, began: number): void {
    this.stamps.note(answer, began);
  }

  readBegan(rows: object): number | undefined {
    return this.stamps.of(rows);
  }

  /** When these rows had come, by the page's clock; undefined: not known. */
  readEnded(rows: object): number | undefined {
    return this.stamps.endOf(rows);
  }

  onReadAgain(listener: () => void): () => void {
    return this.stamps.readAgain.add(listener);
  }

  /** An event of the engine. */
  note(event: EventText): void {
    if (event.type === 'settled' && event.status === 'synced')
      this.synced.confirmed(event.resource, event.entity);
  }

  /** The user has changed or signed out. */
  userChanged({ userId, companyId }: UserChange): void {
    this.person = `${userId ?? ''} ${companyId ?? ''}`;
    this.synced.clear();
    this.userListeners.notify({ userId, companyId });
  }
}
