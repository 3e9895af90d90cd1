import type { Page } from '@playwright/test';
import { expect, test } from './data_layers/clinic.ts';

// BEHAVIOUR 2.8: what one layer has and others have not, and the screens whose lines the guide counts.

test.describe('TanStack Query', () => {
  test('under Suspense a queued record shows no fallback, nor when the server names it', async ({
    clinic,
  }) => {
    const tab = await clinic.open('query', '&suspended');
    await tab.shows({ all: 'Eve Bob Ann', suspended: 'Eve' });
    await tab.offline();
    const before = (await tab.seen()).notices;
    const id = await tab.create({ name: 'Zoe' });
    await tab.page.evaluate((of) => window.clinic.show(of), id);
    await tab.shows({ suspended: 'Zoe', detail: 'Zoe' });
    await tab.online();
    await tab.isDrained();
    const line = tab.page.locator('[data-screen="suspended"] li');
    await expect(line).toHaveAttribute('data-id', 's1');
    await expect(line).toHaveText('Zoe');
    expect((await tab.seen()).notices).toEqual(before);
    expect(clinic.api.requests.filter((one) => one.includes(id))).toEqual([]);
  });

  test('a cache in IndexedDB holds the server’s rows, and is shown offline with what is queued', async ({
    clinic,
  }) => {
    const tab = await clinic.open('query', '&indexeddb');
    await tab.shows({ all: 'Eve Bob Ann' });
    await expect.poll(() => inIndexedDb(tab.page)).toContain('Ann');
    await tab.offline();
    await tab.work();
    await tab.shows({ all: 'Mine Bob Zoe' });
    await tab.reload();
    await tab.shows({ all: 'Mine Bob Zoe', Lyon: 'Mine Zoe', detail: 'Mine' });
    expect(await inIndexedDb(tab.page)).not.toMatch(/Mine|Zoe/);
    await tab.online();
    await tab.isDrained();
    await tab.shows({ all: 'Mine Bob Zoe', Lyon: 'Mine Zoe' });
    expect(clinic.methods).toEqual(['DELETE', 'PATCH', 'POST']);
    await expect.poll(() => inIndexedDb(tab.page)).toContain('Zoe');
  });
});

/** What idb-keyval has stored, as text. */
function inIndexedDb(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('keyval-store');
        opening.onerror = () => reject(new Error('IndexedDB does not open.'));
        opening.onsuccess = () => {
          const asked = opening.result.transaction('keyval').objectStore('keyval').getAll();
          asked.onerror = () => reject(new Error('IndexedDB does not read.'));
          asked.onsuccess = () => {
            opening.result.close();
            resolve(JSON.stringify(asked.result));
          };
        };
      }),
  );
}

test.describe('a router with loaders and actions, and react-hook-form', () => {
  test('an action creates offline and redirects to the record, whose page and bookmark stay', async ({
    clinic,
  }) => {
    const tab = await clinic.open('router', '&forms');
    const { page } = tab;
    const all = page.getByTestId('all');
    const form = page.getByTestId('detail');
    await expect(all).toHaveText('Eve Bob Ann');
    await tab.offline();
    await page.locator('[name="name"]').fill('New');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(all).toHaveText('Eve Bob Ann New');
    await expect(form.locator('h1')).toHaveText('New');
    await expect(form).toHaveAttribute('data-state', 'pending');
    const bookmark = new URL(page.url()).hash;
    const element = await form.elementHandle();
    await page.reload();
    await expect(form.locator('h1'), 'offline, in a new page').toHaveText('New');
    await tab.online();
    await tab.isDrained();
    await expect(form).toHaveAttribute('data-id', 's1');
    expect(element).not.toBeNull();
    await expect(form).toHaveAttribute('data-state', 'synced');
    const later = await clinic.open('router', `&forms${bookmark}`);
    await expect(later.page.getByTestId('detail')).toHaveAttribute('data-id', 's1');
    await expect(later.page.getByTestId('detail').locator('h1')).toHaveText('New');
    expect(clinic.methods).toEqual(['POST']);
    const local = bookmark.split('/').at(-1) ?? '';
    expect(local.length).toBeGreaterThan(20);
    expect(clinic.api.requests.filter((one) => one.includes(local))).toEqual([]);
  });

  test('what is typed stays while another change of the record is confirmed', async ({
    clinic,
  }) => {
    const tab = await clinic.open('router', '&forms#/patients/p1');
    const { page } = tab;
    const detail = page.getByTestId('detail');
    await expect(detail.locator('h1')).toHaveText('Eve');
    await page.getByTestId('name').fill('Typed');
    await tab.edit('p1', { city: 'Nice' });
    await tab.isDrained();
    await expect(page.getByTestId('city')).toHaveValue('Nice');
    await expect(page.getByTestId('name')).toHaveValue('Typed');
    await page.getByRole('button', { name: 'Save' }).click();
    await tab.isDrained();
    await expect(detail.locator('h1')).toHaveText('Typed');
    expect(clinic.api.rows[0]).toMatchObject({ name: 'Typed', city: 'Nice' });
  });
});

for (const layer of ['query', 'rtk', 'swr', 'zustand'] as const) {
  test(
    `the screens whose lines the guide counts work: ${layer}`,
    {
      tag: layer === 'query' ? [] : ['@long'],
    },
    async ({ clinic }) => {
      const tab = await clinic.open(layer, '&screens');
      const screen = (name: string) => tab.page.locator(`[data-screen="${name}"]`);
      const rows = screen('list').locator('li');
      await expect(rows).toHaveText(['Eve', 'Bob', 'Ann']);
      await expect(screen('filtered')).toHaveText('2');
      await expect(screen('detail')).toHaveText('Eve');
      clinic.writes.close();
      await rows.first().click(); // a click in the list makes a record
      await tab.edit('p1', { name: 'Mine' });
      await tab.edit('p2', { city: 'Lyon' });
      await expect(rows).toHaveText(['Mine', 'Bob', 'Ann', 'New']);
      await expect(rows.last()).not.toHaveAttribute('data-state', 'synced');
      await expect(rows.nth(2)).toHaveAttribute('data-state', 'synced');
      await expect(screen('filtered')).toHaveText('3');
      await expect(screen('detail')).toHaveText('Mine');
      const element = await rows.last().elementHandle();
      clinic.writes.open();
      await tab.isDrained();
      await expect(rows.last()).toHaveAttribute('data-state', 'synced');
      expect(await element?.evaluate((node) => node.isConnected)).toBe(true);
      await expect(rows).toHaveText(['Mine', 'Bob', 'Ann', 'New']);
      await expect(screen('filtered')).toHaveText('3');
      expect(clinic.methods).toEqual(['PATCH', 'PATCH', 'POST']);
    },
  );
}
