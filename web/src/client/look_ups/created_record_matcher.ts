import { sameJson } from '../base/plain_json.js';
import { idOf } from '../base/rows.js';
import { eachRow, type Interruptible } from '../base/interruptible.js';
import { ListIndex } from './list_index.js';
import { ageOf, type Age, type ChangeTime } from './record_age.js';
import {
  compareRecord,
  type Comparison,
  type Match,
  matchOf,
  mayBeRecord,
  distinguishingFields,
} from './record_match.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';

/** A comparison, with the fields and the row in whose shape it was made. */
interface Compared extends Comparison {
  shape: 'wire' | 'own';
  row: AnyRecord;
}

/** What a created record looks like, in the shape of the wire and in that of the application. */
export class CreatedRecordMatcher {
  private readonly wire: AnyRecord;
  private readonly own: AnyRecord;
  private readonly sent: AnyRecord;
  private readonly compared = new WeakMap<AnyRecord, Compared>();

  constructor(
    entry: MutationEntry,
    wire: AnyRecord,
    private readonly options: EndpointOptions,
    /** Rows in the application's shape: one for all that are looked for in a list. */
    private readonly shaped: WeakMap<AnyRecord, AnyRecord>,
  ) {
    const data = (entry.data ?? {}) as AnyRecord;
    this.wire = fieldsOf(entry, wire, options);
    this.own = fieldsOf(entry, data, options);
    this.sent = { ...data, ...wire };
  }

  /** The change has no field that distinguishes its record from others. */
  get isEmpty(): boolean {
    return Object.keys(this.wire).every((key) => key === 'company_id');
  }

  /** The id of a row, of which the application may know that it is another member than `id`; '': none. */
  idOf(row: AnyRecord): string {
    return idOf(this.shapedOf(row)) || idOf(row);
  }

  match(row: AnyRecord): Match {
    return matchOf(this.compare(row));
  }

  /** A row in the shape that the application shows may be it. */
  matchesShown(row: AnyRecord): boolean {
    const { toServer, fromServer } = this.options;
    const isOne = !toServer && !fromServer;
    return mayBeRecord(this.wire, row) || (!isOne && sharesWith(this.own, row));
  }

  /** The ids of rows that may be it, or may be taken for it once they are listed with others. */
  *alikeAmong(index: ListIndex): Interruptible<string[]> {
    yield* index.count(Object.keys(this.own));
    const mayBe = index.mayBeAmong(this.own);
    const alike: string[] = [];
    yield* eachRow(index.rows, (row, at) => {
      if (this.matchesShown(row) || mayBe(row, at)) alike.push(idOf(row));
    });
    return alike;
  }

  /** What the row says of its age; see `ageOf` of `record_age.ts`. */
  ageOf(row: AnyRecord, times: ChangeTime): Age | undefined {
    const rows = [row, this.shapedOf(row) ?? row];
    const ages = rows.map((one) => ageOf(one, this.idOf(row), this.sent, times));
    const order: readonly Age[] = ['before', 'since', 'unclear'];
    return order.find((age) => ages.includes(age));
  }

  /** @returns whether a row that differs in some fields may still be it (`ListIndex`) */
  *among(index: ListIndex): Interruptible<(row: AnyRecord) => boolean> {
    yield* index.count(Object.keys(this.wire));
    const own = yield* this.ownIndex(index);
    return (row) => {
      const compared = this.compare(row);
      return (compared.shape === 'wire' ? index : own).mayBe(compared.row, compared);
    };
  }

  /** The rows in the application's shape. Has to end before each row is asked for its id. */
  *ownIndex(index: ListIndex): Interruptible<ListIndex> {
    if (!this.options.fromServer) return index;
    if (!index.own) {
      const rows: AnyRecord[] = [];
      yield* eachRow(index.rows, (row) => rows.push(this.shapedOf(row) ?? row));
      index.own = new ListIndex(rows);
    }
    yield* index.own.count(Object.keys(this.own));
    return index.own;
  }

  private compare(row: AnyRecord): Compared {
    const compared = this.compared.get(row) ?? this.comparedAnew(row);
    this.compared.set(row, compared);
    return compared;
  }

  /** In the shape in which the row shows more of the fields. */
  private comparedAnew(row: AnyRecord): Compared {
    const wire: Compared = { ...compareRecord(this.wire, row), shape: 'wire', row };
    const shaped = matchOf(wire) === 'same' ? undefined : this.shapedOf(row);
    if (!shaped) return wire;
    const own: Compared = { ...compareRecord(this.own, shaped), shape: 'own', row: shaped };
    const isBetter = own.equal > wire.equal || own.missing.length < wire.missing.length;
    return matchOf(own) === 'same' || isBetter ? own : wire;
  }

  private shapedOf(row: AnyRecord): AnyRecord | undefined {
    const { fromServer } = this.options;
    if (!fromServer) return undefined;
    const shaped = this.shaped.get(row) ?? (fromServer({ ...row }) as AnyRecord);
    this.shaped.set(row, shaped);
    return shaped;
  }
}

/** Nothing in the row contradicts the fields, and it has some of them: it is in their shape. */
const sharesWith = (fields: AnyRecord, row: AnyRecord): boolean =>
  mayBeRecord(fields, row) && compareRecord(fields, row).agreed.length > 0;

/** The fields of a change that distinguish its record from others. */
function fieldsOf(entry: MutationEntry, record: AnyRecord, options: EndpointOptions): AnyRecord {
  const isLocal = String(record['id'] ?? '') === entry.entity || entry.operation === 'update';
  const leftOut = [options.versionField ?? 'version', ...(isLocal ? ['id'] : [])];
  return distinguishingFields(record, leftOut);
}

/** Another create with the same contents. */
export const isTwin = (other: MutationEntry, entry: MutationEntry): boolean =>
  isOtherCreate(other, entry) && sameJson(contents(other), contents(entry));

/** The record of another create holds what this one sends, and perhaps more. */
export const mayHaveMade = (
  other: MutationEntry,
  entry: MutationEntry,
  wanted: CreatedRecordMatcher,
): boolean => isOtherCreate(other, entry) && wanted.matchesShown(contents(other));

const isOtherCreate = (other: MutationEntry, entry: MutationEntry): boolean =>
  other.id !== entry.id && other.operation === 'create' && other.resource === entry.resource;

const contents = (entry: MutationEntry): AnyRecord => {
  const { id: _, ...rest } = (entry.data ?? {}) as AnyRecord;
  return rest;
};
