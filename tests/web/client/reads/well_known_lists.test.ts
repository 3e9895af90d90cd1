import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { ALL, type Api, E, numberIn, read, rowsFrom } from '../../support/paged_list.js';

describe('4: lists: as well-known APIs page them', () => {
  const cut = (at: number): AnyRecord[] => rowsFrom(at, at + 25);
  const more = (at: number): boolean => at + 25 < ALL;
  const address = (name: string, at: number): string => `http://inside${E}/?${name}=${at + 25}`;

  it.each<[string, Api]>([
    [
      'OData 2',
      (query) => {
        const at = numberIn(query, '$skiptoken', 0);
        const next = more(at) ? { __next: address('$skiptoken', at) } : {};
        return { body: { d: { results: cut(at), ...next } } };
      },
    ],
    [
      'Slack',
      (query) => {
        const at = numberIn(query, 'cursor', 0);
        const next_cursor = more(at) ? String(at + 25) : '';
        return { body: { ok: true, members: cut(at), response_metadata: { next_cursor } } };
      },
    ],
    [
      'Strapi',
      (query) => {
        const page = numberIn(query, 'pagination[page]', 1);
        const pagination = { page, pageSize: 25, pageCount: 4, total: ALL };
        return { body: { data: cut((page - 1) * 25), meta: { pagination } } };
      },
    ],
    [
      'HubSpot',
      (query) => {
        const after = numberIn(query, 'after', 0);
        const next = { after: String(after + 25), link: address('after', after) };
        return { body: { results: cut(after), ...(more(after) ? { paging: { next } } : {}) } };
      },
    ],
    [
      'Jira',
      (query) => {
        const startAt = numberIn(query, 'startAt', 0);
        return { body: { startAt, maxResults: 25, total: ALL, issues: cut(startAt) } };
      },
    ],
    [
      'RuoYi',
      (query) => {
        const list = cut((numberIn(query, 'pageNo', 1) - 1) * 25);
        return { body: { code: 0, data: { list, total: ALL }, msg: '' } };
      },
    ],
    [
      'Airtable',
      (query) => {
        if (['limit', 'page'].some((name) => query.has(name))) return { status: 422 };
        const at = Number((query.get('offset') ?? 'itr/0').split('/')[1]);
        return { body: { records: cut(at), ...(more(at) ? { offset: `itr/${at + 25}` } : {}) } };
      },
    ],
    [
      'Elasticsearch',
      (query) => {
        const hits = cut(numberIn(query, 'from', 0));
        return { body: { hits: { total: { value: ALL, relation: 'eq' }, hits } } };
      },
    ],
    [
      'Relay',
      (query) => {
        const at = numberIn(query, 'after', 0);
        const edges = cut(at).map((node) => ({ cursor: String(node['id']), node }));
        const pageInfo = { hasNextPage: more(at), endCursor: String(at + 25) };
        return { body: { totalCount: ALL, edges, pageInfo } };
      },
    ],
    [
      'json-server 1',
      (query) => {
        const page = numberIn(query, '_page', 1);
        const next = more((page - 1) * 25) ? page + 1 : null;
        return { body: { prev: null, next, pages: 4, items: ALL, data: cut((page - 1) * 25) } };
      },
    ],
  ])('%s', async (_, api) => {
    const { list } = await read(api);
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
  });

  it('a page that the endpoint names is replaced, its own limit stays', async () => {
    const { asked } = await read(
      (query) => {
        const page = Number(query.getAll('page').join());
        const next = page < 3 ? page + 1 : null;
        return { body: { data: rowsFrom((page - 1) * 5, page * 5), next } };
      },
      {},
      `${E}?limit=5&page=1`,
    );
    expect(asked).toEqual([1, 2, 3].map((page) => `${E}?limit=5&page=${page}`));
  });

  it.each(['from=2026-01-21', 'start=21', 'startAt=21', 'page=home', 'q=who?&constructor=21'])(
    'a filter stays as the endpoint has it: %s',
    async (filter) => {
      const [name = '', value] = filter.split(/[=&]/).slice(-2);
      const { list, asked } = await read(
        (query) => ({
          body: query.getAll(name).join() === value ? rowsFrom(0, 7) : rowsFrom(0, 9),
        }),
        {},
        `${E}?${filter}`,
      );
      expect(list).toMatchObject({ whole: true, rows: { length: 7 } });
      expect(asked.filter((url) => !url.startsWith(`${E}?${filter}`))).toEqual([]);
    },
  );

  it('a link keeps the slash at its end (Django)', async () => {
    const { asked } = await read(
      (query) => {
        const page = numberIn(query, 'page', 1);
        const next = page < 3 ? `http://inside${E}/?page=${page + 1}` : null;
        return { body: { next, results: rowsFrom((page - 1) * 5, page * 5) } };
      },
      {},
      `${E}/`,
    );
    expect(asked.slice(1)).toEqual([`${E}/?page=2`, `${E}/?page=3`]);
  });

  it.each([
    'https://elsewhere.example/collect?page=2',
    '//elsewhere.example/x',
    'http://[',
    'ftp:x?',
  ])('no page is asked for on another origin: %s', async (next) => {
    const { list, asked } = await read((query) => ({
      body: { data: query.has('limit') ? rowsFrom(0, 5) : [], next },
    }));
    expect(asked.filter((url) => !url.startsWith('/'))).toEqual([]);
    expect(list).toBeTruthy();
  });

  it.each<[string, (at: number) => string]>([
    ['for ever', () => '90'],
    ['beyond the end', (at) => String(Math.min(ALL, at + 25))],
  ])('the last cursor may be named %s', async (_, nameOf) => {
    const { list } = await read((query) => {
      const at = numberIn(query, 'cursor', 0);
      const next_cursor = more(at) ? String(at + 25) : nameOf(at);
      return { body: { items: cut(at), next_cursor } };
    });
    expect(list).toMatchObject({ whole: true, rows: { length: ALL } });
  });
});
