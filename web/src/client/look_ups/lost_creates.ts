import type { FoundOut } from '../../host/http/look_up.js';
import { wrappedRecord } from '../../host/http/body_transform.js';
import { idOf, isSameId } from '../base/rows.js';
import { eachRow, inTasks, type Interruptible } from '../base/interruptible.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import type { Attempts } from './attempts.js';
import { KnownBefore, type KnownRows, type LookUpParts, type Seeker } from './known_before.js';
import { ListIndex } from './list_index.js';
import { isShown, type Listed, type LookUpReads, notRead } from './look_up_reads.js';
import type { ChangeTime } from './record_age.js';
import { type CreatedRecordMatcher, isTwin, mayHaveMade } from './created_record_matcher.js';
import { localIdOf, ListCompleteness } from './list_completeness.js';
import type { SentRecords } from './sent_records.js';

/** The most rows that are read one by one because the list shows them in part. */
const MAX_DETAILS = 20;
/**
 * How long before a create leaves the list may have been read, so that a record that is not in it counts as
 * missing. In a longer time a colleague may have made one like it.
 */
const RECENT_MS = 10 * 60_000;
/**
 * A record like it that appeared within this time after the attempt is taken for ours, not a
 * colleague's.
 */
const SINCE_MS = 60 * 60_000;

/**
 * Finds the record that a create has made although its answer was lost: it is in the list, holds every field
 * that was sent, and certainly was not there before, because the list was known then or the record names its
 * age.
 */
export class LostCreates implements Seeker {
  /** What was known before the creates left. */
  readonly before: KnownBefore;
  private readonly whole: ListCompleteness;
  /** How rare the values of known rows are: counted once for all that leave while they are shown. */
  private readonly indexes = new WeakMap<readonly object[], ListIndex>();
  /** Records that were found to be a change's own, by mutation. */
  private readonly claimed = new Map<string, string>();
  private choosing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: LookUpParts,
    private readonly attempts: Attempts,
    private readonly sent: SentRecords,
    private readonly reads: LookUpReads,
  ) {
    this.whole = new ListCompleteness(parts, reads);
    this.before = new KnownBefore(parts, this, attempts);
  }

  /** @param isEarly a record that is not shown need not be missing yet */
  async find(entry: MutationEntry, isEarly: boolean): Promise<FoundOut> {
    const options = this.parts.configuration.endpoint(entry.resource);
    const wanted = this.sent.matcher(entry);
    if (wanted.isEmpty) return 'unknown';
    if (options.clientIds) return this.findOwn(entry, wanted);
    const list = await this.reads.list(this.whole.urlOf(entry));
    await this.othersAnswered(entry, wanted);
    if ('failedWith' in list) return this.reads.afterFailure(entry, list);
    await this.inTasks(wanted.ownIndex(list.index));
    if (list.whole)
      this.before.noteList(
        entry,
        list.rows.map((row) => wanted.idOf(row)),
        list.from,
      );
    // In turn: a row that one change has claimed is not given to the next.
    const choice = this.choosing.then(() => this.choose(entry, wanted, list, isEarly));
    this.choosing = choice.then(
      () => undefined,
      () => undefined,
    );
    return choice;
  }

  *alike(entry: MutationEntry, lists: KnownRows['rows']): Interruptible<string[]> {
    const alike: string[] = [];
    for (const rows of this.canBeSent(entry) ? lists : []) {
      const index = this.indexes.get(rows) ?? new ListIndex(rows as readonly AnyRecord[]);
      this.indexes.set(rows, index);
      alike.push(...(yield* this.sent.matcher(entry).alikeAmong(index)));
    }
    return alike;
  }

  /** Its `toServer` does not throw: then nothing of it leaves. */
  private canBeSent(entry: MutationEntry): boolean {
    try {
      return this.sent.of(entry) !== undefined;
    } catch {
      return false;
    }
  }

  /** The API keeps our ids: the record is where we would have put it. */
  private async findOwn(entry: MutationEntry, wanted: CreatedRecordMatcher): Promise<FoundOut> {
    const { resource, entity } = entry;
    const answer = await this.parts.host.reads.readRecord(
      `${resource}/${encodeURIComponent(entity)}`,
    );
    if (answer.outcome === 'missing')
      return (await this.lacksRoute(entry)) ? this.findOwnListed(entry, wanted) : 'absent';
    if (answer.outcome === 'failed') {
      const found = notRead(answer.status, answer.notUnderstood);
      return found === 'unknown' ? this.findOwnListed(entry, wanted) : found;
    }
    const options = this.parts.configuration.endpoint(resource);
    const record = wrappedRecord(answer.body, options, { resource, id: entity });
    if (!record || !isShown(wanted.idOf(record), entity)) return 'unknown';
    // An id that the caller has chosen may be another record's already.
    return wanted.match(record) === 'other' ? 'doubtful' : { applied: record };
  }

  /** A record that this page knows cannot be read by itself either. */
  private async lacksRoute({ resource, entity }: MutationEntry): Promise<boolean> {
    const known = this.parts.knownRows(resource).rows.flat().map(idOf);
    const control = known.find((id) => id !== '' && id !== entity);
    return control !== undefined && (await this.reads.exists(resource, control)) === false;
  }

  private async findOwnListed(
    entry: MutationEntry,
    wanted: CreatedRecordMatcher,
  ): Promise<FoundOut> {
    const list = await this.reads.list(entry.resource);
    if ('failedWith' in list) return this.reads.afterFailure(entry, list);
    const row = list.rows.find((one) => isSameId(wanted.idOf(one), entry.entity));
    if (row) return wanted.match(row) === 'other' ? 'doubtful' : { applied: row };
    return list.whole && list.madeAt === Infinity ? 'absent' : 'unknown';
  }

  private async choose(
    entry: MutationEntry,
    wanted: CreatedRecordMatcher,
    list: Listed,
    isEarly: boolean,
  ): Promise<FoundOut> {
    const others = this.parts.entries
      .of('')
      .filter(({ id, resource }) => id !== entry.id && resource === entry.resource);
    const kept =
      RANDOM_ID.test(entry.entity) &&
      list.rows.find((row) => isSameId(wanted.idOf(row), entry.entity));
    if (kept) return this.claim(entry, wanted, kept); // the API has kept our id
    const twins = this.twinsOf(entry, wanted, others);
    const times = this.timesOf(entry);
    const candidates = await this.candidates(entry, wanted, list, others);
    if (candidates === undefined) return 'doubtful';
    const { same, perhaps, others: alike } = candidates;
    // Lost creates with the same contents are indistinguishable, too: each takes one of the records.
    const mayBeAnybodys = same.length > 1 + twins.lost || (same.length > 0 && twins.unnamed);
    const wasKnown = this.wasKnown(entry);
    const mine = same.find((row) => {
      const age = wanted.ageOf(row, times);
      return age === 'since' || (wasKnown && age === undefined);
    });
    if (mine && !mayBeAnybodys) return this.claim(entry, wanted, mine);
    if (same.length + perhaps > 0) return 'doubtful';
    const left = this.attempts.leftAt(entry.id);
    if (!(await this.whole.isWhole(entry, list, (row) => wanted.idOf(row), left))) {
      this.before.forgetList(entry);
      return list.madeAt < (left ?? Infinity) ? TOO_EARLY : 'unknown';
    }
    if (!isEarly) this.before.noteAbsent(entry, alike, list.from);
    return 'absent';
  }

  private claim(entry: MutationEntry, wanted: CreatedRecordMatcher, row: AnyRecord): FoundOut {
    this.claimed.set(entry.id, wanted.idOf(row));
    return { applied: row };
  }

  private timesOf(entry: MutationEntry): ChangeTime {
    const { at } = this.before.of(entry);
    const now = this.parts.host.reads.serverNow(entry.resource);
    if (at?.server !== undefined && now !== undefined)
      return { at: at.server, now, isServers: true };
    return { at: at?.device ?? entry.timestamp, now: this.parts.host.now(), isServers: false };
  }

  /** The whole list was known shortly before: a record in it that was not known then is almost surely ours. */
  private wasKnown(entry: MutationEntry): boolean {
    const { wholeAt, at } = this.before.of(entry);
    if (wholeAt === undefined || !at) return false;
    const [before, since] = [at.device - wholeAt, this.parts.host.now() - at.device];
    return before >= 0 && before <= RECENT_MS && since >= 0 && since <= SINCE_MS;
  }

  /**
   * Rows that hold every field; how many may be it otherwise; and the ids of those that hold every
   * field and are others'. undefined: there are too many to compare.
   */
  private async candidates(
    entry: MutationEntry,
    wanted: CreatedRecordMatcher,
    { index }: Listed,
    others: readonly MutationEntry[],
  ): Promise<{ same: AnyRecord[]; perhaps: number; others: string[] } | undefined> {
    const known = this.knownBefore(entry, others);
    const times = this.timesOf(entry);
    const mayBe = await this.inTasks(wanted.among(index));
    const isOther = (row: AnyRecord): boolean =>
      wanted.match(row) === 'other' && (wanted.ageOf(row, times) === 'before' || !mayBe(row));
    const open: AnyRecord[] = [];
    const same: AnyRecord[] = [];
    const alike: string[] = [];
    let perhaps = 0;
    const sort = (row: AnyRecord): void => {
      const id = wanted.idOf(row);
      if (known.has(id)) {
        if (wanted.match(row) !== 'other') alike.push(id);
      } else if (isOther(row)) return;
      else if (id === '')
        perhaps += 1; // without an id it cannot be read
      else if (this.isSame(wanted, row, times)) same.push(row);
      else open.push(row);
    };
    await this.inTasks(eachRow(index.rows, sort));
    // A row that holds every field is the record; the other rows need not be looked at.
    if (same.length > 0) return { same, perhaps: 0, others: alike };
    const lost = this.unsettled(others)
      .filter(({ unanswered }) => unanswered)
      .map((other) => this.sent.matcher(other));
    const unclaimed = open.filter((row) => !lost.some((other) => other.match(row) === 'same'));
    if (unclaimed.length > MAX_DETAILS) return undefined;
    for (const row of unclaimed) {
      const record = await this.detailOf(entry, wanted, row);
      if (record === undefined) perhaps += 1;
      else if (this.isSame(wanted, record, times)) same.push(record);
      else if (!isOther(record)) perhaps += 1;
    }
    return { same, perhaps, others: alike };
  }

  private inTasks<T>(work: Interruptible<T>): Promise<T> {
    return inTasks(work, (run) => this.parts.host.nextTask(run));
  }

  /** The row holds every field, and does not say that it was there before the change was made. */
  private isSame(wanted: CreatedRecordMatcher, row: AnyRecord, times: ChangeTime): boolean {
    return wanted.match(row) === 'same' && wanted.ageOf(row, times) !== 'before';
  }

  /** The whole record of a row; undefined: it cannot be read. */
  private async detailOf(
    entry: MutationEntry,
    wanted: CreatedRecordMatcher,
    row: AnyRecord,
  ): Promise<AnyRecord | undefined> {
    if (wanted.match(row) === 'other') return row; // the rest of it does not make it agree
    const id = wanted.idOf(row);
    const answer = await this.reads.record(entry.resource, id);
    if (answer.outcome !== 'found') return undefined;
    const options = this.parts.configuration.endpoint(entry.resource);
    const record = wrappedRecord(answer.body, options, { resource: entry.resource, id });
    return record && isShown(wanted.idOf(record), id) ? record : undefined;
  }

  /** Records that cannot be this change's: known before it left, or another change's own. */
  private knownBefore(entry: MutationEntry, others: readonly MutationEntry[]): Set<string> {
    const ids = new Set<string>(this.before.of(entry).ids);
    for (const [mutation, id] of this.claimed) if (mutation !== entry.id) ids.add(id);
    for (const other of others) {
      const named = other.operation === 'create' || other.timestamp < entry.timestamp;
      if (named && other.status === 'synced') ids.add(other.entity);
    }
    return ids;
  }

  /** Creates that have no verdict yet. */
  private unsettled(others: readonly MutationEntry[]): MutationEntry[] {
    return others.filter(
      ({ id, operation, status, kind }) =>
        operation === 'create' &&
        (status === 'pending' || kind === 'uncertain') &&
        !this.claimed.has(id),
    );
  }

  /**
   * Creates with the same contents. `unnamed`: one of them was confirmed, and the id of its record is
   * unknown.
   */
  private twinsOf(
    entry: MutationEntry,
    wanted: CreatedRecordMatcher,
    others: readonly MutationEntry[],
  ): { lost: number; unnamed: boolean } {
    const twins = others.filter((other) => isTwin(other, entry));
    const lost = this.unsettled(twins).filter(({ unanswered }) => unanswered).length;
    const unnamed = others.some(
      (other) =>
        other.status === 'synced' &&
        other.entity === localIdOf(other) &&
        mayHaveMade(other, entry, wanted),
    );
    return { lost, unnamed };
  }

  /**
   * Another create that would make such a record, and whose request is in flight, brings the id of one
   * that is in the list already.
   */
  private async othersAnswered(entry: MutationEntry, wanted: CreatedRecordMatcher): Promise<void> {
    const others = this.parts.entries.of('').filter((other) => mayHaveMade(other, entry, wanted));
    await Promise.all(others.map(({ id }) => this.attempts.over(id)));
  }
}

/**
 * The list comes from a cache that was filled before the change was sent: it is read again after 2, 4 and
 * 8 s, since many caches are filled again by the first read (RFC 8470, 5.2).
 */
const TOO_EARLY: FoundOut = { notNow: 425 };

/** A random id (RFC 9562, 5.4) is not another record's; one that the caller has chosen may be. */
const RANDOM_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
