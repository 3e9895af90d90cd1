import type { Page } from '@playwright/test';
import { expect, expectDrained, pendingIn, test } from './support/test.ts';

/** Another library takes all the room there is in localStorage, to the last character. */
async function fillStorage(page: Page): Promise<void> {
  await page.evaluate(() => {
    let text = 'x'.repeat(1024 * 1024);
    for (let i = 0; text !== ''; i += 1) {
      try {
        localStorage.setItem(`other:${i}`, text);
      } catch {
        text = text.slice(0, text.length / 2);
      }
    }
  });
}

const storageOf = (page: Page): Promise<object> =>
  page.evaluate(() => window.workbench.queue.getSnapshot().storage);

test('5.4: with localStorage full to the brim changes are queued, reported and sent', async ({
  api,
  browse,
}) => {
  await api.behave('down');
  const page = await (await browse()).open(api.url);
  await fillStorage(page);
  await page.evaluate(() => window.workbench.create(10, 'Plein'));
  expect(await pendingIn(page)).toBe(10);
  expect(await storageOf(page)).toEqual({ durable: false, reason: 'full' });
  await api.behave('normal');
  await page.evaluate(() => window.workbench.queue.process());
  await expectDrained(page);
  expect(await api.rows('Plein')).toEqual({ rows: 10, keys: 10 });
});

test('5.4: what storage refused becomes durable as soon as there is some', async ({
  api,
  browse,
}) => {
  await api.behave('down');
  const browser = await browse();
  const page = await browser.open(api.url);
  await fillStorage(page);
  await page.evaluate(() => window.workbench.create(10, 'Attente'));
  await page.evaluate(() => localStorage.removeItem('other:0'));
  await page.evaluate(() => window.workbench.create(1, 'Attente'));
  await expect.poll(() => storageOf(page)).toEqual({ durable: true });
  await browser.killRenderers();
  expect(await pendingIn(await browser.open(api.url))).toBe(11);
});

test('5.4: a page that may not store anything queues in memory, says so, and sends', async ({
  api,
  browse,
}) => {
  const browser = await browse();
  await browser.context.addInitScript(() => {
    const denied = {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    };
    Object.defineProperty(window, 'localStorage', denied);
  });
  const page = await browser.open(api.url);
  await page.evaluate(() => window.workbench.create(5, 'Refusé'));
  expect(await storageOf(page)).toEqual({ durable: false, reason: 'denied' });
  await expectDrained(page);
  expect(await api.rows('Refusé')).toEqual({ rows: 5, keys: 5 });
});

test('5.1: 1 000 changes are back after a reload @long', async ({ api, browse }) => {
  await api.behave('down');
  const page = await (await browse()).open(api.url);
  await page.evaluate(() => window.workbench.create(1_000, 'Mille'));
  await page.reload();
  await page.waitForFunction(() => 'workbench' in window);
  expect(await pendingIn(page)).toBe(1_000);
});

test('5.4: what is queued is sent and settled while another library keeps the storage full', async ({
  api,
  browse,
}) => {
  await api.behave('down');
  const browser = await browse();
  const page = await browser.open(api.url);
  await page.evaluate(() => window.workbench.create(50, 'Réserve'));
  await fillStorage(page);
  await api.behave('slow', 300);
  await page.evaluate(() => window.workbench.queue.process());
  // In the middle of it the tab dies: what left was recorded, in the room that is kept for it.
  await expect.poll(() => pendingIn(page)).toBeLessThan(40);
  await browser.killRenderers();
  const later = await browser.open(api.url);
  await api.behave('normal');
  await later.evaluate(() => window.workbench.queue.process());
  await expectDrained(later);
  expect(await api.rows('Réserve')).toEqual({ rows: 50, keys: 50 });
});
