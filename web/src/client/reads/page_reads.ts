import { fromServer, recordIn } from '../../host/http/body_transform.js';
import type { ReadAnswer } from '../../host/http/reader.js';
import type { Configuration } from '../engine/configuration.js';
import { clientDiagnostic } from '../base/diagnostics.js';
import { RecordFetcher } from './record_fetcher.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';
import type { Diagnostic } from '../../types/mutation_queue.js';

/** What reads need of the client. */
export interface PageReadsLinks {
  readonly configuration: Configuration;
  readonly host: {
    read(url: string): Promise<ReadAnswer>;
    after(name: string, delayMs: number, run: () => void): void;
  };
  /** The queue waits for a sign-in. */
  waitsForLogin(): boolean;
  /** Tells the engine that a read was answered with 401, or that one was answered after that. */
  readMet(resource: string, status: 200 | 401): void;
  /** The id that a record has now. */
  canonical(resource: string, id: string): string;
  observe(resource: string, entity: string, record: AnyRecord | null, etag: string): void;
  /** Lists that could not be read are read again. */
  retryLists(): void;
  /** A list may be old, or is no more. */
  listsChanged(): void;
  tell(diagnostic: Diagnostic): void;
}

const RETRY_TIMER = 'lists';
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;

const isLogin = (status: number): boolean => status === 401 || status === 419;

/** Statuses after which the same read may well succeed later, without anybody's doing. */
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

  constructor(private readonly links: PageReadsLinks) {
    this.records = new RecordFetcher({
      read: (resource, url) => this.read(resource, url),
      recordIn: (resource, body, id) =>
        this.shaped(resource, (options) => recordIn(body, options, { resource, id })),
      canonical: links.canonical,
      observe: links.observe,
      after: (name, delayMs, run) => links.host.after(name, delayMs, run),
    });
  }

  /** Never rejects. */
  async read(resource: string, url: string): Promise<ReadAnswer> {
    const answer = await this.links.host.read(url);
    if (answer.outcome === 'failed' && isLogin(answer.status)) this.links.readMet(resource, 401);
    if (answer.outcome === 'found' && this.links.waitsForLogin()) this.links.readMet(resource, 200);
    return answer;
  }

  /** A list was read (null), or not: then `status` says why (0: no answer). */
  listEnded(status: number | null): void {
    this.links.listsChanged();
    if (status === null) {
      this.failures = 0;
      return;
    }
    if (!mayPass(status)) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LAST_RETRY_MS);
    this.failures += 1;
    this.links.host.after(RETRY_TIMER, delayMs, () => this.links.retryLists());
  }

  /** The API answers again. */
  again(): void {
    this.links.retryLists();
    this.records.readAll();
  }

  /** Records in the application's shape; undefined: its `fromServer` threw, which is told. */
  fromServer(resource: string, records: AnyRecord[]): AnyRecord[] | undefined {
    return this.shaped(resource, (options) => fromServer(records, options));
  }

  /** The mark in the body of a list, see `EndpointOptions.changes`. */
  markIn(resource: string, body: unknown): string | undefined {
    const mark = this.shaped<unknown>(resource, ({ changes }) => changes?.markIn(body));
    return typeof mark === 'string' && mark !== '' ? mark : undefined;
  }

  /** Of each record, whether it says that it is gone. */
  deletedOf(resource: string, records: readonly AnyRecord[]): boolean[] | undefined {
    return this.shaped(resource, ({ changes }) => {
      const isDeleted = (row: AnyRecord): boolean => changes?.isDeleted?.(row) ?? saysDeleted(row);
      return records.map(isDeleted);
    });
  }

  /** undefined: a callback of the application threw, which is told. */
  private shaped<T>(resource: string, shape: (options: EndpointOptions) => T): T | undefined {
    try {
      return shape(this.links.configuration.endpoint(resource));
    } catch {
      this.links.tell(clientDiagnostic('TRANSFORM_FAILED', { resource }));
      return undefined;
    }
  }
}
