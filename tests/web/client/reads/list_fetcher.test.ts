import { describe, expect, it } from 'vitest';
import { type ListAnswer, readList } from '../../../../web/src/client/reads/list_fetcher.js';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import type { ReadAnswer } from '../../../../web/src/host/http/reader.js';

const E = '/api/v1/patients';

interface Reply {
  body?: unknown;
  headers?: Record<string, string>;
  status?: number;
}
type Api = (query: URLSearchParams, url: string) => Reply;

const rowsFrom = (from: number, to: number): AnyRecord[] =>
  Array.from({ length: to - from }, (_, n) => ({ id: from + n }));

/** An API with that many rows, cut into pages of `size`, from page 1. */
function pages(total: number, size: number, received: (page: number, of: number) => Reply): Api {
  return (query) => {
    const page = Math.max(1, Number(query.get('page') ?? 1));
    const rows = rowsFrom((page - 1) * size, Math.min(page * size, total));
    const { body, headers } = received(page, Math.ceil(total / size));
    const filled =
      body === undefined
        ? rows
        : JSON.parse(JSON.stringify(body).replace('"ROWS"', JSON.stringify(rows)));
    return { body: filled, ...(headers ? { headers } : {}) };
  };
}

async function read(api: Api, known: string[] = [], isProof = false) {
  const asked: string[] = [];
  const answer = (url: string): ReadAnswer => {
    asked.push(url);
    const { body, headers = {}, status = 200 } = api(new URL(url, 'https://x').searchParams, url);
    if (status === 404) return { outcome: 'missing' };
    if (status !== 200) return { outcome: 'failed', status };
    const lower = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
    return {
      outcome: 'found',
      body,
      etag: '',
      header: (name) => lower[name.toLowerCase()] ?? null,
    };
  };
  const list: ListAnswer = await readList(E, {
    read: (url) => Promise.resolve(answer(url)),
    known: () => known,
    isProof,
  });
  return { list, asked };
}

const whole = (count: number) => ({ whole: true, rows: { length: count } });

describe('4: a list is read to its end', () => {
  it.each<[string, (page: number, of: number) => Reply]>([
    ['a total', () => ({ body: { data: 'ROWS', pagination: { total: 250 } } })],
    ['a total as text', () => ({ body: { data: 'ROWS', pagination: { total: '250' } } })],
    ['meta.total', () => ({ body: { data: 'ROWS', meta: { total: 250 } } })],
    ['totalPages', (_, of) => ({ body: { data: 'ROWS', pagination: { totalPages: of } } })],
    ['last_page (Laravel)', (_, of) => ({ body: { data: 'ROWS', meta: { last_page: of } } })],
    ['hasNextPage', (p, of) => ({ body: { items: 'ROWS', pageInfo: { hasNextPage: p < of } } })],
    [
      'a next link (Django)',
      (p, of) => ({
        body: {
          count: 250,
          next: p < of ? `http://internal:8000${E}?page=${p + 1}` : null,
          results: 'ROWS',
        },
      }),
    ],
    [
      'a next page number',
      (p, of) => ({ body: { data: 'ROWS', next_page: p < of ? p + 1 : null } }),
    ],
    [
      'links.next (JSON:API)',
      (p, of) => ({
        body: { data: 'ROWS', links: { next: p < of ? `${E}?page=${p + 1}` : null } },
      }),
    ],
    [
      'a Link header',
      (p, of) => ({
        headers:
          p < of ? { Link: `<${E}?page=1>; rel="first", <${E}?page=${p + 1}>; rel="next"` } : {},
      }),
    ],
    ['X-Total-Count', () => ({ headers: { 'X-Total-Count': '250' } })],
    ['Content-Range', () => ({ headers: { 'Content-Range': '0-99/250' } })],
    ['full pages without a word', () => ({})],
  ])('by %s', async (_, received) => {
    const { list } = await read(pages(250, 100, received));
    expect(list).toMatchObject(whole(250));
    expect('rows' in list && new Set(list.rows.map(({ id }) => id)).size).toBe(250);
  });

  it('by the cursor of each page', async () => {
    const { list, asked } = await read((query) => {
      const at = Number(query.get('cursor') ?? 0);
      const next = at + 100 < 250 ? String(at + 100) : null;
      return { body: { data: rowsFrom(at, Math.min(at + 100, 250)), nextCursor: next } };
    });
    expect(list).toMatchObject(whole(250));
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['a text', (at: number) => ({ after: String(at) })],
    ['a number beside a limit', (at: number) => ({ after: at, limit: 100 })],
  ])('by the object that names what to ask for: %s', async (_, named) => {
    const { list, asked } = await read((query) => {
      const at = Number(query.get('after') ?? 0);
      const paging = at + 100 < 250 ? { next: named(at + 100) } : undefined;
      return { body: { results: rowsFrom(at, Math.min(at + 100, 250)), paging } };
    });
    expect(list).toMatchObject(whole(250));
    expect(asked).toHaveLength(3);
  });

  it('by the links of a Bundle, whose addresses are under another path', async () => {
    const entries = (from: number, to: number) =>
      rowsFrom(from, to).map((resource) => ({ resource }));
    const { list } = await read((query) => {
      const at = Number(query.get('_offset') ?? 0);
      const link = at < 200 ? [{ relation: 'next', url: `/fhir?_offset=${at + 100}` }] : [];
      return {
        body: { resourceType: 'Bundle', entry: entries(at, Math.min(at + 100, 250)), link },
      };
    });
    expect(list).toMatchObject(whole(250));
  });

  it('without what a Bundle includes beside the records that were searched for', async () => {
    const beside = [
      { resource: { resourceType: 'Practitioner', id: 'd1' }, search: { mode: 'include' } },
      { resource: { resourceType: 'OperationOutcome', id: 'ok' }, search: { mode: 'outcome' } },
    ];
    const found = rowsFrom(0, 2).map((resource) => ({ resource, search: { mode: 'match' } }));
    const { list } = await read(() => ({
      body: { resourceType: 'Bundle', total: 2, entry: [...found, ...beside] },
    }));
    expect(list).toMatchObject(whole(2));
  });

  it('by offset, where the API does not know page numbers', async () => {
    const { list } = await read((query) => {
      const at = Number(query.get('offset') ?? 0);
      return { body: { data: rowsFrom(at, Math.min(at + 100, 250)), total: 250 } };
    });
    expect(list).toMatchObject(whole(250));
  });

  it('from page 0, where the API counts from there (Spring)', async () => {
    const { list } = await read((query) => {
      const page = Number(query.get('page') ?? 0);
      const content = rowsFrom(page * 100, Math.min((page + 1) * 100, 250));
      return {
        body: { content, number: page, first: page === 0, last: page === 2, totalElements: 250 },
      };
    });
    expect(list).toMatchObject(whole(250));
  });

  it.each<[string, (page: number) => Reply]>([
    [
      'a Link header',
      (page) => ({
        headers: {
          Link: [
            `<${E}?page=0>; rel="first"`,
            ...(page > 0 ? [`<${E}?page=${page - 1}>; rel="prev"`] : []),
            ...(page < 2 ? [`<${E}?page=${page + 1}>; rel="next"`] : []),
          ].join(', '),
        },
      }),
    ],
    [
      'links',
      (page) => ({
        body: { data: 'ROWS', links: { prev: page > 0 ? `?page=${page - 1}` : null } },
      }),
    ],
    [
      'links by relation',
      (page) => ({
        body: {
          data: 'ROWS',
          links: page > 0 ? [{ rel: 'previous', href: `?page=${page - 1}` }] : [],
        },
      }),
    ],
    ['a flag', (page) => ({ body: { data: 'ROWS', hasPreviousPage: page > 0, total: 250 } })],
  ])('from page 0, where only %s shows that there is one before page 1', async (_, received) => {
    const counted = pages(250, 100, (page) => received(page - 1));
    const { list } = await read((query, url) => {
      const page = Number(query.get('page') ?? 0);
      return counted(new URLSearchParams({ page: String(page + 1) }), url);
    });
    expect(list).toMatchObject(whole(250));
  });

  it.each([
    ['a total', { 'Content-Range': '0-99/250' }],
    ['no total', { 'Content-Range': '0-99/*' }],
  ])('by offset, where the API refuses page numbers and gives %s', async (_, headers) => {
    const { list } = await read((query) => {
      if (query.has('page')) return { status: 400 };
      const at = Number(query.get('offset') ?? 0);
      return { body: rowsFrom(at, Math.min(at + 100, 250)), headers };
    });
    expect(list).toMatchObject(whole(250));
  });

  it('at its own address, where the API refuses our parameters (PostgREST)', async () => {
    const { list } = await read((query) =>
      query.has('page') ? { status: 400 } : { body: rowsFrom(0, 7) },
    );
    expect(list).toMatchObject(whole(7));
  });

  // FastAPI and NestJS, with a page of their own: what they have beyond it cannot be asked for.
  it.each([20, 50, 100])(
    'page by page where the API refuses to give all at once: %i',
    async (own) => {
      const { list } = await read((query) =>
        query.has('limit') ? { status: 422 } : { body: rowsFrom(0, own) },
      );
      expect(list).toMatchObject({ whole: false });
    },
  );

  it('in two requests where the API knows no pages', async () => {
    const { list, asked } = await read(() => ({ body: rowsFrom(0, 7) }));
    expect(list).toMatchObject({ ...whole(7), isUnpaged: true });
    expect(asked).toHaveLength(2);
  });

  it('as far as a page that the API cut and repeats', async () => {
    const { list } = await read(() => ({ body: rowsFrom(0, 100) }));
    expect(list).toMatchObject(whole(100));
  });

  it('a list without content is empty, and proves nothing', async () => {
    const none: Api = () => ({ status: 204 });
    expect((await read(none)).list).toMatchObject(whole(0));
    expect((await read(none, [], true)).list).toMatchObject({ failedWith: 204 });
  });

  it.each([false, true])('a page without content is the end, as proof: %s', async (isProof) => {
    const { list } = await read(
      (query) => (query.get('page') === '1' ? { body: rowsFrom(0, 7) } : { status: 204 }),
      [],
      isProof,
    );
    expect(list).toMatchObject(whole(7));
  });

  it('an empty list is a list', async () => {
    expect((await read(() => ({ body: { success: true, data: [] } }))).list).toMatchObject(
      whole(0),
    );
  });

  it.each<[string, unknown]>([
    ['a refusal', { success: false, data: [], error: { code: 'NO' } }],
    ['no list', { success: true, data: 3 }],
    ['a text', 'hello'],
    ['null', null],
    ['a list whose rows are not records', [[], []]],
    ['numbers where rows are expected', { success: true, data: [1, 2] }],
  ])('%s with 200 is none', async (_, body) => {
    expect((await read(() => ({ body }))).list).toEqual({ failedWith: 200, notUnderstood: true });
  });
});

describe('4: lists: what is not whole says so', () => {
  it.each<[string, Api]>([
    ['a total that the pages do not reach', () => ({ body: { data: rowsFrom(0, 9), total: 12 } })],
    ['a next link to itself', () => ({ body: { data: rowsFrom(0, 9), next: `${E}?page=2` } })],
    [
      'a cursor that gives the same page',
      (query) => ({
        body: {
          data: rowsFrom(0, 9),
          nextCursor: `${query.get('cursor') ?? ''}x`,
        },
      }),
    ],
    [
      'empty pages for ever',
      (query) => ({
        body: { data: [], nextCursor: `${query.get('cursor') ?? ''}x` },
      }),
    ],
    [
      'another page for ever',
      (query) => ({
        body: { data: rowsFrom(0, 1).map(() => ({ id: query.get('page') })), hasMore: true },
      }),
    ],
  ])('%s', async (_, api) => {
    const { list, asked } = await read(api);
    expect(list).toMatchObject({ whole: false });
    expect(asked.length).toBeLessThan(1010);
  });

  it('a page that fails fails the list', async () => {
    const api = pages(250, 100, () => ({ body: { data: 'ROWS', total: 250 } }));
    const { list } = await read((query, url) =>
      query.get('page') === '2' ? { status: 503 } : api(query, url),
    );
    expect(list).toEqual({ failedWith: 503 });
  });
});

describe('2.9: lists that move while they are read', () => {
  /** Pages of 100; the rows are those of `state` at the time of each request. */
  const moving = (state: { ids: number[] }, meanwhile: (request: number) => void): Api => {
    let requests = 0;
    return (query) => {
      requests += 1;
      meanwhile(requests);
      const page = Math.max(1, Number(query.get('page') ?? 1));
      const data = state.ids.slice((page - 1) * 100, page * 100).map((id) => ({ id }));
      return { body: { data, pagination: { hasNextPage: page * 100 < state.ids.length } } };
    };
  };
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
  const idsIn = (list: ListAnswer) =>
    'rows' in list ? list.rows.map(({ id }) => Number(id)).sort((a, b) => a - b) : [];

  it('a row that slipped to a page that was read is found by reading again', async () => {
    const state = { ids: ids(0, 250) };
    const api = moving(state, (request) => {
      if (request === 2) state.ids.shift();
    });
    const { list, asked } = await read(api, ids(1, 250).map(String));
    expect(idsIn(list)).toEqual(ids(1, 250));
    expect(list).toMatchObject({ whole: true });
    expect(asked).toHaveLength(7);
  });

  it('a row that was inserted before the reader comes once, and the list is read again', async () => {
    const state = { ids: ids(0, 250) };
    const api = moving(state, (request) => {
      if (request === 2) state.ids.unshift(999);
    });
    expect(idsIn((await read(api)).list)).toEqual([...ids(0, 250), 999]);
  });

  it('rows between pages that became longer meanwhile are found by reading again', async () => {
    let requests = 0;
    const { list } = await read((query) => {
      const size = (requests += 1) === 1 ? 10 : 20;
      const page = Number(query.get('page'));
      const data = rowsFrom((page - 1) * size, Math.min(page * size, 45));
      return { body: { data, page, totalPages: Math.ceil(45 / size) } };
    });
    expect(idsIn(list)).toEqual(ids(0, 45));
    expect(list).toMatchObject(whole(45));
  });

  it('a number of pages that is that of the rows of each page is none', async () => {
    const { list, asked } = await read((query) => {
      const page = Number(query.get('page'));
      const data = rowsFrom((page - 1) * 20, Math.min(page * 20, 45));
      return { body: { data, page_count: data.length, next_page: page < 3 ? page + 1 : null } };
    });
    expect(list).toMatchObject(whole(45));
    expect(asked).toHaveLength(3);
  });

  it('what two reads do not see is gone', async () => {
    const state = { ids: ids(1, 250) };
    const { list } = await read(
      moving(state, () => undefined),
      ids(0, 250).map(String),
    );
    expect(list).toMatchObject(whole(249));
  });

  it('a list that never stops moving is what was seen of it, and not whole', async () => {
    const state = { ids: ids(0, 250) };
    let next = 1000;
    const api = moving(state, () => state.ids.unshift((next += 1)));
    const { list } = await read(api);
    expect(list).toMatchObject({ whole: false });
    expect(idsIn(list)).toEqual(expect.arrayContaining(ids(0, 240)));
  });
});
