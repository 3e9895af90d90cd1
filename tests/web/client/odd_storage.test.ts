import { describe, expect, it } from 'vitest';
import { KeylessApi, numbers } from '../support/keyless_api.js';
import { FakeBrowser, type FakePage } from '../support/fake_page.js';
import { openPage, PATIENTS } from '../support/open_page.js';

const MINUTE = 60_000;

/** Other code of the page has put its own function in place of one of localStorage's. */
function replace(page: FakePage, name: keyof Storage, by: (own: Storage) => unknown): void {
  const own = page.storage() as Storage;
  const storage = new Proxy(own, {
    get: (target, asked) =>
      asked === name ? by(target) : (Reflect.get(target, asked) as Storage[keyof Storage]),
  });
  page.storage = () => storage;
}

const READS = ['getItem', 'key', 'length', 'localStorage'] as const;

/** One way to read localStorage, or all ways to it, throws while `isBroken` says so. */
function breakRead(page: FakePage, name: (typeof READS)[number], isBroken: () => boolean): void {
  const check = (): void => {
    if (isBroken()) throw new DOMException('', 'NS_ERROR_FILE_CORRUPTED');
  };
  const own = page.storage() as Storage;
  if (name === 'localStorage') {
    page.storage = () => (check(), own);
  } else if (name === 'length') {
    replace(page, name, () => (check(), own.length));
  } else {
    replace(page, name, () => (asked: never) => (check(), own[name](asked)));
  }
}

describe('5.4: other code that drops what is written', () => {
  it('is found out, and what was made is stored once it does not any more', async () => {
    const browser = new FakeBrowser();
    let drops = true;
    const { page, client } = openPage(browser, (one) =>
      replace(one, 'setItem', (own) => (key: string, value: string) => {
        if (!drops) own.setItem(key, value);
      }),
    );
    page.goOnline(false);
    const { applied } = client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.settle();
    await expect(applied).resolves.toMatchObject({ durable: false });
    expect(client.queue.getSnapshot().storage).toMatchObject({ durable: false, reason: 'denied' });
    drops = false;
    client.mutations(PATIENTS).create({ name: 'Eva' });
    await page.advance(MINUTE);
    expect(client.queue.getSnapshot().storage).toEqual({ durable: true });
    page.end();
    expect(openPage(browser).client.queue.getPendingCount()).toBe(2);
  });
});

describe('5.4: storage that can be read and not written', () => {
  it('keeps nothing from being sent, whoever has sent before', async () => {
    const browser = new FakeBrowser();
    const api = new KeylessApi(browser.server, PATIENTS);
    const first = openPage(browser);
    first.client.mutations(PATIENTS).create({ name: 'Ana' });
    await first.page.settle();
    first.page.end();
    const { page, client } = openPage(browser, (one) =>
      replace(one, 'setItem', () => () => {
        throw new DOMException('', 'QuotaExceededError');
      }),
    );
    client.mutations(PATIENTS).create({ name: 'Eva' });
    await page.advance(MINUTE);
    expect(api.rows.map(({ name }) => name)).toEqual(['Ana', 'Eva']);
  });
});

describe('5.4: a setItem that cuts what is long', () => {
  it('in the middle of the page’s life makes what is not stored be said not to be', async () => {
    const browser = new FakeBrowser();
    let longest = Infinity;
    const { page, client } = openPage(browser, (one) =>
      replace(
        one,
        'setItem',
        (own) => (key: string, value: string) => own.setItem(key, value.slice(0, longest)),
      ),
    );
    page.goOnline(false);
    const calls = client.mutations(PATIENTS);
    await expect(calls.create({ name: 'Ana' }).applied).resolves.toMatchObject({ durable: true });
    longest = 400;
    const { applied } = calls.create({ name: 'Eva', notes: 'long '.repeat(200) });
    await expect(applied).resolves.toMatchObject({ durable: false });
    await page.settle();
    expect(client.queue.getSnapshot().storage).toMatchObject({ durable: false });
    longest = Infinity;
    calls.create({ name: 'Luc' });
    await page.advance(MINUTE);
    expect(client.queue.getSnapshot().storage).toEqual({ durable: true });
    page.end();
    expect(openPage(browser).client.queue.getPendingCount()).toBe(3);
  });
});

describe('5.4: storage that cannot be read for half a second', () => {
  it.each(READS)('%s: sends a later change of a record after what is stored', async (name) => {
    const browser = new FakeBrowser();
    const api = new KeylessApi(browser.server, PATIENTS);
    const row = api.add({ name: 'Ana', phone: '0' });
    const other = api.add({ name: 'Bea', phone: '9' });
    const first = openPage(browser);
    first.page.goOnline(false);
    // Not the first change of its page: what comes later counts from there.
    first.client.mutations(PATIENTS).update(String(other['id']), { phone: '0' });
    first.client.mutations(PATIENTS).update(String(row['id']), { phone: '1' });
    await first.page.settle();
    first.page.end();
    let isBroken = true;
    const { page, client } = openPage(browser, (one) => breakRead(one, name, () => isBroken));
    const later = client.mutations(PATIENTS).update(String(row['id']), { phone: '2' });
    await page.advance(500);
    expect(client.queue.getSnapshot()).toMatchObject({ waiting: 'storage', pending: 1 });
    expect(client.queue.explain(later.mutationId)).toMatchObject({ waiting: 'storage' });
    isBroken = false;
    await page.advance(MINUTE);
    const sent = browser.server.requests.filter(({ method }) => method === 'PATCH');
    expect(sent.map(({ body }) => body)).toEqual([{ phone: '0' }, { phone: '1' }, { phone: '2' }]);
  });
});

describe('5.3: storage that cannot be read now and then', () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const cases = (['getItem', 'length'] as const).flatMap((name) =>
    seeds.map((seed) => [name, seed] as const),
  );
  it.each(cases)('%s: loses nothing and doubles nothing: seed %i', async (name, seed) => {
    const browser = new FakeBrowser();
    const unit = numbers(seed);
    let odds = 0.3;
    const api = new KeylessApi(browser.server, PATIENTS);
    const prepare = (page: FakePage): void => breakRead(page, name, () => unit() < odds);
    const first = openPage(browser, prepare);
    first.page.goOnline(false);
    for (const name of ['A', 'B', 'C', 'D']) {
      first.client.mutations(PATIENTS).create({ name });
      await first.page.settle();
    }
    first.page.end();
    const { page, client } = openPage(browser, prepare);
    const codes = new Set<string>();
    client.queue.on('sync:diagnostic', ({ code }) => codes.add(code));
    client.queue.getPendingCount();
    await page.advance(10 * MINUTE);
    odds = 0;
    await page.advance(2 * MINUTE);
    expect(api.rows.map(({ name }) => name).sort()).toEqual(['A', 'B', 'C', 'D']);
    expect(client.queue.getPendingCount()).toBe(0);
    expect(codes).not.toContain('STORAGE_DENIED');
  });
});

describe.each(['key', 'length'] as const)(
  '5.4: storage whose keys cannot be listed: %s',
  (name) => {
    const names = ({ rows }: KeylessApi): unknown[] => rows.map((row) => row['name']);

    /** Three changes are made while nothing arrives, and the page dies. */
    async function atWork(isBroken: () => boolean) {
      const browser = new FakeBrowser();
      const api = new KeylessApi(browser.server, PATIENTS);
      api.fate = () => 'lost';
      const prepare = (page: FakePage): void => breakRead(page, name, isBroken);
      const open = openPage(browser, prepare);
      const calls = open.client.mutations(PATIENTS);
      for (const patient of ['Ana', 'Ben', 'Eva']) calls.create({ name: patient });
      return { browser, api, prepare, ...open };
    }

    it('says that nothing is durable, asks before the page is left, and what was stored is found', async () => {
      const { browser, api, page, client } = await atWork(() => true);
      const heard: string[] = [];
      client.queue.on('sync:diagnostic', ({ code }) => heard.push(code));
      await page.advance(MINUTE);
      expect(client.queue.getSnapshot().storage).toEqual({ durable: false, reason: 'denied' });
      expect(heard).toContain('STORAGE_UNREADABLE');
      expect(page.signal('window', 'beforeunload').defaultPrevented).toBe(true);
      page.end();
      api.fate = () => 'answered';
      const later = openPage(browser);
      later.client.start();
      await later.page.advance(5 * MINUTE);
      expect(names(api)).toEqual(['Ana', 'Ben', 'Eva']);
      expect(later.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
    });

    it('says so in the next page, removes nothing, and sends what was stored when they can be', async () => {
      let isBroken = false;
      const { browser, api, page, prepare } = await atWork(() => isBroken);
      await page.settle();
      const stored = [...browser.storage.values.keys()].filter((key) => key.includes(':m:'));
      page.end();
      isBroken = true;
      api.fate = () => 'answered';
      const later = openPage(browser, prepare);
      later.client.start();
      await later.page.advance(2 * MINUTE);
      expect(later.client.queue.getSnapshot().storage).toEqual({
        durable: false,
        reason: 'denied',
      });
      expect([...browser.storage.values.keys()]).toEqual(expect.arrayContaining(stored));
      expect(names(api)).toEqual([]);
      isBroken = false;
      await later.page.advance(5 * MINUTE);
      expect(names(api)).toEqual(['Ana', 'Ben', 'Eva']);
      expect(later.client.queue.getSnapshot().storage).toEqual({ durable: true });
    });
  },
);
