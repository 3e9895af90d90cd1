import { expect, test } from '../support/test.ts';

test.use({ timezoneId: 'America/Guadeloupe' });

test('11: a device in another time zone says so on every page, until a person has read it', async ({
  clinic,
}) => {
  const { page } = clinic;
  await clinic.openPatients();
  const notice = page.getByText('Ce poste n’est pas à l’heure de la clinique');
  await expect(notice).toBeVisible();
  await page.getByRole('link', { name: 'Agenda' }).first().click();
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'Masquer' }).click();
  await expect(notice).toBeHidden();
  await page.reload();
  await expect(notice).toBeVisible();
});
