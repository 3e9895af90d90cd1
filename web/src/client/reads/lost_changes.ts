import { shapeOutgoing, wrappedRecord } from '../../host/http/body_transform.js';
import { parseJson } from '../../host/http/json_text.js';
import type { FoundOut, LookUp } from '../../host/http/look_up.js';
import type { ReadAnswer } from '../../host/http/reader.js';
import type { Configuration } from '../engine/configuration.js';
import { type ListAnswer, readList } from './list_fetcher.js';
import { idOf } from '../base/rows.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';
import { sameJson } from '../base/plain_json.js';
import { type Match, isOlder, matchRecord, tellingFields } from './record_match.js';

/** What the look-up needs of the client. */
export interface LostChangesLinks {
  read(url: string): Promise<ReadAnswer>;
  configuration: Pick<Configuration, 'endpoint' | 'companyOf'>;
  entry(mutation: string): MutationEntry | null;
  /** Every change that is queued or remembered. */
  entries(): readonly MutationEntry[];
  /** The rows of the resource that this page knows, as arrays that are never changed. */
  knownRows(resource: string): readonly (readonly object[])[];
}

type Listed = Extract<ListAnswer, { rows: AnyRecord[] }>;

/** Rows that the list shows in part are read one by one, up to so many. */
const MAX_DETAILS = 20;

/** Statuses that say nothing of the record: asked again later. */
const mayAnswerLater = (status: number): boolean =>
  status < 300 || status === 401 || status === 419 || status === 429 || status >= 500;

/**
 * What became of changes whose answers were lost, where the API is not known to honour idempotency
 * keys (BEHAVIOUR 3.12a): a record that was created is looked for in the list, as the one that this
 * page did not know before and that holds every field that was sent; one that was changed or deleted
 * is read.
 */
export class LostChanges implements LookUp {
  /** By mutation: the rows that were known before its first attempt. */
  private readonly before = new Map<string, readonly (readonly object[])[]>();
  private readonly underWay = new Map<string, Promise<unknown>>();
  private readonly lists = new Map<string, Promise<ListAnswer>>();
  /** Records that were found to be a change's own, by mutation. */
  private readonly claimed = new Map<string, string>();
  private choosing: Promise<unknown> = Promise.resolve();

  constructor(private readonly links: LostChangesLinks) {}

  leaving(mutation: string, ended: Promise<unknown>): void {
    const over = ended.then(
      () => this.underWay.delete(mutation),
      () => this.underWay.delete(mutation),
    );
    this.underWay.set(mutation, over);
    for (const known of this.before.keys()) this.forgetSettled(known);
    const entry = this.links.entry(mutation);
    if (entry?.operation !== 'create' || entry.attempts > 1 || this.before.has(mutation)) return;
    this.before.set(mutation, this.links.knownRows(entry.resource));
  }

  async find(mutation: string): Promise<FoundOut> {
    const entry = this.links.entry(mutation);
    if (!entry || entry.operation === 'action') return 'unknown';
    try {
      if (entry.operation !== 'create') return await this.findRecord(entry, entry.endpoint);
      return await this.findCreated(entry);
    } catch {
      return 'unknown'; // the application's toServer or fromServer threw
    }
  }

  private forgetSettled(mutation: string): void {
    const status = this.links.entry(mutation)?.status;
    if (status !== 'pending' && status !== 'error') this.before.delete(mutation);
  }

  private async findRecord(entry: MutationEntry, url: string): Promise<FoundOut> {
    const answer = await this.links.read(url);
    const isDelete = entry.operation === 'delete';
    // A delete may be sent again: its own answer tells a record that is gone from a missing route.
    if (answer.outcome === 'missing') return 'absent';
    if (answer.outcome === 'failed') return notRead(answer.status);
    const record = wrappedRecord(answer.body, this.links.configuration.endpoint(entry.resource));
    if (!record || !isShown(record, entry.entity, url)) return 'unknown';
    if (isDelete) return 'absent';
    // Fields that are set again change nothing; a version that has moved is the server's to judge.
    const match = matchRecord(this.changesOf(entry), record);
    return match === 'same' ? { applied: record } : 'absent';
  }

  private changesOf(entry: MutationEntry): AnyRecord {
    return fieldsOf(entry, this.wireOf(entry), this.links.configuration.endpoint(entry.resource));
  }

  private async findCreated(entry: MutationEntry): Promise<FoundOut> {
    const options = this.links.configuration.endpoint(entry.resource);
    const wanted = new Wanted(entry, this.wireOf(entry), options);
    if (wanted.isEmpty) return 'unknown';
    if (options.clientIds) return this.findOwn(entry);
    const list = await this.listOf(options.create ? entry.resource : entry.endpoint);
    await this.twinsAnswered(entry);
    if ('failedWith' in list) return notRead(list.failedWith);
    // One after the other: what one change claims is not another's.
    const choice = this.choosing.then(() => this.choose(entry, wanted, list));
    this.choosing = choice.then(
      () => undefined,
      () => undefined,
    );
    return choice;
  }

  /** The API keeps our ids: the record is where we would have put it. */
  private async findOwn({ resource, entity }: MutationEntry): Promise<FoundOut> {
    const answer = await this.links.read(`${resource}/${encodeURIComponent(entity)}`);
    if (answer.outcome === 'missing') return 'absent';
    if (answer.outcome === 'failed') return notRead(answer.status);
    const record = wrappedRecord(answer.body, this.links.configuration.endpoint(resource));
    return record && isShown(record, entity) ? { applied: record } : 'unknown';
  }

  private async choose(entry: MutationEntry, wanted: Wanted, list: Listed): Promise<FoundOut> {
    const others = this.links
      .entries()
      .filter(({ id, resource }) => id !== entry.id && resource === entry.resource);
    const twins = this.twinsOf(entry, others);
    const candidates = await this.candidates(entry, wanted, list.rows, others);
    if (candidates === undefined) return 'unknown';
    const { same, perhaps } = candidates;
    const mine = same[0];
    // Twins that were lost, too, may be told apart by nobody: each takes one of theirs.
    const mayBeAnybodys = same.length > 1 + twins.lost || (same.length > 0 && twins.unnamed);
    if (mine && !mayBeAnybodys) {
      this.claimed.set(entry.id, wanted.idOf(mine));
      return { applied: mine };
    }
    return same.length + perhaps === 0 && list.whole ? 'absent' : 'unknown';
  }

  /** undefined: there are too many to tell. */
  private async candidates(
    entry: MutationEntry,
    wanted: Wanted,
    rows: readonly AnyRecord[],
    others: readonly MutationEntry[],
  ): Promise<{ same: AnyRecord[]; perhaps: number } | undefined> {
    const kept = rows.find((row) => idOf(row) === entry.entity);
    if (kept) return { same: [kept], perhaps: 0 };
    const known = this.knownBefore(entry, others);
    const open: AnyRecord[] = [];
    const same: AnyRecord[] = [];
    let perhaps = 0;
    for (const row of rows) {
      const id = wanted.idOf(row);
      const match = known.has(id) ? 'other' : wanted.match(row);
      if (match === 'other') continue;
      if (match === 'same' && id !== '') same.push(row);
      else if (id !== '') open.push(row);
      else perhaps += 1; // without an id it cannot be read
    }
    // One that holds every field is it; the others need not be looked at.
    if (same.length > 0) return { same, perhaps: 0 };
    const lost = this.unsettled(others)
      .filter(({ attempts }) => attempts > 0)
      .map(
        (other) =>
          new Wanted(other, this.wireOf(other), this.links.configuration.endpoint(other.resource)),
      );
    const unclaimed = open.filter((row) => !lost.some((other) => other.match(row) === 'same'));
    if (unclaimed.length > MAX_DETAILS) return undefined;
    const options = this.links.configuration.endpoint(entry.resource);
    for (const row of unclaimed) {
      const id = wanted.idOf(row);
      const answer = await this.links.read(`${entry.resource}/${encodeURIComponent(id)}`);
      const record = answer.outcome === 'found' ? wrappedRecord(answer.body, options) : undefined;
      const match = record && isShown(record, id) ? wanted.match(record) : 'perhaps';
      if (match === 'same') same.push(record as AnyRecord);
      else if (match === 'perhaps') perhaps += 1;
    }
    return { same, perhaps };
  }

  /** Records that cannot be this change's: known before it left, or another change's own. */
  private knownBefore(entry: MutationEntry, others: readonly MutationEntry[]): Set<string> {
    const ids = new Set<string>();
    for (const rows of this.before.get(entry.id) ?? []) for (const row of rows) ids.add(idOf(row));
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

  /** Creates with the same contents. `unnamed`: one was confirmed, and nobody said as which record. */
  private twinsOf(
    entry: MutationEntry,
    others: readonly MutationEntry[],
  ): { lost: number; unnamed: boolean } {
    const twins = others.filter((other) => isTwin(other, entry));
    const lost = this.unsettled(twins).filter(({ attempts }) => attempts > 0).length;
    const unnamed = twins.some(
      (twin) => twin.status === 'synced' && twin.entity === localIdOf(twin),
    );
    return { lost, unnamed };
  }

  /** A twin whose answer is on its way would bring the id of a record that is in the list already. */
  private async twinsAnswered(entry: MutationEntry): Promise<void> {
    const twins = this.links.entries().filter((other) => isTwin(other, entry));
    await Promise.all(twins.map(async ({ id }) => this.underWay.get(id)));
  }

  /** Look-ups that begin together read the list once. */
  private listOf(resource: string): Promise<ListAnswer> {
    const begun = this.lists.get(resource);
    if (begun) return begun;
    const list = Promise.resolve().then(() => {
      this.lists.delete(resource);
      return readList(resource, { read: (url) => this.links.read(url) });
    });
    this.lists.set(resource, list);
    return list;
  }

  private wireOf(entry: MutationEntry): AnyRecord {
    const { operation: kind, entity, data, resource } = entry;
    const outgoing = { kind, entity, localId: true, body: JSON.stringify(data ?? {}) };
    const shaped = shapeOutgoing(
      outgoing,
      this.links.configuration.endpoint(resource),
      this.links.configuration.companyOf(entry),
    );
    return parseJson(shaped) as AnyRecord;
  }
}

/** What a created record looks like, in the shape of the wire and in that of the application. */
class Wanted {
  private readonly wire: AnyRecord;
  private readonly own: AnyRecord;
  private readonly madeAt: number;

  constructor(
    entry: MutationEntry,
    wire: AnyRecord,
    private readonly options: EndpointOptions,
  ) {
    this.wire = fieldsOf(entry, wire, options);
    this.own = fieldsOf(entry, (entry.data ?? {}) as AnyRecord, options);
    this.madeAt = entry.timestamp;
  }

  get isEmpty(): boolean {
    return Object.keys(this.wire).every((key) => key === 'company_id');
  }

  /** The id of a row, also where only the application knows which member it is; '': none. */
  idOf(row: AnyRecord): string {
    const { fromServer } = this.options;
    return idOf(row) || (fromServer ? idOf(fromServer({ ...row })) : '');
  }

  match(row: AnyRecord): Match {
    const match = this.matchFields(row);
    // It may hold every field and be a namesake who was there before the change was made.
    return match === 'same' && isOlder(row, this.madeAt) ? 'perhaps' : match;
  }

  private matchFields(row: AnyRecord): Match {
    const match = matchRecord(this.wire, row);
    if (match === 'same' || !this.options.fromServer) return match;
    const shaped = this.options.fromServer({ ...row }) as AnyRecord;
    return matchRecord(this.own, shaped) === 'same' ? 'same' : match;
  }
}

function fieldsOf(entry: MutationEntry, record: AnyRecord, options: EndpointOptions): AnyRecord {
  const isLocal = String(record['id'] ?? '') === entry.entity || entry.operation === 'update';
  const notTold = [options.versionField ?? 'version', ...(isLocal ? ['id'] : [])];
  return tellingFields(record, notTold);
}

/** A read may be answered with another record; one without an id is the one that was asked for. */
const isShown = (record: AnyRecord, id: string, url = ''): boolean =>
  ['', id].includes(idOf(record)) || url.endsWith(`/${encodeURIComponent(idOf(record))}`);

const localIdOf = (entry: MutationEntry): string =>
  String(((entry.data ?? {}) as AnyRecord)['id'] ?? '');

const isTwin = (other: MutationEntry, entry: MutationEntry): boolean =>
  other.id !== entry.id &&
  other.operation === 'create' &&
  other.resource === entry.resource &&
  sameJson(contents(other), contents(entry));

const contents = (entry: MutationEntry): AnyRecord => {
  const { id: _, ...rest } = (entry.data ?? {}) as AnyRecord;
  return rest;
};

const notRead = (status: number): FoundOut =>
  mayAnswerLater(status) ? { notNow: status < 300 ? 0 : status } : 'unknown';
