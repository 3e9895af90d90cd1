import type { AnyRecord } from '../../types/mutation.js';
import { sameJson } from '../base/plain_json.js';
import { type ConfirmedFacts, type Fact, isOlder, withFact } from '../views/confirmed_facts.js';
import type { ConfirmedOverlay, OverlaidResource } from './confirmed_overlay.js';
import type { EntityView } from '../views/optimistic_update.js';
import type { Views } from '../views/pending_views.js';
import { rememberRowKey } from '../base/row_keys.js';

/** The resource whose records the rows are. */
export interface LayeredResource extends OverlaidResource {
  /** What was confirmed of it in this page's life. */
  readonly facts: ConfirmedFacts;
  /** What the queued edits of the record set, in order. */
  editsOf(entity: string): readonly AnyRecord[];
  /** When the read of a row began that the application has read; undefined: not known. */
  readBegan(row: object): number | undefined;
}

/**
 * Single rows of a list as they are seen: over each what was confirmed since it was read, and over that what
 * is queued. The same object for the same row, so that nothing renders twice.
 */
export class RowLayers<Row extends object> {
  private readonly rowMemo = new WeakMap<Row, { view: EntityView; seen: Row }>();
  private readonly factMemo = new WeakMap<Row, { fact: Fact; seen: Row }>();
  /** Rows of reads that began after the confirmation: it is in them. */
  private readonly decided = new WeakMap<Row, Fact>();

  constructor(
    private readonly views: Views,
    private readonly resource: LayeredResource,
    /** What was confirmed, over rows of which nothing says when their read began. */
    private readonly confirmedOverlay: ConfirmedOverlay,
  ) {}

  /** @param readBegan undefined: not known. @returns undefined: the record is not there */
  over(row: Row, id: string, readBegan: number | undefined): Row | undefined {
    const view = this.views.get(id);
    const known =
      readBegan === undefined
        ? this.confirmedBefore(row, id)
        : this.confirmedSince(row, id, readBegan);
    const shown = known && view ? this.seenWith(known, id, view) : known;
    return shown && this.withKey(shown, id);
  }

  /** The row as it is confirmed. */
  private confirmedSince(row: Row, id: string, readBegan: number): Row | undefined {
    const fact = this.resource.facts.get(id);
    if (!fact) return row;
    // The list is as old as its oldest page.
    const began = Math.max(readBegan, this.resource.readBegan(row) ?? 0);
    if (fact.at < began && !isOlder(row, fact, this.resource.versionField())) {
      this.decided.set(row, fact);
      return row;
    }
    const known = this.factMemo.get(row);
    if (known?.fact === fact) return known.seen;
    const seen = withFact(row, fact, this.resource.versionField());
    if (seen) this.factMemo.set(row, { fact, seen });
    return seen;
  }

  /** As `confirmedSince`, where nothing says when the read began, unless another read has brought the very row. */
  private confirmedBefore(row: Row, id: string): Row | undefined {
    const fact = this.decided.get(row);
    return fact && fact === this.resource.facts.get(id) ? row : this.confirmedOverlay.over(row, id);
  }

  /** The row under the key that its record had first. */
  withKey(row: Row, id: string): Row {
    if (this.views.ids.hasOtherKey(id)) rememberRowKey(row, this.views.ids.key(id));
    return row;
  }

  /** The row with what is queued over it. @returns undefined: the record is deleted */
  seenWith(row: Row, id: string, view: EntityView): Row | undefined {
    if (view.state === 'absent') return undefined;
    const known = this.rowMemo.get(row);
    if (known?.view === view) return known.seen;
    const changes = this.pendingChanges(row, id, view);
    const laid: Row = { ...row, ...changes, id: (row as { id?: unknown }).id };
    const seen = sameJson(laid, row) ? row : laid;
    this.rowMemo.set(row, { view, seen });
    return seen;
  }

  /**
   * What the pending mutations change of a record: laid over a row that may be newer than the core's
   * base.
   */
  private pendingChanges(row: Row, id: string, view: EntityView): AnyRecord {
    const { state, record, confirmed, edited = {} } = view;
    if (state !== 'present' || !confirmed || !record) return record ?? {};
    const isEdited = (field: string): boolean =>
      field in edited || this.resource.editsOf(id).some((edit) => field in edit);
    return Object.fromEntries(
      Object.entries(record).filter(
        ([field, value]) =>
          !sameJson(value, confirmed[field]) ||
          (!sameJson(value, (row as AnyRecord)[field]) && isEdited(field)),
      ),
    );
  }
}
