import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import { idOf } from '../base/rows.js';
import { sameJson } from '../base/plain_json.js';
import type { EntityView } from './optimistic_update.js';

/** What is asked of the resource whose list it is. */
export interface CreatingResource {
  /** Creates that have left and have no outcome yet, in order. */
  unanswered(): readonly MutationEntry[];
  /** The record was created on this page, not on an earlier one or in another tab. */
  isMadeHere(entity: string): boolean;
  /** The row of that id is known to be of another record. */
  isKnown(id: string): boolean;
  /** How far the device's clock is ahead of the page's, in milliseconds. */
  lead(): number;
  /** When rows that the application has read had come, by the page's clock; undefined: not known. */
  readEnded(rows: object): number | undefined;
}

type Rows = readonly object[];

/** A record that is created, by its id, and how it is seen. */
type Created = [entity: string, view: EntityView];

/**
 * Rows of one list that may be records whose creates have no answer yet: the server has made the record
 * and a read has brought it, under an id that only the answer names. Such a row was not in the list
 * before the request left, and holds what was sent. It is taken for the record until the answer comes,
 * since the same record twice would be deleted as a double. Each create takes one row, so that a
 * colleague's record with the same values is shown again when the answer names another one.
 */
export class UnansweredCreates {
  /** By record: the rows before its create left. */
  private readonly before = new Map<string, Rows>();
  private readonly added = new WeakMap<Rows, { readonly to: Rows; readonly added: Rows }>();

  constructor(private readonly resource: CreatingResource) {}

  /**
   * @param rows that have come
   * @param former those before; undefined: there were none
   * @param views of what is queued
   * @param came when the rows had come, by the page's clock; undefined: not known
   * @returns by row: the record that it may be
   */
  among(
    rows: Rows,
    former: Rows | undefined,
    views: Iterable<Created>,
    came: () => number | undefined = () => undefined,
  ): ReadonlyMap<object, Created> {
    const created = new Map<string, Created>();
    for (const one of views) if (one[1].confirmed === null) created.set(one[0], one);
    for (const entity of this.before.keys()) if (!created.has(entity)) this.before.delete(entity);
    let isNew = false;
    for (const entity of created.keys()) {
      if (!this.before.has(entity))
        this.before.set(entity, former ?? (this.mayHold(entity, came()) ? [] : rows));
      isNew ||= this.before.get(entity) !== rows;
    }
    return isNew ? this.found(rows, created) : NONE;
  }

  /** The creates of all these records have no answer yet. */
  areOpen(entities: Iterable<string>): boolean {
    const open = new Set(this.resource.unanswered().map(({ entity }) => entity));
    return [...entities].every((entity) => open.has(entity));
  }

  private found(rows: Rows, created: ReadonlyMap<string, Created>): ReadonlyMap<object, Created> {
    const sent = this.resource.unanswered().filter(({ entity }) => created.has(entity));
    const left = new Set(sent.map(({ entity }) => entity));
    for (const entity of created.keys()) if (!left.has(entity)) this.before.set(entity, rows);
    const found = new Map<object, Created>();
    for (const { entity, data } of sent) {
      const one = created.get(entity);
      const row = this.since(entity, rows).find(
        (other) => !found.has(other) && holds(other, data) && !this.resource.isKnown(idOf(other)),
      );
      if (row && one) found.set(row, one);
    }
    return found;
  }

  /** Rows that are shown for the first time may hold the record; stored ones, of what an earlier page made. */
  private mayHold(entity: string, came: number | undefined): boolean {
    if (came === undefined) return !this.resource.isMadeHere(entity);
    const known = came + this.resource.lead();
    return this.resource
      .unanswered()
      .some((one) => one.entity === entity && one.timestamp <= known);
  }

  /** Rows that were not there before; found once for the list. */
  private since(entity: string, rows: Rows): Rows {
    const before = this.before.get(entity) ?? rows;
    const known = this.added.get(before);
    if (known?.to === rows) return known.added;
    const ids = new Set(before.map(idOf));
    const added = rows.filter((row) => idOf(row) !== '' && !ids.has(idOf(row)));
    this.added.set(before, { to: rows, added });
    return added;
  }
}

const NONE: ReadonlyMap<object, Created> = new Map();

/** Nothing in the row contradicts what was sent, and something agrees. A list may show few fields. */
function holds(row: object, sent: unknown): boolean {
  let agrees = false;
  for (const [field, value] of Object.entries((sent ?? {}) as AnyRecord)) {
    if (field === 'id' || isEmpty(value) || !(field in row)) continue;
    if (!isSame(value, (row as AnyRecord)[field])) return false;
    agrees = true;
  }
  return agrees;
}

const isEmpty = (value: unknown): boolean => value === null || value === '';

/** Servers give numbers as text, times in their own form, and the record that an id refers to. */
function isSame(ours: unknown, theirs: unknown): boolean {
  if (sameJson(ours, theirs)) return true;
  if (Array.isArray(ours) && !(Array.isArray(theirs) && theirs.length === ours.length))
    return false;
  if (typeof ours === 'object' && ours !== null)
    return Object.entries(ours).every(
      ([name, value]) => isEmpty(value) || isSame(value, (theirs as AnyRecord | null)?.[name]),
    );
  const [mine, other] = [textOf(ours), textOf(idIn(theirs))];
  return mine !== undefined && other !== undefined && isSameText(mine, other);
}

const idIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (value as AnyRecord)['id'] : value;

/** Text to compare: without space around it, in upper case; undefined: neither text nor number. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).normalize().trim().toUpperCase()
    : undefined;

const DAY = /^\d{4}-\d\d-\d\d/;
const PHONE = /^[\d\s+().-]+$/;
const PHONE_DIGITS = 8;

/** Both are the same text, moment or phone number. */
function isSameText(one: string, other: string): boolean {
  if (one === other) return true;
  const [digits, others] = [digitsIn(one), digitsIn(other)];
  if (DAY.test(one) && DAY.test(other))
    return (
      Date.parse(one) === Date.parse(other) ||
      digits.startsWith(others) ||
      others.startsWith(digits)
    );
  const isLong = Math.min(digits.length, others.length) >= PHONE_DIGITS;
  const arePhones = isLong && PHONE.test(one) && PHONE.test(other);
  return arePhones && (digits.endsWith(others) || others.endsWith(digits));
}

const digitsIn = (text: string): string => text.replace(/\D/g, '').replace(/^0+/, '');
