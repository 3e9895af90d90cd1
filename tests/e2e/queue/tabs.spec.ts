import { ClinicPage } from '../support/clinic-page.ts';
import { expect, test } from '../support/test.ts';
import { sentWrites, watchWrites } from '../support/wire.ts';

test('6.1, 6.2: a change made in one tab shows in the other, and is sent once; two that write offline lose nothing when one is closed, and nothing is doubled', async ({
  clinic,
  server,
  page,
  context,
}) => {
  await watchWrites(page, 'ONGLET Ona');
  await clinic.openPatients();
  const otherPage = await context.newPage();
  await watchWrites(otherPage, 'ONGLET Ona');
  const other = new ClinicPage(otherPage, clinic.url);
  await other.openPatients();

  await server.behave('hold');
  await other.createPatient({ lastName: 'Onglet', firstName: 'Ona' });
  await clinic.page.getByRole('searchbox').fill('onglet');
  await expect(clinic.row('ONGLET Ona')).toBeVisible();
  await expect(clinic.status).toContainText('⏳ 1 changement');

  await server.behave('normal');
  await clinic.expectSynced();
  await other.expectSynced();
  expect([...(await sentWrites(page)), ...(await sentWrites(otherPage))]).toHaveLength(1);
  expect(await server.patientsNamed('Onglet')).toHaveLength(1);

  await context.setOffline(true);
  await clinic.createPatient({ lastName: 'Deux', firstName: 'Un' });
  await other.createPatient({ lastName: 'Deux', firstName: 'Deux' });
  await expect(other.status).toContainText('⏳ 2 changements');

  await clinic.page.close();
  await context.setOffline(false);
  await other.expectSynced();
  const rows = await server.patientsNamed('Deux');
  expect(rows.map(({ first_name }) => first_name).sort()).toEqual(['Deux', 'Un']);
});
