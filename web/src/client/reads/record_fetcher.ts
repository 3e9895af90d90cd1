import type { BrowserHost } from '../../host/browser_host.js';
import type { ReadAnswer } from '../../host/http/reader.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { PageReads, ReadRows } from './page_reads.js';
import { readList } from './read_list.js';
import { idOf, isSameId } from '../base/rows.js';
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
  /** When the record was last asked for, by `pageNow`: what a cache has kept since before is older. */
  at: number;
}

/** There is no such path, or no such method for it (RFC 9110, 15.5.5, 15.5.6 and 15.6.2). */
const NO_ROUTE = [404, 405, 501];

/**
 * Reads single records whose view had to be rolled back without a known base (BEHAVIOUR 2.6), or which
 * decide what an answer means. What cannot be read now stays stale, and is tried again when the API
 * answers, or every 30 s. Where the API has no way to read one record, its list shows it.
 */
export class RecordFetcher {
  private readonly wanted = new Map<string, Wanted>();
  /** Grows when another user signs in: earlier reads are not theirs. */
  private session = 0;
  /** By resource: one record can be read by itself, or cannot. */
  private readonly routes = new Map<string, boolean>();

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

  /** Reads every record that is wanted: the API answers again. */
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
    const answer = await this.reads.readRecord(entry.resource, entry.path);
    if (answer.outcome === 'found') this.routes.set(entry.resource, true);
    const hasRoute = await this.hasRoute(entry, answer);
    const record =
      hasRoute === true ? this.recordIn(entry, answer) : await this.inList(entry, hasRoute);
    if (session !== this.session) return;
    entry.reading = false;
    if (entry.again) {
      entry.again = false;
      return this.readOne(key);
    }
    if (record === undefined) {
      this.host.after(RETRY_TIMER, RETRY_MS, () => this.readAll());
      return;
    }
    this.wanted.delete(key);
    const etag = answer.outcome === 'found' ? answer.etag : '';
    const { resource, entity } = entry;
    this.connection.observe(resource, [{ entity, record, etag }], true);
  }

  /**
   * The record in the list, where the API has no way to read one by itself, or may have none.
   *
   * @param hasRoute as `hasRoute` has found
   * @returns null: the record is gone. undefined: that cannot be known now
   */
  private async inList(
    entry: Wanted,
    hasRoute: false | undefined,
  ): Promise<AnyRecord | null | undefined> {
    const { resource, path } = entry;
    let isFresh = true;
    const query = path.includes('?') ? path.slice(path.indexOf('?')) : '';
    const list = await readList(resource + query, {
      isProof: true,
      read: async (url) => {
        const page = await this.reads.read(resource, url);
        if (page.outcome === 'found' && (page.ageMs ?? 0) !== 0) isFresh = false;
        return page;
      },
    });
    // Where it is not known whether there is a route, the 404 counts as one about the record, unless the
    // list has no route either.
    const mayBeGone =
      hasRoute === undefined && !('failedWith' in list && NO_ROUTE.includes(list.failedWith));
    const undecided = mayBeGone ? null : undefined;
    const rows = 'rows' in list ? this.reads.fromServer(resource, list.rows) : undefined;
    if (!rows || !isFresh) return undecided;
    const isWhole = 'rows' in list && list.whole && list.isDoubtful !== true;
    return rows.find((row) => this.isOf(row, entry)) ?? (isWhole ? null : undecided);
  }

  /**
   * Whether the API has a route for a single record. A 404 is not about the record where another one that
   * this page knows cannot be read either. undefined: this page knows no other record.
   */
  private async hasRoute(entry: Wanted, answer: ReadAnswer): Promise<boolean | undefined> {
    const { resource, entity, path } = entry;
    // APIs answer 403 (Directus), 400, or a refusal with 200 (Slack) for a record that does not exist.
    if (answer.outcome === 'failed')
      return ![...NO_ROUTE, 400, 403].includes(answer.status) && answer.notUnderstood !== true;
    const known = this.routes.get(resource);
    if (answer.outcome === 'found' || known !== undefined) return known ?? true;
    const own = `/${encodeURIComponent(entity)}`;
    const at = path.lastIndexOf(own);
    const rows = this.rows.of(resource).knownRows().rows.flat();
    const other = rows.find((row) => idOf(row) !== '' && !this.isOf(row, entry));
    if (other === undefined || at < 0) return undefined;
    const url = `${path.slice(0, at)}/${encodeURIComponent(idOf(other))}${path.slice(at + own.length)}`;
    const control = await this.reads.readRecord(resource, url);
    if (control.outcome === 'failed') return true;
    this.routes.set(resource, control.outcome === 'found');
    return control.outcome === 'found';
  }

  private isOf(row: object, { resource, entity }: Wanted): boolean {
    const canonical = (name: string): string => this.rows.canonical(resource, name);
    return isSameId(canonical(idOf(row)), canonical(entity));
  }

  /** null: it does not exist. undefined: the answer does not say, or shows another record. */
  private recordIn(wanted: Wanted, answer: ReadAnswer): AnyRecord | null | undefined {
    const { resource, entity, at } = wanted;
    if (answer.outcome === 'missing') return null;
    if (answer.outcome === 'failed') return undefined;
    const { ageMs = 0 } = answer;
    if (ageMs !== 'unknown' && ageMs > this.host.pageNow() - at + COARSE_MS) return undefined;
    const record = this.reads.recordIn(resource, answer, entity);
    const id = record?.['id'];
    if (!record || (typeof id !== 'string' && typeof id !== 'number')) return record;
    return this.isOf(record, wanted) ? record : undefined;
  }
}

const keyOf = (resource: string, entity: string): string => `${resource}\n${entity}`;
