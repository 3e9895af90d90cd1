import type { FoundOut } from '../../host/http/look_up.js';
import type { ReadAnswer } from '../../host/http/reader.js';
import type { LookUpParts } from './known_before.js';
import type { ListAnswer } from '../reads/list_fetcher.js';
import { readList } from '../reads/read_list.js';
import { ListIndex } from './list_index.js';
import type { Failed } from '../reads/list_walk.js';
import { isSameId } from '../base/rows.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';

/** A list as it was read. `whole`: it was certainly read to its end. */
export type Listed = Extract<ListAnswer, { rows: AnyRecord[] }> & {
  /** The rows of the list, for all that are looked for in it. */
  index: ListIndex;
  /** Changes that were confirmed before it was read. */
  confirmed: ReadonlySet<string>;
  /**
   * When the oldest of its cached pages was made, device clock; Infinity: none comes from a cache;
   * -Infinity: nothing says when.
   */
  madeAt: number;
  /** The list is at least as new as this: when the read began, or `madeAt`. */
  from: number;
};

/** Statuses that are not an answer about the record: it is read again later. */
const mayAnswerLater = (status: number): boolean =>
  status < 300 || [401, 408, 419, 425, 429].includes(status) || (status >= 500 && status !== 501);

/** What is found out by a read that failed. */
export const notRead = (status: number, notUnderstood?: boolean): FoundOut =>
  !notUnderstood && mayAnswerLater(status) ? { notNow: status < 300 ? 0 : status } : 'unknown';

/** What has to be read cannot be read now. */
export class NotNow extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`);
  }
}

/** A read may be answered with another record; one without an id is the one that was asked for. */
export const isShown = (shown: string, id: string, url = ''): boolean =>
  shown === '' || isSameId(shown, id) || url.endsWith(`/${encodeURIComponent(shown)}`);

/** Reads what a look-up needs. */
export class LookUpReads {
  private readonly lists = new Map<string, Promise<Listed | Failed>>();

  constructor(private readonly parts: LookUpParts) {}

  /** What is found out where a list could not be read. */
  afterFailure(entry: MutationEntry, failed: Failed): FoundOut {
    const found = notRead(failed.failedWith, failed.notUnderstood);
    return found === 'unknown' ? this.unreadable(entry) : found;
  }

  /** Reports that neither the record nor its list can be read. */
  unreadable({ id, resource }: MutationEntry): 'unknown' {
    this.parts.diagnostics.of('LOOK_UP_FAILED', { resource, mutation: id });
    return 'unknown';
  }

  /** Look-ups that begin together read the list once. */
  list(url: string): Promise<Listed | Failed> {
    const begun = this.lists.get(url);
    if (begun) return begun;
    const list = Promise.resolve().then(() => {
      this.lists.delete(url);
      return this.readListed(url);
    });
    this.lists.set(url, list);
    return list;
  }

  /** @throws NotNow where the same read may well succeed later */
  async record(resource: string, id: string): Promise<ReadAnswer> {
    const answer = await this.parts.host.reads.readRecord(`${resource}/${encodeURIComponent(id)}`);
    const mayPass = answer.outcome === 'failed' && (answer.status < 200 || answer.status >= 300);
    if (mayPass && mayAnswerLater(answer.status)) throw new NotNow(answer.status);
    return answer;
  }

  /** undefined: the answer does not say. @throws NotNow as `record` does */
  async exists(resource: string, id: string): Promise<boolean | undefined> {
    const { outcome } = await this.record(resource, id);
    return outcome === 'failed' ? undefined : outcome === 'found';
  }

  private async readListed(url: string): Promise<Listed | Failed> {
    await this.parts.host.reads.fetchClock(url);
    const begunAt = this.parts.host.now();
    let madeAt = Infinity;
    const synced = this.parts.entries.of('').filter(({ status }) => status === 'synced');
    const confirmed = new Set(synced.map(({ id }) => id));
    const list = await readList(url, {
      isProof: true,
      read: async (page) => {
        const answer = await this.parts.host.reads.read(page);
        const ageMs = answer.outcome === 'found' ? (answer.ageMs ?? 0) : 0;
        if (ageMs === 'unknown') madeAt = -Infinity;
        else if (ageMs > 0) madeAt = Math.min(madeAt, this.parts.host.now() - ageMs);
        return answer;
      },
    });
    if ('failedWith' in list) return list;
    const whole = list.whole && !list.isDoubtful;
    const index = new ListIndex(list.rows);
    return { ...list, whole, index, confirmed, madeAt, from: Math.min(begunAt, madeAt) };
  }
}
