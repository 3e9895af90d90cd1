import type { OverlayOptions } from '../../types/sync_client.js';

type Place<Row extends object> = Pick<
  OverlayOptions<Row>,
  'compare' | 'complete' | 'first' | 'place'
>;

/**
 * A list with rows that it did not have.
 *
 * @param added in the order in which they came
 * @returns a new list; rows of `list` keep their order
 */
export function placed<Row extends object>(
  list: readonly Row[],
  added: readonly Row[],
  { compare, complete = true, first = true, place }: Place<Row>,
): Row[] {
  if (compare === undefined || place !== undefined)
    return placedByName(list, added, place ?? (complete ? 'end' : 'none'));
  const sorted = [...added].sort(compare);
  const seen: Row[] = [];
  let next = 0;
  for (const row of list) {
    for (let one = sorted[next]; one && compare(one, row) < 0; one = sorted[next]) {
      if (first || seen.length > 0) seen.push(one);
      next += 1;
    }
    seen.push(row);
  }
  const isWhole = complete && (first || list.length > 0);
  return isWhole ? [...seen, ...sorted.slice(next)] : seen;
}

function placedByName<Row>(
  list: readonly Row[],
  added: readonly Row[],
  place: 'end' | 'start' | 'none',
): Row[] {
  if (place === 'none') return [...list];
  return place === 'end' ? [...list, ...added] : [...added].reverse().concat(list);
}
