import { expect, test as base, type Page } from '@playwright/test';
import { serveSite } from './support/site.ts';

const test = base.extend<object, { origin: string }>({
  origin: [
    async ({}, use) => {
      const site = await serveSite();
      await use(site.origin);
      site.close();
    },
    { scope: 'worker' },
  ],
});

const inspector = (page: Page) => page.locator('.sync-inspector');
const list = (page: Page) => page.getByRole('region', { name: 'Patients' });
const server = (page: Page) => page.getByRole('region', { name: 'What the server has' });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test.describe('the playground of the documentation', () => {
  test('keeps what is created offline, and sends it', async ({ page, origin }) => {
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) outside.push(request.url());
    });
    await page.goto(`${origin}/playground.html`);
    await expect(list(page)).toContainText('Jeanne Dupont');
    await expect(server(page).getByText('GET /patients')).toHaveCount(1);

    await press(page, 'Offline');
    await press(page, 'New patient');
    await expect(list(page).getByText('pending')).toBeVisible();
    await expect(inspector(page)).toContainText('Aya Diallo');
    await expect(server(page)).toContainText('3 patients');

    await page.reload();
    await expect(list(page)).toContainText('Aya Diallo');

    await press(page, 'Offline');
    await expect(server(page)).toContainText('4 patients');
    await expect(list(page).getByText('pending')).toHaveCount(0);
    await expect(inspector(page)).not.toContainText('Aya Diallo');
    expect(outside).toEqual([]);
  });

  test('makes one patient where the reply is lost', async ({ page, origin }) => {
    await page.goto(`${origin}/playground.html`);
    await expect(list(page)).toContainText('Jeanne Dupont');
    await press(page, 'Lose the reply');
    await press(page, 'New patient');
    await expect(server(page)).toContainText('saved, answer lost');
    await expect(list(page).getByText('pending')).toHaveCount(0);
    await expect(server(page)).toContainText('4 patients');
  });
});
