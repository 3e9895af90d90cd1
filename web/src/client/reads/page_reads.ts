import type { BrowserHost } from '../../host/browser_host.js';
import { fromServer, givenAtOnce } from '../../host/http/from_server.js';
import { isLogin } from '../../host/http/login_status.js';
import type { FoundAnswer, ReadAnswer } from '../../host/http/reader.js';
import type { Configuration } from '../engine/configuration.js';
import type { DiagnosticReporter } from '../engine/diagnostic_reporter.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { SnapshotStore } from '../engine/snapshot_store.js';
import { RecordFetcher } from './record_fetcher.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';

/** The client's rows, which reads belong to. */
export interface ReadRows {
  /** The id that a record has now. */
  canonical(resource: string, id: string): string;
  /** Lists that could not be read are read again. */
  retryReads(): void;
  /** A resource, with the rows that this page has of it. */
  of(resource: string): { knownRows(): { rows: readonly (readonly object[])[] } };
}

const RETRY_TIMER = 'lists';
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;

/** Statuses after which the same read may succeed later, without any change by a person. */
const mayPass = (status: number): boolean =>
  status < 400 || status === 408 || status === 425 || status === 429 || status >= 500;

const saysDeleted = (row: AnyRecord): boolean => (row['deleted_at'] ?? null) !== null;

/**
 * Reads of this page. A session that is over makes the queue ask for a sign-in, as it does when a
 * change meets it; a list that could not be read is tried again, ever later, up to once a minute.
 */
export class PageReads {
  readonly records: RecordFetcher;
  private failures = 0;

  constructor(
    private readonly host: BrowserHost,
    private readonly configuration: Configuration,
    private readonly connection: EngineConnection,
    private readonly snapshots: SnapshotStore,
    private readonly diagnostics: DiagnosticReporter,
    private readonly rows: ReadRows,
  ) {
    this.records = new RecordFetcher(host, connection, this, rows);
  }

  /** Reads a page of a list; never rejects. */
  async read(resource: string, url: string): Promise<ReadAnswer> {
    return this.noted(resource, await this.host.reads.read(url));
  }

  /** Reads one record; never rejects. */
  async readRecord(resource: string, url: string): Promise<ReadAnswer> {
    return this.noted(resource, await this.host.reads.readRecord(url));
  }

  private noted(resource: string, answer: ReadAnswer): ReadAnswer {
    if (answer.outcome === 'failed' && isLogin(answer.status))
      this.connection.readMet(resource, 401);
    if (answer.outcome === 'found' && this.snapshots.current?.waiting === 'login')
      this.connection.readMet(resource, 200);
    return answer;
  }

  /** A list was read (null), or not: then `status` says why (0: no answer). */
  listEnded(status: number | null): void {
    this.snapshots.factsChanged();
    if (status === null) {
      this.failures = 0;
      return;
    }
    if (!mayPass(status)) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LAST_RETRY_MS);
    this.failures += 1;
    this.host.after(RETRY_TIMER, delayMs, () => this.rows.retryReads());
  }

  /** Nothing shows the rows of a list any more that could not be read. */
  listLeft(): void {
    this.snapshots.factsChanged();
  }

  /** The API answers again. */
  again(): void {
    this.rows.retryReads();
    this.records.readAll();
  }

  /** Records in the application's shape; undefined: its `fromServer` threw, which is reported. */
  fromServer(resource: string, records: AnyRecord[]): AnyRecord[] | undefined {
    return this.shaped(resource, (options) => fromServer(records, options));
  }

  /** The record in an answer; undefined: none, or a callback of the application threw. */
  recordIn(resource: string, { recordIn }: FoundAnswer, id: string): AnyRecord | undefined {
    return this.shaped(resource, (options) => recordIn?.(options, { resource, id }));
  }

  /** The mark in the body of a list, see `EndpointOptions.changes`. */
  markIn(resource: string, body: unknown): string | undefined {
    const mark = this.shaped<unknown>(resource, ({ changes }) =>
      givenAtOnce(changes?.markIn(body)),
    );
    const text = typeof mark === 'number' ? String(mark) : mark;
    return typeof text === 'string' && text !== '' ? text : undefined;
  }

  /** Whether each of the records says that it is gone; undefined: a callback of the application threw. */
  deletedOf(resource: string, records: readonly AnyRecord[]): boolean[] | undefined {
    return this.shaped(resource, ({ changes }) => {
      const isDeleted = (row: AnyRecord): boolean =>
        givenAtOnce(changes?.isDeleted?.(row)) ?? saysDeleted(row);
      return records.map(isDeleted);
    });
  }

  /** undefined: a callback of the application threw, which is reported. */
  private shaped<T>(resource: string, shape: (options: EndpointOptions) => T): T | undefined {
    try {
      return shape(this.configuration.endpoint(resource));
    } catch {
      this.diagnostics.of('TRANSFORM_FAILED', { resource });
      return undefined;
    }
  }
}
