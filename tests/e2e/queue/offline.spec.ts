import { expect, test } from '../support/test.ts';

test('3.1, 5.1: created offline, kept through a reload without network, sent once when it is back', async ({
  clinic,
  server,
  page,
  context,
}) => {
  await clinic.openPatients();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await expect(clinic.status).toContainText('Hors ligne');

  await clinic.createPatient({ lastName: 'Horsligne', firstName: 'Olga' });
  await expect(clinic.row('HORSLIGNE Olga')).toBeVisible();
  await clinic.changePhone('0611223344');
  await expect(clinic.status).toContainText('⏳ 2 changements en attente de sync');

  await page.reload();
  await clinic.unlock();
  await expect(clinic.fileOf('HORSLIGNE Olga')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('horsligne');
  await expect(clinic.row('HORSLIGNE Olga')).toContainText('06 11 22 33 44');
  await expect(
    clinic.row('HORSLIGNE Olga').getByText('En attente de synchronisation'),
  ).toBeAttached();
  expect(await server.patientsNamed('Horsligne')).toEqual([]);

  await context.setOffline(false);
  await clinic.expectSynced();
  const rows = await server.patientsNamed('Horsligne');
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ first_name: 'Olga', phone: '0611223344' });
  await expect(
    clinic.row('HORSLIGNE Olga').getByText('En attente de synchronisation'),
  ).not.toBeAttached();
});

test('4: while the server is down changes wait, nothing is rolled back, and they leave by themselves', async ({
  clinic,
  server,
}) => {
  await clinic.openPatients();
  await server.behave('down');
  await clinic.createPatient({ lastName: 'Panne', firstName: 'Pia' });

  await expect(clinic.status).toContainText('Serveur injoignable');
  await expect(clinic.status).toContainText('⏳ 1 changement en attente de sync');
  await expect(clinic.row('PANNE Pia')).toBeVisible();
  expect(await server.patientsNamed('Panne')).toEqual([]);

  await server.behave('normal');
  await clinic.expectSynced();
  expect(await server.patientsNamed('Panne')).toHaveLength(1);
  await expect(clinic.notice).toHaveCount(0);
});

test('3.2, 9.1: working offline on purpose holds everything until the person goes back online @long', async ({
  clinic,
  server,
  page,
}) => {
  await clinic.openPatients();
  await page.getByRole('button', { name: 'Synchronisation' }).first().click();
  await page.getByRole('button', { name: 'Travailler hors ligne' }).click();
  await page.keyboard.press('Escape');
  await clinic.createPatient({ lastName: 'Voulue', firstName: 'Vera' });
  await expect(clinic.status).toContainText('Mode hors ligne');
  await expect(clinic.status).toContainText('⏳ 1 changement');

  await page.getByRole('button', { name: 'Synchronisation' }).first().click();
  await expect(page.getByText('VOULUE Vera · Création du patient')).toBeVisible();
  expect(await server.patientsNamed('Voulue')).toEqual([]);
  await page.getByRole('button', { name: 'Revenir en ligne' }).click();
  await clinic.expectSynced();
  expect(await server.patientsNamed('Voulue')).toHaveLength(1);
});
