import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { AnyRecord, EndpointOptions } from '../../../../web/src/types/index.js';
import { FakeBrowser } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { openPage } from '../../support/open_page.js';
import {
  ok,
  refusal,
  type ScriptedAnswer,
  type SentRequest,
} from '../../support/scripted_server.js';

const PATIENTS = '/api/v1/patients';
const MANY = 10_000;

const options: EndpointOptions = {
  idempotencyHeader: true,
  changes: {
    parameter: 'changed_since',
    markIn: (body) => (body as { mark?: string }).mark,
  },
};

/** An API that counts its changes: its mark is that count. */
class CountingApi {
  readonly rows = new Map<string, AnyRecord>();
  readonly bytes: number[] = [];
  oldest = 0;
  private count = 0;

  constructor(
    private readonly browser: FakeBrowser,
    names: readonly string[],
  ) {
    for (const id of names) this.put(id, { last_name: `Nom ${id}` });
    this.open();
  }

  open(): void {
    const { server } = this.browser;
    server.on(`GET ${PATIENTS}`, (request) => this.list(request));
    server.onPrefix(`${PATIENTS}/`, (request) => this.one(request));
  }

  put(id: string, changes: AnyRecord): AnyRecord {
    const before = this.rows.get(id);
    const version = Number(before?.['version'] ?? 0) + 1;
    const row = { id, deleted_at: null, ...before, ...changes, version };
    this.rows.set(id, { ...row, at: (this.count += 1) });
    return row;
  }

  remove(id: string): void {
    this.put(id, { deleted_at: '2026-01-01T00:00:00Z' });
  }

  private list({ url }: SentRequest): ScriptedAnswer {
    const query = new URL(url, 'https://clinic.example').searchParams;
    const since = query.get('changed_since');
    if (since !== null && Number(since) < this.oldest)
      return refusal(410, 'CURSOR_EXPIRED', 'read it again');
    const all = [...this.rows.values()].filter((row) =>
      since === null ? row['deleted_at'] === null : Number(row['at']) > Number(since),
    );
    const page = Number(query.get('page') ?? 1);
    const data = all.slice((page - 1) * 1000, page * 1000).map(({ at: _, ...row }) => row);
    const body = {
      success: true,
      data,
      pagination: { page, total: all.length },
      mark: `${this.count}`,
    };
    this.bytes.push(JSON.stringify(body).length);
    return { status: 200, body };
  }

  private one({ method, url, body }: SentRequest): ScriptedAnswer {
    const id = decodeURIComponent(url.slice(PATIENTS.length + 1));
    if (this.rows.get(id)?.['deleted_at'] !== null) return refusal(404, 'NOT_FOUND', 'gone');
    return method === 'GET' ? ok(this.rows.get(id)) : ok(this.put(id, body as AnyRecord));
  }
}

function clinicOf(names: readonly string[] = ['a', 'b', 'c']) {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  return { browser, api: new CountingApi(browser, names) };
}

async function rest(page: { advance(ms: number): Promise<void> }): Promise<void> {
  await page.advance(2_100);
  for (let i = 0; i < 6; i += 1) {
    await indexedDbRests();
    await page.advance(30);
  }
}

/** A page that has read the list and has had time to keep it. `asked`: the queries of its reads. */
async function openAt(browser: FakeBrowser, user = 'alice', own = options, payloadVersion = 1) {
  const before = browser.server.sent('GET').length;
  const open = openPage(browser);
  open.client.queue.configure({ payloadVersion });
  open.client.queue.setUser({ id: user, companyId: 'c1' });
  const store = open.client.resource(PATIENTS, own);
  const loading = store.load();
  await indexedDbRests();
  await open.page.settle();
  await loading;
  await rest(open.page);
  const asked = (): (string | null)[] =>
    browser.server
      .sent('GET')
      .slice(before)
      .filter(({ url }) => url.startsWith(`${PATIENTS}?`))
      .map(({ url }) => new URL(url, 'https://x.example').searchParams.get('changed_since'));
  const names = (): unknown[] => store.getRows().map((row) => row['last_name']);
  return { ...open, store, asked, names };
}

/** Where the chunks of the list are stored. */
function keptChunks(browser: FakeBrowser): Promise<string[]> {
  return new Promise((resolve) => {
    const request = browser.indexedDb!.open('synchrone-rows', 1);
    request.onsuccess = () => {
      const keys = request.result.transaction('chunks').objectStore('chunks').getAllKeys();
      keys.onsuccess = () => {
        request.result.close();
        resolve(keys.result.map(String).filter((key) => !key.endsWith('head')));
      };
    };
  });
}

describe('2.9: a list that is read by its changes', () => {
  it('reads 10 000 rows once, and next to nothing at a reload', async () => {
    const { browser, api } = clinicOf(Array.from({ length: MANY }, (_, n) => `p${n}`));
    const first = await openAt(browser);
    for (let chunk = 0; chunk < MANY / 500; chunk += 5) await rest(first.page);
    first.page.end();
    const whole = api.bytes.splice(0).reduce((sum, bytes) => sum + bytes, 0);
    const second = await openAt(browser);
    expect(second.store.getRows()).toHaveLength(MANY);
    expect(second.asked()).toEqual([`${MANY}`]);
    expect(whole).toBeGreaterThan(500_000);
    expect(api.bytes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(1_000);
  });

  it('writes only what has changed at a reload', async () => {
    const { browser, api } = clinicOf(Array.from({ length: 1_200 }, (_, n) => `p${n}`));
    (await openAt(browser)).page.end();
    const before = await keptChunks(browser);
    (await openAt(browser)).page.end();
    expect(await keptChunks(browser)).toEqual(before);
    api.put('p600', { last_name: 'Neuf' });
    const { page, names } = await openAt(browser);
    const after = await keptChunks(browser);
    expect(after).toHaveLength(3);
    expect(after.filter((key) => before.includes(key))).toHaveLength(2);
    page.end();
    browser.server.on(`GET ${PATIENTS}`, 'network-error');
    expect((await openAt(browser)).names()).toEqual(names());
  });

  it('keeps the rows that are not named, in their order, and drops those that are gone', async () => {
    const { browser, api } = clinicOf();
    (await openAt(browser)).page.end();
    api.put('b', { last_name: 'Neuf' });
    api.remove('a');
    api.put('d', { last_name: 'Dernier' });
    const { names, store } = await openAt(browser);
    expect(names()).toEqual(['Neuf', 'Nom c', 'Dernier']);
    expect(store.getState().error).toBeNull();
  });

  it('deletes nothing where isDeleted gives a promise, and says that the rows may be old', async () => {
    const { browser, api } = clinicOf();
    const isDeleted = (() => Promise.resolve(false)) as never;
    const own = { ...options, changes: { ...options.changes!, isDeleted } };
    (await openAt(browser, 'alice', own)).page.end();
    api.put('b', { last_name: 'Neuf' });
    const { names, store } = await openAt(browser, 'alice', own);
    expect(names()).toEqual(['Nom a', 'Nom b', 'Nom c']);
    expect(store.getState().error).not.toBeNull();
  });

  it('reads the whole list where the mark is too old', async () => {
    const { browser, api } = clinicOf();
    (await openAt(browser)).page.end();
    api.remove('a');
    api.oldest = 99;
    const { names, asked, store } = await openAt(browser);
    expect(asked()).toEqual(['3', null]);
    expect(names()).toEqual(['Nom b', 'Nom c']);
    expect(store.getState().error).toBeNull();
  });

  it.each([
    ['an error of the API', refusal(400, 'INVALID', 'no')],
    ['rights that are gone', refusal(403, 'FORBIDDEN', 'no')],
    ['something that is not a list', { status: 200, body: { success: true, data: 3 } }],
  ] as const)('reads the whole list after %s', async (_, answer) => {
    const { browser, api } = clinicOf();
    const { store, page, asked } = await openAt(browser);
    api.remove('a');
    browser.server.on(`GET ${PATIENTS}`, (request) =>
      request.url.includes('changed_since')
        ? answer
        : { status: 200, body: { data: [{ id: 'z' }] } },
    );
    const reading = store.refetch();
    await page.settle();
    expect(await reading).toEqual([{ id: 'z' }]);
    expect(asked().at(-1)).toBeNull();
  });

  it('keeps its mark where the server does not answer, or asks for a sign-in', async () => {
    const { browser, api } = clinicOf();
    const { store, page, asked, names } = await openAt(browser);
    api.put('a', { last_name: 'Neuf' });
    for (const answer of ['network-error', refusal(401, 'UNAUTHENTICATED', 'sign in')] as const) {
      browser.server.on(`GET ${PATIENTS}`, answer);
      const reading = store.refetch().catch(() => undefined);
      await page.settle();
      await reading;
    }
    expect(names()).toEqual(['Nom a', 'Nom b', 'Nom c']);
    api.open();
    const reading = store.refetch();
    await page.settle();
    await reading;
    expect(asked().slice(1)).toEqual(['3', '3', '3']);
    expect(names()).toEqual(['Neuf', 'Nom b', 'Nom c']);
  });

  it('gives nothing of one person to the next, and reads again after a sign-out', async () => {
    const { browser } = clinicOf();
    (await openAt(browser)).page.end();
    const other = await openAt(browser, 'bob');
    expect(other.asked()).toEqual([null]);
    await other.client.queue.logout();
    await indexedDbRests();
    other.page.end();
    expect((await openAt(browser, 'bob')).asked()).toEqual([null]);
  });

  it('reads again for the person who comes back within one page', async () => {
    const { browser } = clinicOf();
    const { client, page, asked, names } = await openAt(browser);
    client.queue.setUser({ id: 'bob', companyId: 'c1' });
    await page.settle();
    await indexedDbRests();
    await page.settle();
    expect(asked()).toEqual([null, null]);
    expect(names()).toHaveLength(3);
  });

  it('reads again where rows were cleared, and where the application has other shapes', async () => {
    const { browser } = clinicOf();
    (await openAt(browser)).page.end();
    const later = await openAt(browser, 'alice', options, 2);
    expect(later.asked()).toEqual([null]);
    later.page.end();
    browser.indexedDb = new IDBFactory();
    expect((await openAt(browser, 'alice', options, 2)).asked()).toEqual([null]);
  });

  it('reads again where the application has taken rows out of the list', async () => {
    const { browser } = clinicOf();
    const { store, page, asked, names } = await openAt(browser);
    store.setConfirmed((rows) => rows.slice(1));
    const reading = store.refetch();
    await page.settle();
    await reading;
    expect(asked()).toEqual([null, null]);
    expect(names()).toHaveLength(3);
  });

  it('lays what is on its way over the changes, and asks again for a deletion that it hides', async () => {
    const { browser, api } = clinicOf();
    const { client, store, page, asked, names } = await openAt(browser);
    page.goOnline(false);
    client.mutations(PATIENTS).update('a', { last_name: 'Ici' });
    api.remove('a');
    api.put('b', { last_name: 'Là' });
    const read = async (): Promise<void> => {
      const reading = store.refetch();
      await page.settle();
      await reading;
    };
    await read();
    expect(names()).toEqual(['Ici', 'Là', 'Nom c']);
    page.goOnline(true);
    await page.advance(3_000);
    client.queue.getAll().forEach(({ id }) => void client.queue.discard(id).catch(() => undefined));
    await page.settle();
    await read();
    expect(names()).toEqual(['Là', 'Nom c']);
    expect(asked().every((since, index) => index === 0 || since === '3')).toBe(true);
  });

  it('does not undo what was confirmed after the read began', async () => {
    const { browser, api } = clinicOf();
    const { client, store, page, names } = await openAt(browser);
    api.put('a', { last_name: 'Avant' });
    browser.server.holding = true;
    const reading = store.refetch();
    await page.settle();
    browser.server.holding = false; // what was asked stays held
    const { synced } = client.mutations(PATIENTS).update('a', { last_name: 'Après' });
    await page.settle();
    await indexedDbRests();
    await synced;
    browser.server.release();
    await page.settle();
    await reading;
    expect(names()[0]).toBe('Après');
  });

  it('keeps rows and mark of one tab together', async () => {
    const { browser, api } = clinicOf();
    const left = await openAt(browser);
    api.put('a', { last_name: 'Neuf' });
    const right = await openAt(browser);
    // The left tab has not read that, and writes last.
    const { synced } = left.client.mutations(PATIENTS).update('b', { last_name: 'Gauche' });
    await left.page.settle();
    await indexedDbRests();
    await synced;
    await rest(right.page);
    await rest(left.page);
    left.page.end();
    right.page.end();
    const later = await openAt(browser);
    expect(later.names()).toEqual(['Neuf', 'Gauche', 'Nom c']);
  });

  it.each([
    ['a server that has lost what came after its backup', { mark: '1' }],
    ['a server that does not know the question', {}],
  ])('reads the whole list from %s', async (_, answered) => {
    const { browser, api } = clinicOf();
    const { store, page, asked } = await openAt(browser);
    api.remove('a');
    browser.server.on(`GET ${PATIENTS}`, ({ url }) => ({
      status: 200,
      body: url.includes('changed_since')
        ? { success: true, data: [], pagination: { page: 1, total: 0 }, ...answered }
        : { success: true, data: [{ id: 'b' }], pagination: { page: 1, total: 1 } },
    }));
    const reading = store.refetch();
    await page.settle();
    expect(await reading).toEqual([{ id: 'b' }]);
    expect(asked().at(-1)).toBeNull();
  });

  it('goes on from a mark that is a number', async () => {
    const { browser } = clinicOf();
    const numbered: EndpointOptions = {
      ...options,
      changes: {
        parameter: 'changed_since',
        markIn: (body) => Number((body as { mark?: string }).mark),
      },
    };
    (await openAt(browser, 'alice', numbered)).page.end();
    expect((await openAt(browser, 'alice', numbered)).asked()).toEqual(['3']);
  });

  it('reads a list with a filter whole: no change says what has left it', async () => {
    const { browser } = clinicOf();
    const { client, page } = await openAt(browser);
    const seen: string[] = [];
    browser.server.on(`GET ${PATIENTS}`, ({ url }) => {
      seen.push(url);
      const rows = seen.length === 1 ? [{ id: 'a', city: 'Lyon' }] : [];
      return {
        status: 200,
        body: { success: true, data: rows, pagination: { page: 1, total: rows.length }, mark: '9' },
      };
    });
    const list = client.resource(`${PATIENTS}?city=Lyon`, options);
    const first = list.refetch();
    await page.settle();
    expect(await first).toHaveLength(1);
    const second = list.refetch();
    await page.settle();
    expect(await second, 'a has moved').toEqual([]);
    expect(seen.filter((url) => url.includes('changed_since'))).toEqual([]);
  });

  it('is for APIs that offer it', async () => {
    const { browser } = clinicOf();
    const plain = { idempotencyHeader: true };
    (await openAt(browser, 'alice', plain)).page.end();
    const { asked } = await openAt(browser, 'alice', plain);
    expect(asked()).toEqual([null]);
  });

  it.each([{ parameter: 3 }, { parameter: 'since' }, { parameter: 'since', markIn: 'next' }])(
    'refuses %o with a sentence',
    (changes) => {
      const { client } = openPage();
      expect(() => client.resource(PATIENTS, { changes } as never)).toThrow(/changes/);
    },
  );
});
