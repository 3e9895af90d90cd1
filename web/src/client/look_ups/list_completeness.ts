import { idOf } from '../base/rows.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import type { LookUpParts } from './known_before.js';
import type { Listed, LookUpReads } from './look_up_reads.js';

/** The most records that are read one by one because the list lacks them and should not. */
const MAX_HIDDEN = 3;
/** How far a server that answers from a copy may be behind. */
const COPY_DELAY_MS = 10 * 60_000;

/** The id that a change gave to its record, or that its caller did; ''. */
export const localIdOf = (entry: MutationEntry): string =>
  String(((entry.data ?? {}) as AnyRecord)['id'] ?? '');

const entityOf = ({ entity }: MutationEntry): string => entity;

/** Whether a list that was read hides nothing: only then a record is not there (BEHAVIOUR 3.12a). */
export class ListCompleteness {
  constructor(
    private readonly parts: LookUpParts,
    private readonly reads: Pick<LookUpReads, 'exists'>,
  ) {}

  /** Where the created record would be listed. */
  urlOf({ resource, endpoint }: MutationEntry): string {
    return this.parts.configuration.endpoint(resource).create ? resource : endpoint;
  }

  /**
   * The list was read to its end, after the change was sent, and hides nothing. A list that leaves
   * out what this page knows to be there has a filter, or comes from an old copy.
   *
   * @param left when the change was sent from this page; undefined: from another one
   */
  async isWhole(
    entry: MutationEntry,
    { rows, whole, madeAt, confirmed }: Listed,
    idIn: (row: AnyRecord) => string,
    left: number | undefined,
  ): Promise<boolean> {
    if (!whole || madeAt < (left ?? Infinity)) return false;
    const others = this.parts.entries
      .of('')
      .filter(({ id, resource }) => id !== entry.id && resource === entry.resource);
    const shown = new Set(rows.map(idIn));
    const changed = this.existing(entry, others).filter(
      ({ id, entity }) => confirmed.has(id) && !shown.has(entity),
    );
    const copiedAt = this.parts.host.now() - COPY_DELAY_MS;
    if (changed.some(({ timestamp }) => timestamp > copiedAt)) return false;
    const known = this.knownIds(entry, others).filter((id) => !shown.has(id));
    const hidden = [...known.slice(-MAX_HIDDEN), ...changed.slice(-MAX_HIDDEN).map(entityOf)];
    if (hidden.length === 0) return true;
    // A colleague may have deleted them: then none of them can be read, and a different record can.
    const control = [...shown].find((id) => id !== '');
    if (control === undefined || (await this.reads.exists(entry.resource, control)) !== true)
      return false;
    for (const id of new Set(hidden))
      if ((await this.reads.exists(entry.resource, id)) !== false) return false;
    return true;
  }

  /** Records that this page shows, and has not made or deleted itself since. */
  private knownIds(entry: MutationEntry, others: readonly MutationEntry[]): string[] {
    if (this.urlOf(entry).includes('?')) return [];
    const changed = new Set([entry, ...others].flatMap((one) => [one.entity, localIdOf(one)]));
    const ids = this.parts.knownRows(entry.resource).rows.flatMap((rows) => rows.map(idOf));
    return ids.filter((id) => id !== '' && !changed.has(id));
  }

  /** Confirmed changes of records that the same list should show, in order. */
  private existing(entry: MutationEntry, others: readonly MutationEntry[]): MutationEntry[] {
    const url = this.urlOf(entry);
    const deleted = new Set(
      others.filter(({ operation }) => operation === 'delete').map(({ entity }) => entity),
    );
    return others.filter(
      (other) =>
        other.status === 'synced' &&
        !deleted.has(other.entity) &&
        (other.operation === 'create'
          ? this.urlOf(other) === url && other.entity !== localIdOf(other)
          : other.operation === 'update' && !url.includes('?')),
    );
  }
}
