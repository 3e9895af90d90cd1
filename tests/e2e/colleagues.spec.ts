import { ClinicPage } from './support/clinic-page.ts';
import { signInto } from './support/sign-in.ts';
import { expect, test as base } from './support/test.ts';

/** A colleague at another machine, signed in as a doctor. */
const test = base.extend<{ colleague: ClinicPage }>({
  colleague: async ({ browser, server }, use) => {
    const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });
    await signInto(context, server.url, 'doctor');
    await use(new ClinicPage(await context.newPage(), server.url));
    await context.close();
  },
});

async function bothOpen(clinic: ClinicPage, colleague: ClinicPage, name: string): Promise<void> {
  await clinic.openPatients();
  await clinic.openFile(name);
  await colleague.openPatients();
  await colleague.openFile(name);
}

test('2.9, 3.8: what a colleague makes, changes and deletes shows without a reload, and rows that did not change stay; of two changes of the same phone number neither is undone unseen', async ({
  clinic,
  colleague,
  server,
  context,
  page,
}) => {
  await clinic.openPatients();
  await colleague.openPatients();
  await colleague.createPatient({ lastName: 'Direct', firstName: 'Dina' });
  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('direct');
  await expect(clinic.row('DIRECT Dina')).toBeVisible();
  await clinic.row('DIRECT Dina').evaluate((row) => row.setAttribute('data-e2e', 'same'));

  await colleague.changePhone('0611111111');
  await expect(clinic.row('DIRECT Dina')).toContainText('06 11 11 11 11');
  await expect(clinic.row('DIRECT Dina')).toHaveAttribute('data-e2e', 'same');
  await expect(colleague.row('DIRECT Dina')).toHaveCount(1);

  await colleague.deletePatient();
  await expect(clinic.row('DIRECT Dina')).toHaveCount(0);
  await clinic.expectSynced();

  await server.call('POST', '/api/v1/patients', {
    last_name: 'Deuxmains',
    first_name: 'Luc',
    phone: '0600000050',
    city: 'Lyon',
  });
  await clinic.openFile('DEUXMAINS Luc');
  await colleague.openFile('DEUXMAINS Luc');
  await context.setOffline(true);
  await clinic.changePhone('0600000051');
  await colleague.changePhone('0600000052');
  await colleague.expectSynced();
  await context.setOffline(false);

  await expect(clinic.notice).toContainText('Conflit');
  await expect(clinic.row('DEUXMAINS Luc')).toContainText('06 00 00 00 52');
  expect(await server.patientsNamed('Deuxmains')).toMatchObject([
    { phone: '0600000052', version: 2 },
  ]);
  await clinic.notice.getByRole('button', { name: 'Comparer' }).click();
  const dialog = clinic.page.getByRole('dialog', { name: 'Deux versions de la même fiche' });
  await expect(dialog.getByRole('row', { name: 'Téléphone' }).getByRole('cell')).toHaveText([
    '06 00 00 00 50',
    '06 00 00 00 51',
    '06 00 00 00 52',
  ]);
  await dialog.getByRole('button', { name: 'Réessayer avec vos changements' }).click();
  await clinic.expectSynced();
  await expect(colleague.row('DEUXMAINS Luc')).toContainText('06 00 00 00 51');
  await expect(colleague.notice).toHaveCount(0);
});

test('9: where the patients cannot be read, neither agenda nor waiting room shows visits without a name; one whom a colleague makes does not stand for them', async ({
  clinic,
  colleague,
  page,
}) => {
  const isRefused = /\/api\/v1\/patients\?limit/;
  await page.route(isRefused, (route) => route.fulfill({ status: 503, json: { success: false } }));
  await page.goto(`${clinic.url}/agenda?vue=week`);
  const failed = page.getByRole('alert').getByText('n’a pas pu être');
  await expect(failed).toBeVisible();
  await expect(page.getByText('Patient inconnu')).toHaveCount(0);
  await page.getByRole('link', { name: 'Salle d’attente' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Salle d’attente' })).toBeVisible();
  await expect(failed).toBeVisible();
  await expect(page.getByText('Patient inconnu')).toHaveCount(0);
  await page.goBack();
  await colleague.openPatients();
  await colleague.createPatient({ lastName: 'Seule', firstName: 'Sara' });
  await colleague.expectSynced();
  // Her record arrives within a second; nothing on this page shows that it has.
  await page.waitForTimeout(3_000);
  await expect(page.getByText('Patient inconnu')).toHaveCount(0);
  await page.unroute(isRefused);
  await expect(failed).toHaveCount(0);
  await page.getByRole('link', { name: 'Patients' }).click();
  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('seule');
  await expect(clinic.row('SEULE Sara')).toBeVisible();
});

test('2.9, 4: after a break the live changes that were missed are there @long', async ({
  clinic,
  colleague,
  server,
  page,
  context,
}) => {
  await server.call('POST', '/api/v1/patients', {
    last_name: 'Manque',
    first_name: 'Max',
    phone: '0600000040',
  });
  await bothOpen(clinic, colleague, 'MANQUE Max');
  await context.setOffline(true);
  await colleague.changePhone('0600000041');
  await colleague.expectSynced();
  await context.setOffline(false);
  await expect(clinic.row('MANQUE Max')).toContainText('06 00 00 00 41');
  await expect(
    page.getByRole('region', { name: 'Changements à traiter' }).getByRole('alert'),
  ).toHaveCount(0);
});

test('3.8: edits of different fields at the same time both stay @long', async ({
  clinic,
  colleague,
  server,
  context,
}) => {
  const { id } = await server.call('POST', '/api/v1/patients', {
    last_name: 'Champs',
    first_name: 'Eve',
    phone: '0600000060',
    city: 'Lyon',
  });
  await bothOpen(clinic, colleague, 'CHAMPS Eve');
  await context.setOffline(true);
  await clinic.changePhone('0600000061');
  await server.call('PATCH', `/api/v1/patients/${id}`, { city: 'Bron' });
  await expect(colleague.row('CHAMPS Eve')).toContainText('Bron');
  await context.setOffline(false);
  await clinic.expectSynced();
  await expect(clinic.notice).toHaveCount(0);
  expect(await server.patientsNamed('Champs')).toMatchObject([{ phone: '0600000061', version: 3 }]);
  await expect(colleague.row('CHAMPS Eve')).toContainText('06 00 00 00 61');
  await expect(colleague.row('CHAMPS Eve')).toContainText('Bron');
});
