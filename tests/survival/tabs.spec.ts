import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { expect, expectDrained, pendingIn, test, type Api } from './support/test.ts';

/** How many unsent changes each of the two tabs has. */
const EACH = process.env['SYNCHRONE_LONG'] === '1' ? 200 : 60;
const ALL = 2 * EACH;

async function work(api: Api, pages: readonly Page[], name: string): Promise<void> {
  await api.behave('down');
  await Promise.all(
    pages.map((page) =>
      page.evaluate(([count, last]) => window.workbench.create(count, last), [EACH, name] as const),
    ),
  );
  for (const page of pages) await expect.poll(() => pendingIn(page)).toBe(EACH * pages.length);
}

const hurry = (page: Page): Promise<void> => page.evaluate(() => window.workbench.queue.process());
const once = (count: number): object => ({ rows: count, keys: count });

test(`6.2: two tabs, ${EACH} changes each, both alive: ${ALL} applied once`, async ({
  api,
  browse,
}) => {
  const browser = await browse();
  const [one, two] = [await browser.open(api.url), await browser.open(api.url)];
  await work(api, [one, two], 'Deux onglets');
  await api.behave('normal');
  await Promise.all([hurry(one), hurry(two)]);
  await Promise.all([expectDrained(one), expectDrained(two)]);
  expect(await api.rows('Deux onglets')).toEqual(once(ALL));
});

test(`6.1: both closed, one opened again: ${ALL} applied once @long`, async ({ api, browse }) => {
  const browser = await browse();
  const [one, two] = [await browser.open(api.url), await browser.open(api.url)];
  await work(api, [one, two], 'Refermés');
  await one.close();
  await two.close();
  await api.behave('normal');
  const later = await browser.open(api.url);
  await expectDrained(later);
  expect(await api.rows('Refermés')).toEqual(once(ALL));
});

test(`6.1: the leader is killed in the middle of it: the other goes on, ${ALL} applied once`, async ({
  api,
  browse,
}) => {
  const browser = await browse();
  const one = await browser.open(api.url);
  const two = await browser.open(api.url);
  await work(api, [one, two], 'Tué en route');
  await api.behave('slow', 30);
  await hurry(one);
  await expect.poll(async () => (await api.rows('Tué en route')).rows).toBeGreaterThan(40);
  expect(await one.evaluate(() => window.workbench.queue.getSnapshot().sender)).toBe(true);
  const session = await browser.context.newCDPSession(one);
  session.send('Page.crash').catch(() => undefined);
  await expectDrained(two);
  expect(await api.rows('Tué en route')).toEqual(once(ALL));
});

test(`6.1: the leader is frozen in the middle of it: it is stolen from, ${ALL} applied once @long`, async ({
  api,
  browse,
}) => {
  const browser = await browse();
  const one = await browser.open(api.url);
  const two = await browser.open(api.url);
  const sender = await browser.rendererOf(one);
  await work(api, [one, two], 'Gelé');
  await api.behave('slow', 30);
  await hurry(one);
  await expect.poll(async () => (await api.rows('Gelé')).rows).toBeGreaterThan(40);
  process.kill(sender, 'SIGSTOP');
  await expectDrained(two);
  expect(await two.evaluate(() => window.workbench.queue.getSnapshot().sender)).toBe(true);
  process.kill(sender, 'SIGCONT');
  // Time for it to do harm in; nothing waits for it.
  await delay(2_000);
  await expectDrained(one);
  expect(await api.rows('Gelé')).toEqual(once(ALL));
});

test('7.1: a second sign-in in the same profile stops the first tab from sending', async ({
  api,
  browse,
}) => {
  const browser = await browse();
  const one = await browser.open(api.url);
  await one.evaluate(() =>
    window.workbench.queue.setUser({ id: 'alice', companyId: 'clinic-123' }),
  );
  await api.behave('down');
  await one.evaluate(() => window.workbench.create(20, 'Alice'));
  const two = await browser.open(api.url);
  await two.evaluate(() => window.workbench.queue.setUser({ id: 'bob', companyId: 'clinic-123' }));
  await expect
    .poll(() => one.evaluate(() => window.workbench.queue.getSnapshot().waiting))
    .toBe('user');
  await api.behave('normal');
  await hurry(one);
  await two.evaluate(() => window.workbench.create(5, 'Bob'));
  await expectDrained(two);
  // Once more: Alice's tab has had its chance to send as well.
  await hurry(one);
  await two.evaluate(() => window.workbench.create(5, 'Bob'));
  await expectDrained(two);
  expect(await api.rows('Bob')).toEqual(once(10));
  expect(await api.rows('Alice')).toEqual(once(0));
  await two.evaluate(() =>
    window.workbench.queue.setUser({ id: 'alice', companyId: 'clinic-123' }),
  );
  await expectDrained(two);
  expect(await api.rows('Alice')).toEqual(once(20));
});
