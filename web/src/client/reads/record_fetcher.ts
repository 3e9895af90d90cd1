import type { BrowserHost } from '../../host/browser_host.js';
import type { ReadAnswer } from '../../host/http/reader.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { PageReads, ReadRows } from './page_reads.js';
import { isSameId } from '../base/rows.js';
import type { AnyRecord } from '../../types/mutation.js';

const RETRY_TIMER = 'reads';
const RETRY_MS = 30_000;
/** The age of an answer is known to the second only. */
const COARSE_MS = 2_000;

interface Wanted {
  resource: string;
  entity: string;
  path: string;
  reading: boolean;
  again: boolean;
  /** When it was last asked for, by `pageNow`: what a cache has kept since before is older. */
  at: number;
}

/**
 * Reads single records whose view had to be rolled back without a known base (BEHAVIOUR 2.6). What
 * cannot be read now stays stale, and is tried again when the API answers, or every 30 s.
 */
export class RecordFetcher {
  private readonly wanted = new Map<string, Wanted>();
  /** Grows when another user signs in: earlier reads are not theirs. */
  private session = 0;

  constructor(
    private readonly host: BrowserHost,
    private readonly connection: EngineConnection,
    private readonly reads: PageReads,
    private readonly rows: ReadRows,
  ) {}

  /** The record waits for a read of its confirmed state. */
  isStale(resource: string, entity: string): boolean {
    return this.wanted.has(keyOf(resource, entity));
  }

  /** @param path of the record, as its change was sent */
  want(resource: string, entity: string, path: string): void {
    const key = keyOf(resource, entity);
    const entry = this.wanted.get(key);
    const at = this.host.pageNow();
    // The read in flight may be older than the reason for this one.
    if (entry) Object.assign(entry, { at, again: entry.reading });
    else this.wanted.set(key, { resource, entity, path, reading: false, again: false, at });
    this.readAll();
  }

  /** The API answers again. */
  readAll(): void {
    for (const [key, entry] of this.wanted) {
      if (!entry.reading) void this.readOne(key);
    }
  }

  /** The user has changed. */
  clear(): void {
    this.session += 1;
    this.wanted.clear();
  }

  private async readOne(key: string): Promise<void> {
    const entry = this.wanted.get(key);
    if (!entry) return;
    const { session } = this;
    entry.reading = true;
    const answer = await this.reads.read(entry.resource, entry.path);
    if (session !== this.session) return;
    entry.reading = false;
    if (entry.again) {
      entry.again = false;
      return this.readOne(key);
    }
    const record = this.recordIn(entry, answer);
    if (record === undefined) {
      this.host.after(RETRY_TIMER, RETRY_MS, () => this.readAll());
      return;
    }
    this.wanted.delete(key);
    const etag = answer.outcome === 'found' ? answer.etag : '';
    const { resource, entity } = entry;
    this.connection.observe(resource, [{ entity, record, etag }], true);
  }

  /** null: it does not exist. undefined: the answer does not say, or shows another record. */
  private recordIn(
    { resource, entity, at }: Wanted,
    answer: ReadAnswer,
  ): AnyRecord | null | undefined {
    if (answer.outcome === 'missing') return null;
    if (answer.outcome === 'failed') return undefined;
    const { ageMs = 0 } = answer;
    if (ageMs !== 'unknown' && ageMs > this.host.pageNow() - at + COARSE_MS) return undefined;
    const record = this.reads.recordIn(resource, answer, entity);
    const id = record?.['id'];
    if (typeof id !== 'string' && typeof id !== 'number') return record;
    const canonical = (name: string): string => this.rows.canonical(resource, name);
    return isSameId(canonical(String(id)), canonical(entity)) ? record : undefined;
  }
}

const keyOf = (resource: string, entity: string): string => `${resource}\n${entity}`;
