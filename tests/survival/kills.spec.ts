import { setTimeout as delay } from 'node:timers/promises';
import { expect, pendingIn, test } from './support/test.ts';

/** What a kill leaves of 100 changes that nobody could send. */
const WORK = 100;

test('5.1: the tab is killed in the very task that made 100 changes: all are there', async ({
  api,
  browse,
}) => {
  await api.behave('down');
  const browser = await browse();
  const page = await browser.open(api.url);
  // Its task never ends; the kill rejects it at a moment that nobody waits for.
  const task = page.evaluate((count) => {
    window.workbench.create(count, 'Tâche');
    window.workbench.hang();
  }, WORK);
  const doomed = task.catch(() => undefined);
  await delay(2_000);
  await browser.killRenderers();
  await doomed;
  expect(await pendingIn(await browser.open(api.url))).toBe(WORK);
});

test('5.1: the tab is killed 100 ms later: all are there @long', async ({ api, browse }) => {
  await api.behave('down');
  const browser = await browse();
  const page = await browser.open(api.url);
  await page.evaluate((count) => window.workbench.create(count, 'Peu après'), WORK);
  await delay(100);
  await browser.killRenderers();
  expect(await pendingIn(await browser.open(api.url))).toBe(WORK);
});

for (const [name, afterMs, tag] of [
  ['one second later', 1_000, ''],
  ['eight seconds later', 8_000, '@long'],
] as const) {
  test(`5.6: the whole browser is killed ${name}: all are there ${tag}`, async ({
    api,
    browse,
  }) => {
    await api.behave('down');
    const first = await browse();
    const page = await first.open(api.url);
    await delay(500);
    await page.evaluate((count) => window.workbench.create(count, 'Navigateur'), WORK);
    await delay(afterMs);
    await first.kill();
    const next = await (await browse()).open(api.url);
    await expect.poll(() => pendingIn(next)).toBe(WORK);
  });
}

test('5.6: the whole browser is killed at once: what IndexedDB has completed is there @long', async ({
  api,
  browse,
}) => {
  await api.behave('down');
  const first = await browse();
  const page = await first.open(api.url);
  await delay(500);
  await page.evaluate((count) => window.workbench.create(count, 'Aussitôt'), WORK);
  await first.kill();
  const next = await (await browse()).open(api.url);
  await delay(1_000);
  const survived = await pendingIn(next);
  test.info().annotations.push({ type: 'survived', description: `${survived} of ${WORK}` });
  console.log(`      killed at once: ${survived} of ${WORK} are there`);
  // All of one transaction or none of it: nothing in between.
  expect([0, WORK]).toContain(survived);
});

test('5.6: what was confirmed before the browser was killed is not sent again', async ({
  api,
  browse,
}) => {
  const first = await browse();
  const page = await first.open(api.url);
  await page.evaluate((count) => window.workbench.create(count, 'Confirmé'), 20);
  await expect.poll(() => pendingIn(page), { timeout: 30_000 }).toBe(0);
  await delay(300);
  await first.kill();
  const next = await (await browse()).open(api.url);
  await delay(2_000);
  expect(await pendingIn(next)).toBe(0);
  expect(await api.rows('Confirmé')).toEqual({ rows: 20, keys: 20 });
});
