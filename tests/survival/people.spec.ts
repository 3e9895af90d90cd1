import type { Page } from '@playwright/test';
import { expect, expectDrained, pendingIn, test } from './support/test.ts';

const signIn = (page: Page, id: string): Promise<void> =>
  page.evaluate(
    (user) => window.workbench.queue.setUser({ id: user, companyId: 'clinic-123' }),
    id,
  );

const signOut = (page: Page): Promise<{ unsynced: number }> =>
  page.evaluate(() => window.workbench.queue.logout());

const authors = (page: Page): Promise<(string | null)[]> =>
  page.evaluate(() => window.workbench.queue.getPending().map(({ userId }) => userId));

test('7.1: a shared workstation: A leaves offline, B works, A returns: each sends their own', async ({
  api,
  browse,
}) => {
  const page = await (await browse()).open(api.url);
  await api.behave('down');
  await signIn(page, 'a');
  await page.evaluate(() => window.workbench.create(20, 'Poste A'));
  expect(await signOut(page)).toEqual({ unsynced: 20 });
  expect(await pendingIn(page)).toBe(0);

  await signIn(page, 'b');
  expect(await pendingIn(page)).toBe(0);
  expect(await page.evaluate(() => window.workbench.queue.getSnapshot().sealed)).toBe(20);
  await page.evaluate(() => window.workbench.create(10, 'Poste B'));
  expect(await authors(page)).toEqual(Array(10).fill('b'));
  await api.behave('normal');
  await page.evaluate(() => window.workbench.queue.process());
  await expectDrained(page);
  expect(await api.rows('Poste B')).toEqual({ rows: 10, keys: 10 });
  expect(await api.rows('Poste A')).toEqual({ rows: 0, keys: 0 });
  expect(await signOut(page)).toEqual({ unsynced: 0 });

  await api.behave('down');
  await page.reload();
  await page.waitForFunction(() => 'workbench' in window);
  await signIn(page, 'a');
  expect(await authors(page)).toEqual(Array(20).fill('a'));
  await api.behave('normal');
  await page.evaluate(() => window.workbench.queue.process());
  await expectDrained(page);
  expect(await api.rows('Poste A')).toEqual({ rows: 20, keys: 20 });
});
