import { setTimeout as delay } from 'node:timers/promises';
import { copiedIn, expect, expectCopied, expectDrained, pendingIn, test } from './support/test.ts';

/** What a kill leaves of 100 unsent changes. */
const WORK = 100;

test('5.1: the tab is killed in the very task that made 100 changes: all are there', async ({
  api,
  browse,
}) => {
  await api.behave('down');
  const browser = await browse();
  const page = await browser.open(api.url);
  const made = page.waitForEvent('console', (message) => message.text() === 'made');
  // Its task never ends; the kill rejects it at a moment that is not awaited.
  const task = page.evaluate((count) => {
    window.workbench.create(count, 'Tâche');
    console.log('made');
    window.workbench.hang();
  }, WORK);
  const doomed = task.catch(() => undefined);
  await made;
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

// The second: localStorage has been flushed as well.
for (const [name, afterMs, tag] of [
  ['as soon as IndexedDB has them', 0, ''],
  ['eight seconds later', 8_000, '@long'],
] as const) {
  test(`5.6: the whole browser is killed ${name}: all are there ${tag}`, async ({
    api,
    browse,
  }) => {
    await api.behave('down');
    const first = await browse();
    const page = await first.open(api.url);
    await page.evaluate((count) => window.workbench.create(count, 'Navigateur'), WORK);
    await expectCopied(page);
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
  await page.evaluate((count) => window.workbench.create(count, 'Aussitôt'), WORK);
  await first.kill();
  const next = await (await browse()).open(api.url);
  const survived = await copiedIn(next);
  await expect.poll(() => pendingIn(next)).toBe(survived);
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
  await expectDrained(page);
  await expectCopied(page);
  await first.kill();
  const second = await browse();
  const sent: string[] = [];
  second.context.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url());
  });
  const next = await second.open(api.url);
  // What is sent at last shows that nothing was sent before it.
  await next.evaluate(() => window.workbench.create(1, 'Ensuite'));
  await expectDrained(next);
  expect(sent).toHaveLength(1);
  expect(await api.rows('Confirmé')).toEqual({ rows: 20, keys: 20 });
});
