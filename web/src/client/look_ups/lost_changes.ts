import type { EventText } from 'synchrone-module';
import { wrappedRecord } from '../../host/http/body_transform.js';
import type { FoundOut, LookUp } from '../../host/http/look_up.js';
import { idOf } from '../base/rows.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import { Attempts } from './attempts.js';
import type { LookUpParts } from './known_before.js';
import { isShown, LookUpReads, NotNow, notRead } from './look_up_reads.js';
import { LostCreates } from './lost_creates.js';
import { isApplied as holdsEdit } from './record_match.js';
import { SentRecords } from './sent_records.js';

/**
 * How long a record may be missing from reads after it was made: copies of a database follow within moments,
 * search indexes are renewed each second or so.
 */
const SHOWN_AFTER_MS = 5_000;

/**
 * Finds out what became of changes whose answers were lost, where the API is not known to honour idempotency
 * keys (BEHAVIOUR 3.12a). A record that was changed or deleted is read; one that was created is looked for.
 */
export class LostChanges implements LookUp {
  private readonly attempts: Attempts;
  private readonly sent: SentRecords;
  private readonly creates: LostCreates;
  private readonly reads: LookUpReads;
  /** Look-ups that rest, by the second of the steady clock until which they do. */
  private readonly resting = new Map<number, Promise<void>>();
  /** By mutation: look-ups in a row that could not read what they need. */
  private readonly tries = new Map<string, number>();

  constructor(private readonly parts: LookUpParts) {
    this.attempts = new Attempts(parts.host);
    this.sent = new SentRecords(parts.configuration);
    this.reads = new LookUpReads(parts);
    this.creates = new LostCreates(parts, this.attempts, this.sent, this.reads);
  }

  /** Takes an event of the engine. */
  note(event: EventText): void {
    if (event.type === 'queued' && !event.foreign) this.made(event.id);
    if (event.type !== 'settled') return;
    this.attempts.forget(event.id);
    this.tries.delete(event.id);
    if (event.operation === 'create') this.creates.before.forget(event.id);
  }

  leaving(mutation: string, ended: Promise<unknown>): void {
    this.attempts.leaving(mutation, ended);
    const entry = this.parts.entries.one(mutation);
    const isFirst = entry?.operation === 'create' && entry.attempts <= 1;
    if (isFirst && this.mayBeLookedFor(entry)) this.creates.before.noteLeaving(entry);
  }

  async find(mutation: string, waits = true): Promise<FoundOut> {
    const entry = this.parts.entries.one(mutation);
    if (!entry || entry.operation === 'action') return 'unknown';
    const earlyMs = this.earlyBy(entry);
    const isEarly = earlyMs > 0;
    let found = await this.look(entry, isEarly);
    if (found === 'absent' && isEarly && waits) {
      await this.rest(earlyMs);
      found = await this.look(entry, false);
    }
    return this.within(entry, found);
  }

  /** Milliseconds until a record that is not shown counts as not made; 0 or less: it does. */
  private earlyBy({ id, operation }: MutationEntry): number {
    if (operation !== 'create') return 0;
    return this.attempts.endedAt(id) + SHOWN_AFTER_MS - this.parts.host.steadyNow();
  }

  /** Those that rest until the same second look together, and read the list once. */
  private rest(ms: number): Promise<void> {
    const { host } = this.parts;
    const second = Math.ceil((host.steadyNow() + ms) / 1_000);
    const resting = this.resting.get(second);
    if (resting) return resting;
    const restMs = second * 1_000 - host.steadyNow();
    const rest = new Promise<void>((ring) => host.after(`look ${second}`, restMs, ring));
    const over = rest.then(() => void this.resting.delete(second));
    this.resting.set(second, over);
    return over;
  }

  private async look(entry: MutationEntry, isEarly: boolean): Promise<FoundOut> {
    try {
      if (entry.operation !== 'create') return await this.findRecord(entry, entry.endpoint);
      return await this.creates.find(entry, isEarly);
    } catch (error) {
      if (error instanceof NotNow) return notRead(error.status);
      return 'unknown'; // the application's toServer or fromServer threw
    }
  }

  /** An API may never let this person read what it lets them write: then they are asked. */
  private within(entry: MutationEntry, found: FoundOut): FoundOut {
    const { id } = entry;
    const waits = typeof found === 'object' && 'notNow' in found;
    const tries = waits ? (this.tries.get(id) ?? 0) + 1 : 0;
    this.tries.set(id, tries);
    if (!waits || tries <= triesAfter(found.notNow)) return found;
    return this.reads.unreadable(entry);
  }

  /** A change was made in this page; another page may send it. */
  private made(mutation: string): void {
    const entry = this.parts.entries.one(mutation);
    if (entry?.operation === 'create' && this.mayBeLookedFor(entry))
      this.creates.before.noteMade(entry);
  }

  private mayBeLookedFor({ resource }: MutationEntry): boolean {
    const { idempotencyHeader, clientIds } = this.parts.configuration.endpoint(resource);
    return idempotencyHeader !== true && clientIds !== true;
  }

  private async findRecord(entry: MutationEntry, url: string): Promise<FoundOut> {
    const answer = await this.parts.host.reads.readRecord(url);
    const isDelete = entry.operation === 'delete';
    // A delete may be sent again: its own answer distinguishes a record that is gone from a missing route.
    if (answer.outcome === 'missing') return 'absent';
    const options = this.parts.configuration.endpoint(entry.resource);
    const { resource, entity: id } = entry;
    if (answer.outcome === 'failed') {
      const found = notRead(answer.status, answer.notUnderstood);
      const isLast = (this.tries.get(entry.id) ?? 0) >= triesAfter(answer.status);
      if (found !== 'unknown' && !isLast) return found;
      return isDelete ? 'absent' : this.findListed(entry);
    }
    const record = wrappedRecord(answer.body, options, { resource, id });
    if (!record || !isShown(this.sent.matcher(entry).idOf(record), id, url)) return 'unknown';
    return isDelete ? 'absent' : this.isThere(entry, record);
  }

  /** The API has no way to read one record: its row in the list shows what was changed, or part of it. */
  private async findListed(entry: MutationEntry): Promise<FoundOut> {
    const list = await this.reads.list(entry.resource);
    if ('failedWith' in list) return this.reads.afterFailure(entry, list);
    const row = list.rows.find((one) => this.sent.matcher(entry).idOf(one) === entry.entity);
    const isShown = row && Object.keys(this.sentBy(entry)).every((field) => field in row);
    return isShown && list.madeAt === Infinity ? this.isThere(entry, row) : 'unknown';
  }

  private sentBy(entry: MutationEntry): AnyRecord {
    const { versionField = 'version' } = this.parts.configuration.endpoint(entry.resource);
    const { [versionField]: _, id: _id, ...sent } = this.sent.of(entry);
    return sent;
  }

  private isThere(entry: MutationEntry, record: AnyRecord): FoundOut {
    // Fields that are set again change nothing; a version that has moved is the server's to judge.
    const isApplied = holdsEdit(this.sentBy(entry), record, this.knownRow(entry));
    return isApplied ? { applied: record } : 'absent';
  }

  private knownRow({ resource, entity }: MutationEntry): AnyRecord | undefined {
    const known = this.parts.knownRows(resource).rows.flat();
    return known.find((row) => idOf(row) === entity) as AnyRecord | undefined;
  }
}

/**
 * Look-ups that fail with that status before a person is asked: about four minutes where the session is
 * over or does not cover the list; fewer for failures of the server. The queue itself counts where there
 * is no answer.
 */
const triesAfter = (status: number): number =>
  [401, 419].includes(status) ? 8 : status === 500 || status > 504 ? 3 : Infinity;
