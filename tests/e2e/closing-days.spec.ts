import { expect, test } from './support/test.ts';
import { visits } from './support/visits.ts';

/** A Monday far from the seeded weeks, the national day of France. */
const holiday = '2031-07-14';

test('8: the management says when the clinic is closed; the agenda and the booking say why, and who insists can', async ({
  clinic,
  server,
  page,
}) => {
  const { id: practitioner_id } = await server.call('POST', '/api/v1/practitioners', {
    ...{ title: 'Dr', first_name: 'Nina', last_name: 'Ferme', specialty: 'Pédiatrie' },
  });
  const patient = await server.call('POST', '/api/v1/patients', {
    ...{ last_name: 'Ferme', first_name: 'Ada' },
  });
  await page.goto(`${clinic.url}/clinique`);
  await page.getByLabel('Jours fériés').selectOption('Fermée les 11 jours fériés');
  await page.getByRole('button', { name: 'Ajouter une fermeture' }).click();
  const closure = page.getByRole('group', { name: 'Fermetures' });
  await closure.getByLabel('Du').fill('16/07/2031');
  await closure.getByLabel('Au').fill('15/07/2031');
  await closure.getByLabel('Motif').fill('Congés');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('La fin précède le début')).toBeVisible();
  await closure.getByLabel('Au').fill('17/07/2031');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('C’est enregistré.')).toBeVisible();

  await page.goto(`${clinic.url}/agenda?jour=${holiday}&praticien=${practitioner_id}`);
  await clinic.expectComplete();
  await page.keyboard.press('s');
  await expect(page.getByText('Fermé : Fête nationale')).toBeVisible();
  await expect(page.getByText('Fermé : Congés')).toHaveCount(2);

  // The form warns, offers other days, and takes an emergency.
  await page.keyboard.press('j');
  await page.getByRole('button', { name: /14:00/ }).first().click();
  const form = page.getByRole('dialog', { name: 'Nouveau rendez-vous' });
  await form.getByRole('combobox', { name: 'Patient' }).fill('ferme ada');
  await page.getByRole('option', { name: 'FERME Ada', exact: true }).click();
  await expect(form.getByText('La clinique est fermée ce jour-là : Fête nationale.')).toBeVisible();
  await expect(
    form
      .getByRole('group', { name: 'Créneaux libres les plus proches' })
      .getByRole('button')
      .first(),
  ).toContainText('mar. 15 juil. 2031');
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(visits(page, 'FERME Ada')).toContainText('14:00');
  await clinic.expectSynced();
  expect(await server.appointmentsOf(patient.id)).toHaveLength(1);

  // A closure that this page does not know: the server refuses, and says so in words.
  await server.call('PATCH', '/api/v1/company', { closures: ['2031-07-15/2031-07-15 Travaux'] });
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: /15:00/ }).first().click();
  await form.getByRole('combobox', { name: 'Patient' }).fill('ferme ada');
  await page.getByRole('option', { name: 'FERME Ada', exact: true }).click();
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(clinic.notice).toContainText('La clinique est fermée ce jour-là.');
  await clinic.notice.getByRole('button', { name: 'Réserver quand même' }).click();
  await expect(clinic.notice).toHaveCount(0);
  await clinic.expectSynced();
  expect(await server.appointmentsOf(patient.id)).toHaveLength(2);
  await server.call('PATCH', '/api/v1/company', { holidays: 'none', closures: [] });
});
