import type { Locator, Page } from '@playwright/test';
import type { ClinicServer } from './support/clinic-server.ts';
import { expect, test } from './support/test.ts';

/** The two pages of the seed's application: the rows live in React, or with us (2.8). */
const pages = [
  { clauses: '2.8', rows: 'an existing context through useSyncedRows', path: '/' },
  { clauses: '2.8, 10', rows: 'createSyncContext', path: '/sync.html' },
] as const;

async function open(page: Page, server: ClinicServer, path: string): Promise<void> {
  await server.behave('normal');
  const read = page.waitForResponse((response) => response.url().includes('/api/v1/patients'));
  await page.goto(server.url + path);
  await read;
}

async function create(page: Page, firstName: string, lastName: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Créer le patient' });
  await form.getByRole('textbox', { name: 'Prénom' }).fill(firstName);
  await form.getByRole('textbox', { name: 'Nom', exact: true }).fill(lastName);
  await form.getByRole('button').click();
}

function row(page: Page, name: string): Locator {
  return page.getByRole('list', { name: 'Patients' }).getByRole('listitem').filter({ hasText: name });
}

function status(page: Page): Locator {
  return page.getByRole('status', { name: 'Synchronisation' });
}

for (const [index, { clauses, rows, path }] of pages.entries()) {
  const lastName = `Semence${index}`;

  test(`${clauses}, 5.1: with ${rows}, created while the server is away, kept through a reload, stored once`, async ({ page, seedServer }) => {
    await open(page, seedServer, path);
    await seedServer.behave('down');
    await create(page, 'Jean', lastName);
    await expect(row(page, `Jean ${lastName}`)).toBeVisible();
    await expect(status(page)).toContainText('⏳ 1 changement en attente de sync');

    await page.reload();
    await expect(row(page, `Jean ${lastName}`)).toBeVisible();
    expect(await seedServer.patientsNamed(lastName)).toEqual([]);

    await seedServer.behave('normal');
    await expect(status(page)).not.toContainText('en attente');
    expect(await seedServer.patientsNamed(lastName)).toHaveLength(1);
    await expect(row(page, `Jean ${lastName}`)).toHaveCount(1);
  });

  test(`2.1, 2.6: with ${rows}, the seed's update and delete show at once; a refused update comes back`, async ({ page, seedServer }) => {
    const name = `Vivant${index}`;
    await seedServer.call('POST', '/api/v1/patients', { first_name: 'Ada', last_name: name });
    await open(page, seedServer, path);
    await seedServer.behave('refuse');
    await row(page, `Ada ${name}`).getByRole('button', { name: 'Modifier' }).click();
    await page.getByRole('textbox', { name: 'Nouveau nom' }).fill(`${name}bis`);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Impossible de mettre à jour' })).toBeVisible();
    await expect(row(page, `Ada ${name}`)).toBeVisible();
    await expect(row(page, `Ada ${name}bis`)).toHaveCount(0);

    await seedServer.behave('normal');
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await expect(row(page, `Ada ${name}bis`)).toBeVisible();
    await expect(status(page)).not.toContainText('en attente');
    expect(await seedServer.patientsNamed(`${name}bis`)).toHaveLength(1);

    await seedServer.behave('slow', 1_500);
    page.once('dialog', (dialog) => void dialog.accept());
    await row(page, `Ada ${name}bis`).getByRole('button', { name: 'Supprimer' }).click();
    await expect(row(page, `Ada ${name}bis`)).toHaveCount(0);
    await expect(status(page)).toContainText('⏳ 1 changement');
    await expect(status(page)).not.toContainText('en attente');
    expect(await seedServer.patientsNamed(`${name}bis`)).toEqual([]);
  });
}

test('2.7: a form that is gone before anything is sent has still made its patient', async ({ page, seedServer }) => {
  await open(page, seedServer, '/');
  await seedServer.behave('slow', 1_500);
  await page.getByRole('button', { name: 'Patient rapide' }).click();
  const dialog = page.getByRole('dialog', { name: 'Patient rapide' });
  await dialog.getByRole('textbox', { name: 'Prénom' }).fill('Vite');
  await dialog.getByRole('textbox', { name: 'Nom', exact: true }).fill('Rapide');
  await dialog.getByRole('button', { name: 'Ajouter' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, 'Vite Rapide')).toBeVisible();
  await expect(status(page)).not.toContainText('en attente');
  expect(await seedServer.patientsNamed('Rapide')).toHaveLength(1);
});
