import type { Configuration } from './engine/configuration.js';
import type { EngineConnection } from './engine/engine_connection.js';
import type { SnapshotStore } from './engine/snapshot_store.js';
import type { PendingCounts } from './mutations/pending_counts.js';
import type { ResourceActivity } from './mutations/mutation_calls.js';
import type {
  ContextSink,
  DrivenList,
  PageRowSources,
  RowOverlay,
  RowSource,
  RowSyncState,
  RowStatesSource,
} from '../types/sync_client.js';
import type { AnyRecord } from '../types/mutation.js';
import { Parked, type ParkedEntry } from './queue/parked.js';
import type { EntityView } from './views/optimistic_update.js';
import type { Resource } from './resource/resource.js';
import type { Resources } from './resource/resources.js';

const NO_ACTIVITY: ResourceActivity = { isPending: false, isSending: false, waiting: null };

/** What is queued of the record begins with its creation. */
const isUnconfirmed = (view: EntityView | undefined): boolean => view?.confirmed === null;

/** What this page shows of the rows that others own; see `PageRowSources`. */
export class PageRows implements PageRowSources {
  readonly parked = new Parked();
  /** Entries have come from storage or another tab; which of them are parked is not known yet. */
  private areFound = false;

  constructor(
    private readonly connection: EngineConnection,
    private readonly configuration: Configuration,
    private readonly snapshots: SnapshotStore,
    private readonly resources: Resources,
    private readonly pendingCounts: PendingCounts,
  ) {}

  resourceOf(endpoint: string): string {
    return this.configuration.resourceOf(endpoint);
  }

  overlay<Row extends object = AnyRecord>(endpoint: string, of?: DrivenList): RowOverlay<Row> {
    return this.shownResource(endpoint).newOverlay<Row>(of);
  }

  one(endpoint: string, id: string | number): RowSource {
    const resource = this.resourceOf(endpoint);
    const shownResource = this.resources.of(resource);
    const entity = (): string => {
      this.connection.wake();
      return this.resources.canonical(resource, String(id));
    };
    return {
      subscribe: (listener) => shownResource.rows.add(String(id), listener),
      getState: () => this.stateOf(shownResource, entity()),
      getVersion: () =>
        shownResource.pendingViews.get(entity()) ?? shownResource.facts.get(entity()),
      getId: entity,
      isLocal: () => isUnconfirmed(shownResource.pendingViews.get(entity())),
      getListed: () => shownResource.confirmedRecord(entity()),
    };
  }

  states(endpoint: string): RowStatesSource {
    const shownResource = this.shownResource(endpoint);
    let known: ReadonlyMap<string, RowSyncState> = new Map();
    return {
      subscribe: (listener) => shownResource.rows.addForAll(listener),
      getStates: () => {
        this.connection.wake();
        const now = new Map<string, RowSyncState>();
        for (const [id] of shownResource.pendingViews.entries())
          now.set(id, this.stateOf(shownResource, id));
        const isSame =
          now.size === known.size && [...now].every(([id, state]) => known.get(id) === state);
        return isSame ? known : (known = now);
      },
    };
  }

  addBases(endpoint: string, find: Parameters<PageRowSources['addBases']>[1]): () => void {
    return this.shownResource(endpoint).addBases(find);
  }

  redrive(
    endpoint: string,
    sink: ContextSink,
    shown: readonly AnyRecord[],
    wanted: readonly AnyRecord[],
  ): void {
    this.shownResource(endpoint).bindings.redrive(sink, shown, wanted);
  }

  showsOwnOnly(endpoint: string, sink: ContextSink, isSo: () => boolean): () => void {
    const end = this.shownResource(endpoint).bindings.showsOwnOnly(sink, isSo);
    this.snapshots.factsChanged();
    return () => {
      end();
      this.snapshots.factsChanged();
    };
  }

  activity(resource: string): ResourceActivity {
    return this.connection.ask(() => this.activityOf(resource), NO_ACTIVITY);
  }

  private activityOf(resource: string): ResourceActivity {
    this.sortFound();
    const isPending = this.isPending(resource);
    const isSending = this.pendingCounts.isSending(resource);
    return { isPending, isSending, waiting: isPending ? this.snapshots.get().waiting : null };
  }

  /** A change is pending that waits for more than a person: one behind a parked change does not count (2.4). */
  private isPending(resource: string): boolean {
    for (const id of this.pendingCounts.pendingOf(resource)) {
      if (this.parked.isEmpty) return true;
      const text = this.connection.ask((engine) => engine.explain(id), '');
      if (!text.includes('"waiting":"parked-before"')) return true;
    }
    return false;
  }

  /** An entry has come from storage or another tab. */
  found(): void {
    this.areFound = true;
  }

  /** Takes the parked ones among the entries that were found out of the pending ones (2.4). */
  sortFound(): void {
    if (!this.areFound) return;
    this.areFound = false;
    const parked = this.connection.ask((engine) => engine.entries('error'), '[]');
    this.parked.reset(JSON.parse(parked) as ParkedEntry[]);
    this.parked.forEach(({ resource, id }) => this.pendingCounts.set(resource, id, false, false));
  }

  private stateOf({ path, pendingViews }: Resource, entity: string): RowSyncState {
    const state = pendingViews.get(entity)?.syncState ?? 'synced';
    if (state !== 'error') return state;
    this.sortFound();
    return this.parked.isUncertain(path, entity, pendingViews.ids) ? 'uncertain' : state;
  }

  private shownResource(endpoint: string): Resource {
    return this.resources.of(this.resourceOf(endpoint));
  }
}
