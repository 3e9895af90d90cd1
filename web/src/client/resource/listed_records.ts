import type { BrowserHost } from '../../host/browser_host.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import type { UnsettledEntries } from '../../types/sync_client.js';
import type { Configuration } from '../engine/configuration.js';
import type { PageReads } from '../reads/page_reads.js';
import type { ConfirmedFacts } from '../views/confirmed_facts.js';
import type { PendingViews } from '../views/pending_views.js';
import { QueuedEdits } from '../views/queued_edits.js';
import type { ListedResource } from './view_overlay.js';

/** The parts of the client that know of the records of lists. */
export interface ListedParts {
  readonly host: BrowserHost;
  readonly configuration: Configuration;
  readonly reads: PageReads;
  readonly unsettled: UnsettledEntries;
  readonly layers: ReadTimes;
}

/** When rows were read that are not ours, by the page's clock; undefined: not known. */
interface ReadTimes {
  readBegan(rows: object): number | undefined;
  readEnded(rows: object): number | undefined;
}

/** What is known of the records of one resource, for lists that the application owns. */
export class ListedRecords implements ListedResource {
  private readonly edits: QueuedEdits;

  constructor(
    private readonly path: string,
    private readonly pendingViews: PendingViews,
    readonly facts: ConfirmedFacts,
    private readonly parts: ListedParts,
  ) {
    this.edits = new QueuedEdits(path, parts.unsettled);
  }

  now(): number {
    return this.parts.host.pageNow();
  }

  lead(): number {
    return this.parts.host.now() - this.now();
  }

  versionField(): string {
    return this.parts.configuration.versionField(this.path);
  }

  readBegan(rows: object): number | undefined {
    return this.parts.layers.readBegan(rows);
  }

  readEnded(rows: object): number | undefined {
    return this.parts.layers.readEnded(rows);
  }

  unanswered(): readonly MutationEntry[] {
    // An API that keeps our ids gives the record under ours.
    if (this.parts.configuration.endpoint(this.path).clientIds) return [];
    return this.parts.unsettled
      .getPending()
      .filter(
        ({ operation, unanswered, resource }) =>
          resource === this.path && operation === 'create' && unanswered,
      );
  }

  isMadeHere(entity: string): boolean {
    return this.pendingViews.isMadeHere(entity);
  }

  editsOf(entity: string): readonly AnyRecord[] {
    return this.edits.of(entity);
  }

  isKnown(id: string): boolean {
    const entity = this.pendingViews.ids.canonical(id);
    return this.pendingViews.get(entity) !== undefined || this.facts.get(entity) !== undefined;
  }

  isStale(entity: string): boolean {
    return this.parts.reads.records.isStale(this.path, entity);
  }
}
