import { describe, expect, it } from 'vitest';
import { ALL, type Api, numberIn, read, rowsFrom } from '../../support/paged_list.js';

/** An API that refuses parameters that are not in that list. */
const only =
  (names: readonly string[], list: Api): Api =>
  (query) =>
    [...query.keys()].every((name) => names.includes(name)) ? list(query) : { status: 400 };

/** As Parse Server and Sails read pages. */
const byOffset =
  (name: string, most: number): Api =>
  (query) => {
    const from = numberIn(query, name, 0);
    return {
      body: { results: rowsFrom(from, from + Math.min(numberIn(query, 'limit', 100), most)) },
    };
  };

/** As Strapi reads pages: other names are refused or ignored, and a page has 25 rows. */
const strapi: Api = (query) => {
  if (query.has('page') || query.has('pagination[page]')) return { status: 400 };
  const start = numberIn(query, 'pagination[start]', 0);
  const limit = Math.min(numberIn(query, 'pagination[limit]', 25), 50);
  const pagination = { start, limit, total: ALL };
  return { body: { data: rowsFrom(start, start + limit), meta: { pagination } } };
};

const rowsOf = ({ list }: Awaited<ReturnType<typeof read>>): unknown =>
  'rows' in list ? [list.rows.length, list.whole] : list;

describe('4: an API that refuses parameters that it does not know', () => {
  it.each([
    ['offset', 1000],
    ['offset', 40],
    ['skip', 1000],
    ['skip', 40],
  ])('is read to its end where it pages by limit and %s, %d at once', async (name, most) => {
    expect(rowsOf(await read(only(['limit', name], byOffset(name, most))))).toEqual([ALL, true]);
  });

  it('is read to its end where it pages by names of its own', async () => {
    expect(rowsOf(await read(strapi))).toEqual([ALL, true]);
  });

  it.each([404, 416])('is whole where no page is behind its last one: %d', async (status) => {
    const rows = Array.from({ length: 150 }, (_, id) => ({ id }));
    const list: Api = (query) => {
      const [from, limit] = [numberIn(query, 'offset', 0), numberIn(query, 'limit', 10)];
      if (limit > 100) return { status: 400 };
      return from < rows.length ? { body: rows.slice(from, from + limit) } : { status };
    };
    expect(rowsOf(await read(only(['limit', 'offset'], list)))).toEqual([rows.length, true]);
  });

  it('is whole where it gives fewer rows than it was asked for, and refuses more', async () => {
    expect(rowsOf(await read(only(['limit'], byOffset('skip', 1000))))).toEqual([ALL, true]);
  });

  it.each([1000, 100])(
    'is not whole where it gives all %d rows that it was asked for',
    async (most) => {
      const list: Api = (query) => {
        const limit = numberIn(query, 'limit', 10);
        return limit > most
          ? { status: 400 }
          : { body: Array.from({ length: limit }, (_, id) => ({ id })) };
      };
      expect(rowsOf(await read(only(['limit'], list)))).toEqual([most, false]);
    },
  );
});
