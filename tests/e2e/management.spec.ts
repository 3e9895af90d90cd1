import type { Locator } from '@playwright/test';
import { demoPerson, signInto } from './support/sign-in.ts';
import { expect, test } from './support/test.ts';

const sentence = 'eight green bottles on a wall';

test('the management makes an account, changes its role and closes it', async ({
  clinic,
  server,
}) => {
  const { page } = clinic;
  await page.goto(`${server.url}/agenda`);
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Comptes' }).click();
  const table = page.getByRole('table', { name: 'Comptes' });
  await expect(table.getByRole('cell', { name: demoPerson('admin').email })).toBeVisible();

  await page.getByRole('button', { name: 'Nouveau compte' }).click();
  const form = page.getByRole('dialog', { name: 'Nouveau compte' });
  await form.getByLabel('Adresse e-mail').fill('odile@clinic-123.example');
  await form.getByLabel('Nom', { exact: false }).last().fill('Odile Garance');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Continuer la saisie' }).click();
  await expect(form.getByLabel('Adresse e-mail')).toHaveValue('odile@clinic-123.example');
  await form.getByLabel('Mot de passe').first().fill('court');
  await form.getByLabel('Votre propre mot de passe').fill(demoPerson('admin').password);
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(form.getByText('Au moins 12 caractères, qui ne soient')).toBeVisible();
  await expect(form.getByLabel('Mot de passe').first()).toBeFocused();
  await form.getByLabel('Mot de passe').first().fill(sentence);
  await form.getByLabel('Votre propre mot de passe').fill('pas le bon');
  await page.keyboard.press('Control+Enter');
  await expect(form.getByText('Votre propre mot de passe n’est pas le bon.')).toBeVisible();
  await expect(form.getByLabel('Votre propre mot de passe')).toBeFocused();
  await form.getByLabel('Votre propre mot de passe').fill(demoPerson('admin').password);
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(form).toBeHidden();
  const row = table.getByRole('row', { name: /Odile Garance/ });
  await expect(row).toContainText('Accueil');

  const name = row.getByRole('button', { name: 'Odile Garance' });
  const colorOf = (one: Locator) => one.evaluate((element) => getComputedStyle(element).color);
  expect(await colorOf(name)).not.toBe(await colorOf(row.getByRole('cell').nth(1)));
  await name.hover();
  await expect(name).toHaveCSS('text-decoration-line', 'underline');
  await name.press('Enter');
  const change = page.getByRole('dialog', { name: 'Modifier le compte' });
  await change.getByRole('switch', { name: /Compte ouvert/ }).click();
  await change.getByLabel('Votre propre mot de passe').fill(demoPerson('admin').password);
  await change.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(row).toContainText('Fermé');

  // As every form, it is the whole screen on a phone.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Nouveau compte' }).click();
  await expect.poll(() => form.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
});

test('the management names the clinic, on every page and for those who sign in later; a server that is not a demonstration is not offered as one', async ({
  clinic,
  server,
}) => {
  const { page } = clinic;
  await page.route('**/demo/conditions', (route) => route.fulfill({ status: 404, json: {} }));
  await page.goto(`${server.url}/clinique`);
  const name = page.getByLabel('Nom de la clinique');
  await expect(name).toHaveValue('Clinique des Tilleuls');
  await name.fill('Maison de santé du Parc');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('C’est enregistré.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enregistrer' })).toBeFocused();
  await expect(page).toHaveTitle('Clinique · Maison de santé du Parc');
  await expect(page.getByRole('navigation').first()).toContainText('Maison de santé du Parc');
  const { email, password } = demoPerson('reception');
  const later = await page.request.post(`${server.url}/api/v1/auth/sign-in`, {
    data: { email, password },
  });
  expect(((await later.json()) as { data: { user: object } }).data.user).toMatchObject({
    company_name: 'Maison de santé du Parc',
  });
  await name.fill('Clinique des Tilleuls');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page).toHaveTitle('Clinique · Clinique des Tilleuls');

  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await expect(page.getByRole('menuitem', { name: 'Raccourcis' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Démonstration' })).toHaveCount(0);
});

test('the management sees who opened which medical file @long', async ({ clinic, server }) => {
  const { page } = clinic;
  await server.addPatient('LUE');
  const [patient] = await server.patientsNamed('LUE');
  const record = await server.call('POST', '/api/v1/medical-records', {
    patient_id: patient?.id,
    title: 'Note',
  });
  await server.call('GET', `/api/v1/medical-records/${record.id}`);
  await page.goto(`${server.url}/journal`);
  const table = page.getByRole('table', { name: 'Journal des accès' });
  await page.getByRole('combobox', { name: 'Patient' }).fill('lue');
  await page.getByRole('option', { name: /LUE/ }).click();
  await expect(table.getByRole('row', { name: /Lecture · Dossier médical.*LUE/ })).toBeVisible();
  const created = table.getByRole('row', { name: /Création · Fiche du patient.*LUE/ });
  await expect(created).toContainText('Prénom');
  // The names of the columns of the database mean nothing to who reads here.
  await expect(created).not.toContainText('company_id');
  await expect(table.getByRole('row', { name: /Création · Dossier médical.*LUE/ })).toBeVisible();
  await page.getByLabel('Au', { exact: true }).fill('2020-01-01');
  await expect(page.getByText('Rien à cette période.')).toBeVisible();
});

test('others are not offered these pages @long', async ({ page, context, server }) => {
  await signInto(context, server.url, 'doctor');
  await page.goto(`${server.url}/comptes`);
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await expect(page.getByRole('menuitem', { name: 'Se déconnecter' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Comptes' })).toHaveCount(0);
  await expect(page.getByRole('table', { name: 'Comptes' })).toHaveCount(0);
});
