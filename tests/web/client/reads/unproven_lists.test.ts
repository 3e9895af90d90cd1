import { describe, expect, it } from 'vitest';
import type { ListAnswer } from '../../../../web/src/client/reads/list_fetcher.js';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { ALL, type Api, E, numberIn, read, rowsFrom } from '../../support/paged_list.js';

const CAPS = [5, 7, 12, 20, 35, 40, 50, 60, 75, 80];

/** How an API without a word pages. */
const waysOf = (cap: number): [string, Api][] => [
  [
    'page',
    (query) => {
      const page = Math.max(1, numberIn(query, 'page', 1));
      return { body: rowsFrom((page - 1) * cap, page * cap) };
    },
  ],
  [
    'page, with a failure over page 0',
    (query) => {
      const page = numberIn(query, 'page', 1);
      return page < 1 ? { status: 500 } : { body: rowsFrom((page - 1) * cap, page * cap) };
    },
  ],
  [
    'page, with 404 behind the last',
    (query) => {
      const body = rowsFrom(
        (numberIn(query, 'page', 1) - 1) * cap,
        numberIn(query, 'page', 1) * cap,
      );
      return body.length === 0 ? { status: 404 } : { body };
    },
  ],
  [
    'page, and the last one again behind it',
    (query) => {
      const last = Math.ceil(ALL / cap);
      const page = Math.min(last, Math.max(1, numberIn(query, 'page', 1)));
      return { body: rowsFrom((page - 1) * cap, page * cap) };
    },
  ],
  [
    'page from 0',
    (query) => {
      const page = numberIn(query, 'page', 0);
      return { body: rowsFrom(page * cap, (page + 1) * cap) };
    },
  ],
  [
    'page from 0, with a flag',
    (query) => {
      const page = numberIn(query, 'page', 0);
      const items = rowsFrom(page * cap, (page + 1) * cap);
      return { body: { items, hasMore: (page + 1) * cap < ALL } };
    },
  ],
  [
    'page from 0, with a total',
    (query) => {
      const page = numberIn(query, 'page', 0);
      return { body: { items: rowsFrom(page * cap, (page + 1) * cap), total: ALL } };
    },
  ],
  ...['offset', 'skip', 'start', '_start', 'from'].map((name): [string, Api] => [
    name,
    (query) => {
      const at = numberIn(query, name, 0);
      return { body: rowsFrom(at, at + cap) };
    },
  ]),
  ...['_page', 'pageNumber'].map((name): [string, Api] => [
    name,
    (query) => {
      const page = numberIn(query, name, 1);
      return { body: rowsFrom((page - 1) * cap, page * cap) };
    },
  ]),
];

describe('4: lists: how many rows there are proves nothing', () => {
  const cases = CAPS.flatMap((cap) =>
    waysOf(cap).map(([way, api]): [number, string, Api] => [cap, way, api]),
  );
  it.each(cases)('a page of %i, paged by %s', async (_cap, _way, api) => {
    const { list } = await read(api);
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
    expect('rows' in list && new Set(list.rows.map(({ id }) => id)).size).toBe(ALL);
  });

  it.each(['page', 'offset', 'skip'])('a list without ids, paged by %s', async (name) => {
    const { list } = await read((query) => {
      const at =
        name === 'page'
          ? (Math.max(1, numberIn(query, name, 1)) - 1) * 12
          : numberIn(query, name, 0);
      return { body: rowsFrom(at, at + 12).map(({ id }) => ({ row: id })) };
    });
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
  });

  it.each(['token', 'offset', 'resume'])('an empty %s is not the end', async (name) => {
    const { list } = await read((query) => {
      const page = Math.max(1, numberIn(query, 'page', 1));
      return { body: { items: rowsFrom((page - 1) * 12, page * 12), [name]: null } };
    });
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
  });

  it('an empty page 1 is not the end of an API that counts from 0', async () => {
    const { list } = await read((query) => ({
      body: numberIn(query, 'page', 0) === 0 ? rowsFrom(0, 12) : [],
    }));
    expect(list).toMatchObject({ whole: true, rows: { length: 12 } });
  });

  it('a read that fails over page 0 for want of a network fails', async () => {
    const { list } = await read((query) =>
      query.get('page') === '0' ? { status: 503 } : { body: [] },
    );
    expect(list).toEqual({ failedWith: 503 });
  });

  it('an API that gives smaller pages only is asked for those', async () => {
    const { list } = await read((query) => {
      if (numberIn(query, 'limit', 20) > 100) return { status: 422 };
      const limit = numberIn(query, 'limit', 20);
      const page = Math.max(1, numberIn(query, 'page', 1));
      return { body: rowsFrom((page - 1) * limit, page * limit) };
    });
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
  });
});

describe('4: lists: a total that counts the page', () => {
  const ways = (total: (rows: AnyRecord[]) => AnyRecord): [string, Api][] =>
    [10, 12, 20, 25, 50].flatMap((cap) =>
      waysOf(cap)
        .filter(([way]) => !way.includes('flag') && !way.includes('total'))
        .map(([way, api]): [string, Api] => [
          `a page of ${cap}, paged by ${way}`,
          (query) => {
            const { body, status = 200 } = api(query);
            const rows = (body ?? []) as AnyRecord[];
            return { status, body: { items: rows, ...total(rows) } };
          },
        ]),
    );
  it.each(ways((rows) => ({ total: rows.length })))('is not believed: %s', async (_, api) => {
    const { list } = await read(api);
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
    expect('rows' in list && new Set(list.rows.map(({ id }) => id)).size).toBe(ALL);
  });

  const page = (query: URLSearchParams, size: number): AnyRecord[] => {
    const number = Math.max(1, numberIn(query, 'page', 1));
    return rowsFrom((number - 1) * size, number * size);
  };
  const next = (query: URLSearchParams, size: number): number | null => {
    const number = Math.max(1, numberIn(query, 'page', 1));
    return number * size < ALL ? number + 1 : null;
  };
  it.each<[string, Api]>([
    [
      'a Link header',
      (query) => ({
        body: page(query, 7),
        headers: {
          'x-total-count': String(page(query, 7).length),
          ...(next(query, 7) ? { link: `<${E}?page=${next(query, 7)}>; rel="next"` } : {}),
        },
      }),
    ],
    [
      'a next address',
      (query) => ({
        body: {
          data: page(query, 7),
          total: page(query, 7).length,
          next: next(query, 7) && `${E}?page=${next(query, 7)}`,
        },
      }),
    ],
    [
      'a flag',
      (query) => ({
        body: {
          data: page(query, 7),
          total: page(query, 7).length,
          hasMore: next(query, 7) !== null,
        },
      }),
    ],
    [
      'a number of pages',
      (query) => ({
        body: { data: page(query, 7), total: page(query, 7).length, totalPages: 13 },
      }),
    ],
  ])('is contradicted by %s, once', async (_, api) => {
    const { list, asked } = await read(api);
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
    expect([13, 14]).toContain(asked.length); // perhaps one for page 0
  });

  it.each<[string, number, number, Api]>([
    ['ends at once', 1, 7, () => ({ body: { items: rowsFrom(0, 7), total: 7 } })],
    [
      'ends at once where a sign agrees',
      1,
      10,
      () => ({ body: { items: rowsFrom(0, 10), total: 10, hasMore: false } }),
    ],
    [
      'ends at once where the pages agree',
      1,
      10,
      () => ({ body: { items: rowsFrom(0, 10), total: 10, totalPages: 1 } }),
    ],
    [
      'is asked about where it may be a page, or the second one',
      3,
      10,
      (query) => ({ body: { items: query.get('page') === '1' ? rowsFrom(0, 10) : [], total: 10 } }),
    ],
    [
      'is asked about once where the API has no pages',
      2,
      10,
      () => ({ body: { items: rowsFrom(0, 10), total: 10 } }),
    ],
    [
      'is asked about where the API has no such page, or the second one',
      3,
      10,
      (query) =>
        query.get('page') === '1'
          ? { body: { items: rowsFrom(0, 10), total: 10 } }
          : { status: 404 },
    ],
  ])('%s', async (_, requests, length, api) => {
    const { list, asked } = await read(api);
    expect(list).toMatchObject({ whole: true, rows: { length } });
    expect(asked).toHaveLength(requests);
  });
});

describe('2.9, 3.12a: lists: pages without a total', () => {
  /** Pages of 20 by number; before request `at`, the first row is deleted. */
  const losing =
    (at: number): Api =>
    (query) => {
      requests += 1;
      const from = requests >= at ? 1 : 0;
      const number = Math.max(1, numberIn(query, 'page', 1));
      const rows = rowsFrom(0, 50).slice(from);
      const items = rows.slice((number - 1) * 20, number * 20);
      return { body: { items, totalPages: 3 } };
    };
  let requests = 0;
  const sorted = (list: ListAnswer): number[] =>
    'rows' in list ? list.rows.map(({ id }) => Number(id)).sort((a, b) => a - b) : [];

  it.each([2, 3])('prove nothing before two reads agree: deleted at %i', async (at) => {
    requests = 0;
    const { list, asked } = await read(losing(at), { isProof: true });
    expect(list).toMatchObject({ whole: true });
    expect(sorted(list)).toEqual(rowsFrom(1, 50).map(({ id }) => id));
    expect(asked).toHaveLength(9);
  });

  it('are read once where a total counts the rows', async () => {
    const { list, asked } = await read(
      (query) => {
        const number = Math.max(1, numberIn(query, 'page', 1));
        return { body: { items: rowsFrom((number - 1) * 20, number * 20), total: ALL } };
      },
      { isProof: true },
    );
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
    expect(asked).toHaveLength(5);
  });

  it('may begin with the last row of the page before (CouchDB)', async () => {
    const { list } = await read((query) => {
      const at = Number(query.get('startkey') ?? 0);
      const rows = rowsFrom(at, at + 20);
      const end = at + 20 < ALL ? String(at + 19) : null;
      return { body: { rows, next: end && `${E}?startkey=${end}` } };
    });
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
  });

  it('may count fewer than there are', async () => {
    const { list } = await read((query) => {
      const number = Math.max(1, numberIn(query, 'page', 1));
      const next = number * 20 < ALL ? number + 1 : null;
      return { body: { data: rowsFrom((number - 1) * 20, number * 20), total: 80, next } };
    });
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
  });
});

/** An API that gives 12 rows and a mark, which it takes back under `parameter`. */
function marked(mark: (at: number) => AnyRecord, parameter: string): Api {
  return (query) => {
    const at = numberIn(query, parameter, 0);
    return { body: { items: rowsFrom(at, at + 12), ...(at + 12 < ALL ? mark(at + 12) : {}) } };
  };
}

describe('4: lists: a mark of more under any name', () => {
  it.each<[string, Api]>([
    ['continuationToken', marked((at) => ({ continuationToken: `${at}.0` }), 'continuationToken')],
    ['bookmark', marked((at) => ({ bookmark: `${at}.00` }), 'bookmark')],
    ['scrollId', marked((at) => ({ scrollId: `${at}.0` }), 'scrollId')],
    [
      'a word of its own',
      (query) => {
        const at = Number((query.get('weiter') ?? 'itr/0').slice(4));
        const weiter = at + 12 < ALL ? { weiter: `itr/${String(at + 12).padStart(5, '0')}` } : {};
        return { body: { records: rowsFrom(at, at + 12), ...weiter } };
      },
    ],
    [
      'an offset that is not a number (Airtable)',
      (query) => {
        const at = Number((query.get('offset') ?? 'itr0').slice(3));
        const rest = at + 12 < ALL ? { offset: `itr${at + 12}` } : {};
        return { body: { records: rowsFrom(at, at + 12), ...rest } };
      },
    ],
    [
      'an address (Salesforce)',
      (query) => {
        const at = numberIn(query, 'at', 0);
        const rest = at + 12 < ALL ? { nextRecordsUrl: `${E}?at=${at + 12}` } : {};
        return { body: { done: at + 12 >= ALL, records: rowsFrom(at, at + 12), ...rest } };
      },
    ],
  ])('is followed: %s', async (_, api) => {
    const { list } = await read(api);
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
    expect(list).not.toHaveProperty('isDoubtful');
  });

  it.each<[string, AnyRecord]>([
    ['LastEvaluatedKey', { LastEvaluatedKey: { id: { S: '11' } } }],
    ['done: false', { done: false }],
    ['isLastPage: false', { isLastPage: false }],
    ['truncated', { IsTruncated: true }],
    ['more', { meta: { more: true } }],
    ['a token', { nextToken: 'eyJpZCI6MTF9' }],
    ['a key in a page', { page: { paginationToken: 'eyJpZCI6MTF9' } }],
    ['the id of the last row', { lastSeen: '11' }],
    ['what may be a cursor', { weiter: 'eyJpZCI6MTF9' }],
  ])('makes a list unproven where it cannot be followed: %s', async (_, mark) => {
    const { list } = await read(() => ({ body: { data: rowsFrom(0, 12), ...mark } }));
    const isProven = 'rows' in list && list.whole && !list.isDoubtful;
    expect(isProven).toBe(false);
  });

  it.each<[string, AnyRecord]>([
    ['notes', { success: true, message: 'OK', code: 'PATIENTS_LISTED', timestamp: '2026-05-01' }],
    [
      'ids of the answer',
      { requestId: 'a1b2c3d4e5', traceId: 'b7f3a1c2d4', api_version: 'v1.2.3' },
    ],
    ['addresses', { links: { self: `${E}?page=1`, first: '/api/v1/patients', next: null } }],
    ['a mark that is empty', { nextToken: null }],
    ['a flag', { done: true }],
    ['a total', { total: 12, nextToken: 'eyJpZCI6MTF9' }],
  ])('is not seen in %s', async (_, about) => {
    const { list } = await read(() => ({ body: { data: rowsFrom(0, 12), ...about } }));
    expect(list).toMatchObject({ whole: true, rows: { length: 12 } });
    expect(list).not.toHaveProperty('isDoubtful');
  });
});

describe('4: lists: envelopes of lists that are empty, or are two', () => {
  it.each<[string, unknown]>([
    ['patients', { patients: [] }],
    ['patients in data', { data: { patients: [] } }],
    ['patients beside notes', { status: 'ok', patients: [], errors: [] }],
    ['_embedded', { _embedded: { patients: [] }, page: { totalElements: 0 } }],
    ['d.results', { d: { results: [] } }],
    ['another name', { people: [] }],
    ['two lists', { doctors: [{ id: 1 }], patients: [] }],
    ['a response', { response: { docs: [] } }],
    ['hits.hits', { took: 1, hits: { total: { value: 0, relation: 'eq' }, hits: [] } }],
    ['edges', { edges: [], pageInfo: { hasNextPage: false } }],
  ])('%s', async (_, body) => {
    expect((await read(() => ({ body }))).list).toMatchObject({ whole: true, rows: [] });
  });

  it.each<[string, unknown]>([
    ['by number (PHP)', { 0: { id: 7 }, 2: { id: 9 } }],
    ['by number, in data', { success: true, data: { 0: { id: 7 }, 2: { id: 9 } } }],
    ['by id', { a7: { id: 'a7' }, a9: { id: 'a9' } }],
  ])('takes an object of rows %s', async (_, body) => {
    expect((await read(() => ({ body }))).list).toMatchObject({ whole: true, rows: { length: 2 } });
  });

  it.each<[string, unknown]>([
    ['a record', { patient: { id: 7 } }],
    ['two records', { patient: { id: 7 }, doctor: { id: 9 } }],
    ['records without ids', { 0: { name: 'Ana' } }],
  ])('takes no object that is not a list: %s', async (_, body) => {
    expect((await read(() => ({ body }))).list).toMatchObject({ notUnderstood: true });
  });

  it('takes the list of its own name', async () => {
    const body = { doctors: [{ id: 1 }, { id: 2 }], patients: [{ id: 7 }] };
    expect((await read(() => ({ body }))).list).toMatchObject({ rows: [{ id: 7 }] });
  });

  it('understands no answer with two lists of other names', async () => {
    const body = { doctors: [{ id: 1 }], nurses: [{ id: 7 }] };
    expect((await read(() => ({ body }))).list).toMatchObject({ notUnderstood: true });
  });
});
