import { describe, expect, it } from 'vitest';
import { TestClient } from '../../support/test_client.js';
import { FakeBrowser, FakePage } from '../../support/fake_page.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A page whose fetch other code has wrapped. */
class WrappedPage extends FakePage {
  wrap: (fetch: Fetch) => Fetch = (original) => original;
  override fetch(url: string, init: RequestInit): Promise<Response> {
    return this.wrap((to, how) => super.fetch(to, how))(url, init);
  }
}

function pageWith(wrap: WrappedPage['wrap']) {
  const page = new WrappedPage(new FakeBrowser());
  page.wrap = wrap;
  const client = new TestClient(page);
  const { server } = page;
  server.on(`HEAD ${PATIENTS}`, { status: 200 });
  server.on(`GET ${PATIENTS}`, { status: 200, body: [{ id: 1, name: 'Zoe' }] });
  server.on(`POST ${PATIENTS}`, { status: 201, body: { id: 2, name: 'Ana' } });
  server.on(`PATCH ${PATIENTS}/1`, { status: 422, body: { message: 'too long' } });
  const seen = (): unknown[] =>
    client.queue.getAll().map(({ status, error }) => [status, error?.status, error?.message]);
  return { page, client, server, seen, calls: client.mutations(PATIENTS) };
}

const json = (response: Response): Promise<unknown> => response.json().catch(() => null);

function askedAt(response: Response, url: string): Response {
  const elsewhere = new Response(response.body, response);
  return Object.defineProperty(elsewhere, 'url', { value: url });
}

describe('fetch of the page, wrapped by other code', () => {
  const WRAPPERS: [string, WrappedPage['wrap']][] = [
    [
      'that gives plain objects, as HTTP libraries do',
      (original) => async (url, init) => {
        const response = await original(url, init);
        const headers = Object.fromEntries(response.headers);
        return { status: response.status, headers, data: await json(response) } as never;
      },
    ],
    [
      'that gives as little as mocks of tests do',
      (original) => async (url, init) => {
        const response = await original(url, init);
        const { ok, status } = response;
        return { ok, ...(!ok && { status }), json: () => json(response) } as never;
      },
    ],
    [
      'that throws for a status of failure, with the response',
      (original) => async (url, init) => {
        const response = await original(url, init);
        if (response.ok) return response;
        throw Object.assign(new Error('HTTP error'), { response });
      },
    ],
    [
      'that throws for a status of failure, with a plain object',
      (original) => async (url, init) => {
        const response = await original(url, init);
        if (response.ok) return response;
        const { status } = response;
        throw Object.assign(new Error('HTTP error'), {
          response: { status, headers: {}, data: await json(response) },
        });
      },
    ],
    [
      'that asks another host',
      (original) => async (url, init) => {
        return askedAt(await original(url, init), `https://api.example${url}`);
      },
    ],
    [
      'that adds to the address',
      (original) => async (url, init) => {
        return askedAt(await original(url, init), `${url}?_=1`);
      },
    ],
  ];

  it.each(WRAPPERS)('%s: what the API says counts', async (_, wrap) => {
    const { page, client, server, calls, seen } = pageWith(wrap);
    await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
    calls.create({ name: 'Ana' });
    await page.advance(MINUTE);
    calls.update(1, { name: 'Zoé' }).synced.catch(() => undefined);
    await page.advance(MINUTE);
    expect(seen()).toEqual([
      ['error', 422, 'too long'],
      ['synced', undefined, undefined],
    ]);
    expect(client.resource(PATIENTS).getRows()).toMatchObject([{ id: 1, name: 'Zoe' }, { id: 2 }]);
    expect(server.sent('POST')).toHaveLength(1);
    expect(server.sent('PATCH')).toHaveLength(1);
  });

  it('that has read a refusal: its status counts', async () => {
    const { page, server, calls, seen } = pageWith((original) => async (url, init) => {
      const response = await original(url, init);
      if (!response.ok) await response.text();
      return response;
    });
    calls.update(1, { name: 'Zoé' }).synced.catch(() => undefined);
    await page.advance(MINUTE);
    expect(seen()).toEqual([['error', 422, expect.any(String)]]);
    expect(server.sent('PATCH')).toHaveLength(1);
  });

  it.each<[string, WrappedPage['wrap']]>([
    ['nothing', () => () => Promise.resolve(undefined as never)],
    ['the record alone', () => () => Promise.resolve({ id: 2, status: 'active' } as never)],
  ])('that gives %s: there was no answer', async (_, wrap) => {
    const { page, calls, seen, client } = pageWith(wrap);
    calls.create({ name: 'Ana' });
    await page.advance(1_000);
    expect(seen()).toEqual([['pending', undefined, undefined]]);
    expect(client.queue.getSnapshot().waiting).toBe('unreachable');
  });
});
