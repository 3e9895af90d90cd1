import { describe, expect, it } from 'vitest';
import { KeylessApi, numbers } from '../support/keyless_api.js';
import { FakeBrowser, type FakePage } from '../support/fake_page.js';
import { openPage, PATIENTS } from '../support/open_page.js';

const MINUTE = 60_000;

/** Other code of the page has put its own function in place of one of localStorage's. */
function replace(page: FakePage, name: 'getItem' | 'setItem', by: (own: Storage) => unknown): void {
  const own = page.storage() as Storage;
  const storage = new Proxy(own, {
    get: (target, asked) =>
      asked === name ? by(target) : (Reflect.get(target, asked) as Storage[keyof Storage]),
  });
  page.storage = () => storage;
}

describe('other code that drops what is written (5.4)', () => {
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

describe('a getItem that throws now and then (5.3)', () => {
  it.each([1, 2, 3, 4, 5, 6])('loses nothing and doubles nothing: seed %i', async (seed) => {
    const browser = new FakeBrowser();
    const unit = numbers(seed);
    const api = new KeylessApi(browser.server, PATIENTS);
    const prepare = (page: FakePage): void =>
      replace(page, 'getItem', (own) => (key: string) => {
        if (unit() < 0.3) throw new Error('cannot be read now');
        return own.getItem(key);
      });
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
    expect(api.rows.map(({ name }) => name).sort()).toEqual(['A', 'B', 'C', 'D']);
    expect(client.queue.getPendingCount()).toBe(0);
    expect(codes).not.toContain('STORAGE_DENIED');
  });
});
