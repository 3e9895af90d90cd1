import { z } from 'zod';
import { invalid } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import { decodeCursor, type Cursor } from './cursor.ts';
import { day, instant, isStorable } from './fields.ts';
import { problemsOf } from './problems.ts';
import { decodePosition, type FeedPosition } from '../feed/position.ts';
import type { Filter, Resource } from './resource.ts';

/** The order of a list. */
export interface Order {
  /** As in the query: a public name, with a minus for newest or last first. */
  readonly sort: string;
  readonly column: string;
  readonly descending: boolean;
}

/** A bound on a date: a moment, or a whole day on the clinic's clock. */
export interface Bound {
  readonly value: string;
  readonly isDay: boolean;
}

/** One condition on a record. */
export type Condition =
  | { readonly kind: 'equals'; readonly column: string; readonly value: string | boolean }
  | { readonly kind: 'from' | 'to'; readonly column: string; readonly bound: Bound }
  | { readonly kind: 'appointment-on'; readonly column: string; readonly day: string };

/** A list request, understood. */
export interface ListQuery {
  readonly limit: number;
  /** Page mode: 1 is the first. Ignored when a cursor is given. */
  readonly page: number;
  readonly cursor: Cursor | null;
  readonly order: Order;
  /** Words that must all occur, folded by the database. */
  readonly words: readonly string[];
  readonly updatedSince: string | null;
  /** Only what has changed since this place of the feed; null: all. */
  readonly changedSince: FeedPosition | null;
  /** Deleted records are part of the list: asked for, or needed to follow changes. */
  readonly withDeleted: boolean;
  readonly conditions: readonly Condition[];
}

/** `2026-03-01`, or a moment with an offset. */
const bound = z.union([
  day.transform((value): Bound => ({ value, isDay: true })),
  instant.transform((value): Bound => ({ value, isDay: false })),
]);

/** The query parameters of a resource's list, and no others: without its filter a list would have other people's records. */
export function listSchema(resource: Resource) {
  const filters = Object.entries(resource.filters).map(([name, filter]) => [
    name,
    filterSchema(filter).optional(),
  ]);
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(limits.maxPageSize).optional(),
    page: z.coerce.number().int().min(1).max(1_000_000).optional(),
    cursor: z.string().max(2000).optional(),
    sort: z.enum(sortNames(resource)).optional(),
    q: z.string().max(200).optional(),
    updated_since: instant.optional(),
    changed_since: z.string().max(100).optional(),
    include_deleted: z.stringbool().optional(),
    ...(Object.fromEntries(filters) as Record<
      string,
      z.ZodType<string | boolean | Bound | undefined>
    >),
  });
}

/** What a filter's parameter takes. */
function filterSchema(filter: Filter): z.ZodType<string | boolean | Bound> {
  if (filter.kind === 'equals') return filter.schema;
  return filter.kind === 'appointment-on' ? day : bound;
}

function sortNames(resource: Resource): readonly string[] {
  return Object.keys(resource.sorts).flatMap((name) => [name, `-${name}`]);
}

/**
 * Understands the query of a list request.
 * @param scope of cursors of the feed, see `cursorScope`.
 * @throws ApiError 400 with every bad parameter named; 410 when `changed_since` is a cursor of another scope.
 */
export function parseListQuery(resource: Resource, query: unknown, scope: string): ListQuery {
  const unstorable = Object.entries(query as Record<string, unknown>)
    .filter(([field, value]) => field !== 'q' && typeof value === 'string' && !isStorable(value))
    .map(([field]) => ({ field, code: 'INVALID_CHARACTER' as const }));
  if (unstorable.length > 0) throw invalid(unstorable);
  const result = listSchema(resource).safeParse(query, { reportInput: true });
  if (!result.success) throw invalid(problemsOf(result.error));
  const { limit, page, cursor, sort, q, updated_since, changed_since, ...rest } = result.data;
  const { include_deleted, ...filters } = rest;
  const isUpdate = updated_since !== undefined || changed_since !== undefined;
  const conditions = conditionsOf(resource, filters);
  // What has left the filter would not be announced.
  if (changed_since !== undefined && (conditions.length > 0 || (q ?? '').trim() !== ''))
    throw invalid([{ field: 'changed_since', code: 'INVALID' }]);
  const order = orderOf(resource, sort ?? (isUpdate ? 'updated_at' : resource.defaultSort));
  return {
    limit: limit ?? limits.defaultPageSize,
    page: page ?? 1,
    cursor: cursor === undefined || cursor === '' ? null : decodeCursor(cursor, order.sort),
    order,
    words: (q ?? '')
      .replaceAll('\u0000', '')
      .split(/\s+/)
      .filter((word) => word !== ''),
    updatedSince: updated_since ?? null,
    changedSince:
      changed_since === undefined ? null : decodePosition(changed_since, scope, 'changed_since'),
    withDeleted: include_deleted ?? isUpdate,
    conditions,
  };
}

function orderOf(resource: Resource, sort: string): Order {
  const descending = sort.startsWith('-');
  const column = resource.sorts[descending ? sort.slice(1) : sort];
  if (column === undefined) throw invalid([{ field: 'sort', code: 'INVALID' }]);
  return { sort, column, descending };
}

function conditionsOf(
  resource: Resource,
  given: Readonly<Record<string, string | boolean | Bound | undefined>>,
): readonly Condition[] {
  return Object.entries(resource.filters).flatMap(([name, filter]): Condition[] => {
    const value = given[name];
    if (value === undefined) return [];
    const { kind, column } = filter;
    if (kind === 'from' || kind === 'to')
      return typeof value === 'object' ? [{ kind, column, bound: value }] : [];
    if (typeof value === 'object') return [];
    return kind === 'equals' ? [{ kind, column, value }] : [{ kind, column, day: String(value) }];
  });
}
