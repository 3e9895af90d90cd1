import { expect, test } from '../support/test.ts';
import { sentWrites, watchWrites } from '../support/wire.ts';

test('1 L1, 8: a created patient is on screen before any request leaves, and while a slow server thinks; deleted, it leaves the list at once and the database soon', async ({
  clinic,
  server,
  page,
}) => {
  await watchWrites(page, 'LENTE Lucie');
  await clinic.openPatients();
  await server.behave('hold');
  const answered: string[] = [];
  page.on(
    'response',
    (response) => response.request().method() === 'POST' && answered.push(response.url()),
  );

  await clinic.createPatient({ lastName: 'Lente', firstName: 'Lucie' });

  await expect(clinic.fileOf('LENTE Lucie')).toBeVisible();
  await expect(clinic.row('LENTE Lucie')).toBeVisible();
  await expect(clinic.status).toContainText('⏳ 1 changement en attente de sync');
  expect(answered).toEqual([]);

  await server.behave('normal');
  await clinic.expectSynced();
  const writes = await sentWrites(page);
  expect(writes).toMatchObject([{ method: 'POST', path: '/api/v1/patients', shownBefore: true }]);
  expect(await server.patientsNamed('Lente')).toHaveLength(1);

  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('Lente');
  await expect(clinic.row('LENTE Lucie')).toBeVisible();
  await server.behave('hold');
  await clinic.deletePatient();
  await expect(page.getByText('Aucun patient ne correspond')).toBeVisible();
  await expect(clinic.status).toContainText('⏳ 1 changement');
  expect(await server.patientsNamed('Lente')).toHaveLength(1);
  await server.behave('normal');
  await clinic.expectSynced();
  expect(await server.patientsNamed('Lente')).toEqual([]);
});

test('3.5: an edit made before the create is confirmed reaches the same row, after it @long', async ({
  clinic,
  server,
  page,
}) => {
  await watchWrites(page, 'TOT Tim');
  await clinic.openPatients();
  await server.behave('hold');

  await clinic.createPatient({ lastName: 'Tot', firstName: 'Tim', phone: '0600000001' });
  await clinic.changePhone('0600000002');
  await expect(clinic.row('TOT Tim')).toContainText('06 00 00 00 02');
  await expect(clinic.status).toContainText('⏳ 2 changements en attente de sync');

  await server.behave('normal');
  await clinic.expectSynced();
  const [row, ...others] = await server.patientsNamed('Tot');
  expect(others).toEqual([]);
  expect(row).toMatchObject({ phone: '0600000002', version: 2 });
  expect((await sentWrites(page)).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/v1/patients',
    `PATCH /api/v1/patients/${row?.id}`,
  ]);
  // The file stays open through the change of id, and the address follows it.
  await expect(clinic.fileOf('TOT Tim')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/patients/${row?.id}$`));
});

test('3.7: a lost reply does not make a second patient @long', async ({ clinic, server, page }) => {
  await watchWrites(page, 'PERDU Paul');
  await clinic.openPatients();
  await server.behave('lost-reply');

  await clinic.createPatient({ lastName: 'Perdu', firstName: 'Paul' });
  await expect.poll(() => server.patientsNamed('Perdu')).toHaveLength(1);
  await server.behave('normal');

  await clinic.expectSynced();
  expect(await server.patientsNamed('Perdu')).toHaveLength(1);
  const keys = new Set((await sentWrites(page)).map(({ key }) => key));
  expect(keys.size).toBe(1);
});
