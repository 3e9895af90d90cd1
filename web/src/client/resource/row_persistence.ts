import type { BrowserHost } from '../../host/browser_host.js';
import { personOf } from '../../host/storage/scope.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { Configuration } from '../engine/configuration.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { SnapshotStore } from '../engine/snapshot_store.js';

/** The rows of a list, and the mark that they were read up to; without one they are read whole. */
export interface KeptRows {
  rows: readonly AnyRecord[];
  mark?: string | undefined;
}

/**
 * The rows of our own lists, and what was confirmed of the rows of others, that are kept on the device
 * for a start without a network (7.1a): only of a named person. A logout removes them (7.1b).
 */
export class RowPersistence {
  /** The lists that are being read. */
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly host: BrowserHost,
    private readonly configuration: Configuration,
    private readonly connection: EngineConnection,
    private readonly snapshots: SnapshotStore,
  ) {}

  /**
   * Lists are read in the order asked for, each when the one before it is drawn: read together, the first would be
   * there with the last. A few rows are not waited for.
   *
   * @returns null: none are kept, or the user has changed meanwhile
   */
  lastKnown(resource: string): Promise<KeptRows | null> {
    this.connection.wake(); // it knows who works here
    const read = this.reading.then(() => this.read(resource));
    this.reading = read.then(
      (kept) => (kept && kept.rows.length > FEW_ROWS ? this.host.idle() : undefined),
      () => undefined,
    );
    return read;
  }

  private async read(resource: string): Promise<KeptRows | null> {
    const person = this.person();
    if (person === null) return null;
    const kept = await this.host.storage.rows.read(person, resource);
    if (!kept || !this.isHere(person)) return null;
    const prefix = this.shape();
    const mark = kept.mark?.startsWith(prefix) ? kept.mark.slice(prefix.length) : undefined;
    return { rows: kept.rows as readonly AnyRecord[], mark };
  }

  /** @param isRead they were read from the server just now */
  remember(resource: string, kept: () => KeptRows, isRead: boolean): void {
    const person = this.person();
    const shaped = (): KeptRows => {
      const { rows, mark } = kept();
      return { rows, mark: mark === undefined ? undefined : this.shape() + mark };
    };
    if (person !== null) this.host.storage.rows.keep(person, resource, shaped, isRead);
  }

  /** @returns what an earlier page has learned from confirmations, as it was stored */
  async confirmedOf(resource: string): Promise<readonly object[]> {
    this.connection.wake();
    return (await this.read(factsOf(resource)))?.rows ?? [];
  }

  /**
   * Keeps what was confirmed of the records of a resource: a cache of the application that was stored
   * before shows older rows at the next start.
   */
  rememberConfirmed(resource: string, facts: () => readonly object[]): void {
    const person = this.person();
    if (person === null) return;
    const list = (): KeptRows => ({ rows: facts() as readonly AnyRecord[] });
    this.host.storage.rows.keep(person, factsOf(resource), list, false, SOON_MS);
  }

  /** Erases what is kept of the person who works here. */
  forget(): void {
    const person = this.person();
    if (person !== null) void this.host.storage.rows.forget(person);
  }

  /** That person works here (`personOf`). */
  isHere(person: string): boolean {
    return person === this.person();
  }

  /** The version of the application's own shapes (5.5): rows of another version are shown, and read again. */
  private shape(): string {
    return `${this.configuration.storedWork.payloadVersion ?? 0} `;
  }

  private person(): string | null {
    const { userId, companyId } = this.snapshots.get();
    return userId === null ? null : personOf(userId, companyId);
  }
}

/** This many rows are drawn in a moment. */
const FEW_ROWS = 50;

/** A page may be closed right after a confirmation. */
const SOON_MS = 100;

const factsOf = (resource: string): string => `confirmed ${resource}`;
