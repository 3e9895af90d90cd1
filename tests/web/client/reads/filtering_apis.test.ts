import { describe, expect, it } from 'vitest';
import { readListOrChanges } from '../../../../web/src/client/reads/incremental_read.js';
import { ALL, type Api, E, numberIn, read, rowsFrom } from '../../support/paged_list.js';

/** An API that has no row of which a field is what an unknown parameter says. */
const filtering =
  (list: Api, isKnown: (name: string) => boolean = () => false): Api =>
  (query) => {
    const { body, ...answer } = list(query);
    const isNone = [...query.keys()].some((name) => !isKnown(name));
    return { ...answer, body: isNone ? emptied(body) : body };
  };

const emptied = (body: unknown): unknown =>
  Array.isArray(body) ? [] : { ...(body as object), data: [], total: 0 };

/** As Feathers answers, with its parameters, and a page of 10 where it is not asked for more. */
const feathers = (most: number): Api =>
  filtering(
    (query) => {
      const skip = numberIn(query, '$skip', 0);
      const limit = Math.min(numberIn(query, '$limit', 10), most);
      return { body: { total: ALL, limit, skip, data: rowsFrom(skip, skip + limit) } };
    },
    (name) => name.startsWith('$'),
  );

const rowsOf = ({ list }: Awaited<ReturnType<typeof read>>): unknown =>
  'rows' in list ? [list.rows.length, list.whole] : list;

describe('4, 3.12a: an API that takes every parameter for a filter', () => {
  it.each([50, 1000])('is read to its end, by its own parameters, %d at once', async (most) => {
    expect(rowsOf(await read(feathers(most)))).toEqual([ALL, true]);
  });

  // json-server 1: an array, or pages by names of its own.
  it.each([1000, 40])(
    'is read to its end, by names that begin with _, %d at once',
    async (most) => {
      const list: Api = (query) => {
        if (!query.has('_page')) return { body: rowsFrom(0, ALL) };
        const [page, limit] = [numberIn(query, '_page', 1), numberIn(query, '_per_page', 10)];
        const end = page * Math.min(limit, most);
        const next = end < ALL ? page + 1 : null;
        return {
          body: { prev: null, next, items: ALL, data: rowsFrom(end - Math.min(limit, most), end) },
        };
      };
      expect(rowsOf(await read(filtering(list, (name) => name.startsWith('_'))))).toEqual([
        ALL,
        true,
      ]);
    },
  );

  it('is read to its end where it has no pages', async () => {
    const api = filtering(
      (query) => ({ body: rowsFrom(numberIn(query, '$skip', 0), ALL) }),
      (name) => name.startsWith('$'),
    );
    expect(rowsOf(await read(api))).toEqual([ALL, true]);
  });

  it.each<[string, Api, boolean]>([
    ['of all there are', () => ({ body: { data: rowsFrom(0, ALL), total: ALL } }), true],
    ['of a part', () => ({ body: { data: rowsFrom(0, 25), total: ALL } }), false],
    ['that do not say whether they are all', () => ({ body: rowsFrom(0, 25) }), false],
  ])('shows the rows %s', async (_, list, whole) => {
    const answer = await read(filtering(list));
    expect(answer.list).toMatchObject({ whole });
    expect('rows' in answer.list && answer.list.rows.length).toBeGreaterThan(0);
  });

  it('is not whole where its own parameters fail', async () => {
    const list: Api = (query) =>
      query.has('$limit') ? { status: 500 } : { body: rowsFrom(0, 25) };
    expect(rowsOf(await read(filtering(list)))).toEqual([25, false]);
  });

  it('is not taken for empty where its plain list could not be read', async () => {
    const list: Api = (query) => (query.size === 0 ? { status: 503 } : { body: [] });
    expect((await read(list)).list).toEqual({ failedWith: 503 });
  });

  it('is empty where its plain list is', async () => {
    expect(rowsOf(await read(() => ({ body: [] })))).toEqual([0, true]);
  });

  it('is not a proof of an empty list where its plain list failed', async () => {
    const list: Api = (query) => (query.size === 0 ? { status: 500 } : { body: [] });
    expect((await read(list)).list).toMatchObject({ rows: [], isDoubtful: true });
  });

  it.each<(rows: unknown[]) => unknown>([
    (rows) => rows,
    (rows) => ({ data: rows }),
    (rows) => ({ data: rows, total: ALL }),
  ])('is no API that counts its pages from 0, where page 1 is empty: %#', async (wrap) => {
    const list: Api = (query) => {
      const limit = numberIn(query, 'limit', 20);
      const skip = numberIn(query, 'page', 0) * limit;
      return { body: wrap(rowsFrom(skip, skip + limit)) };
    };
    expect(rowsOf(await read(list))).toEqual([ALL, true]);
  });

  it('is asked for once where its parameters are known', async () => {
    const { asked } = await read(() => ({ body: { data: [], total: 0 } }), { isKnown: true });
    expect(asked).toHaveLength(1);
  });

  it('is not read by its changes: they would be left out', async () => {
    const asked: string[] = [];
    const source = {
      parameter: 'since',
      markIn: (body: unknown) => String((body as { next: number }).next),
      read: (url: string) => {
        asked.push(url);
        const query = new URL(url, 'https://x').searchParams;
        const data = [...query.keys()].every((name) => name.startsWith('$')) ? [{ id: 1 }] : [];
        const body = { data, total: data.length, next: 7 };
        return Promise.resolve({ outcome: 'found' as const, body, etag: '' });
      },
    };
    const { answer, mark } = await readListOrChanges(E, undefined, source);
    expect(answer).toMatchObject({ rows: [{ id: 1 }], whole: true });
    expect(mark).toBeUndefined();
  });

  it('keeps the filter of its endpoint', async () => {
    const { asked } = await read(feathers(50), {}, `${E}?$sort[name]=1`);
    expect(asked.every((url) => url.startsWith(`${E}?$sort[name]=1`))).toBe(true);
  });
});

describe('4: a list that does not name another page', () => {
  it('is whole as OData writes it, also where our parameters are refused', async () => {
    const list: Api = (query) =>
      query.size > 0
        ? { status: 400 }
        : { body: { '@odata.context': '$metadata#patients', value: rowsFrom(0, ALL) } };
    expect(rowsOf(await read(list))).toEqual([ALL, true]);
  });

  it('is whole as database layers write it: rows and how many there are', async () => {
    const list: Api = (query) => {
      const skip = numberIn(query, 'skip', 0);
      return { body: [rowsFrom(skip, skip + 25), ALL] };
    };
    expect(rowsOf(await read(list))).toEqual([ALL, true]);
    expect(rowsOf(await read(() => ({ body: [[], 0] })))).toEqual([0, true]);
  });
});
