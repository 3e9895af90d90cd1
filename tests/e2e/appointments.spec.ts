import type { Locator, Page } from '@playwright/test';
import type { ClinicServer } from './support/clinic-server.ts';
import { expect, test } from './support/test.ts';
import { visits } from './support/visits.ts';

/** A Sunday far from the seeded weeks: its agenda is empty. */
const freeDay = '2031-03-02';

interface People {
  practitionerId: string;
  practitionerName: string;
}

/** A practitioner of the test's own, so that no seeded appointment is in the way. */
async function newPractitioner(server: ClinicServer, lastName: string): Promise<People> {
  const { id } = await server.call('POST', '/api/v1/practitioners', {
    title: 'Dr',
    first_name: 'Nina',
    last_name: lastName,
    specialty: 'Allergologie',
    color: '#1f7d74',
  });
  return { practitionerId: id, practitionerName: `Dr Nina ${lastName}` };
}

async function openForm(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name, exact: true }).first().click();
  return page.getByRole('dialog', { name });
}

async function choosePractitioner(form: Locator, name: string): Promise<void> {
  await form.getByRole('combobox', { name: 'Praticien' }).click();
  await form.page().getByRole('option', { name }).click();
}

test('3.5: offline, a new patient and their appointment; both reach the database, the second pointing at the first', async ({
  clinic,
  server,
  page,
  context,
}) => {
  const { practitionerName } = await newPractitioner(server, 'Premier');
  await page.goto(`${clinic.url}/agenda?jour=${freeDay}`);
  await expect(page.getByText('Dr Nina Premier')).toBeVisible();
  await clinic.expectComplete();
  await context.setOffline(true);

  const form = await openForm(page, 'Nouveau rendez-vous');
  await form.getByRole('combobox', { name: 'Patient' }).fill('Nouvelle Nora');
  await page.getByRole('option', { name: 'Créer le patient « Nouvelle Nora »' }).click();
  await expect(form.getByRole('textbox', { name: 'Nom', exact: true })).toHaveValue('Nouvelle');
  const firstName = form.getByRole('textbox', { name: 'Prénom' });
  await firstName.fill('');
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(firstName).toBeFocused();
  await firstName.fill('Nora');
  await choosePractitioner(form, practitionerName);
  const hours = form.getByLabel('Heure (h)');
  await hours.press('Backspace');
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(hours).toBeFocused();
  await hours.pressSequentially('0900');
  await form.getByRole('button', { name: 'Enregistrer' }).click();

  await expect(visits(page, 'NOUVELLE Nora')).toBeVisible();
  await expect(
    visits(page, 'NOUVELLE Nora').getByText('En attente de synchronisation'),
  ).toBeAttached();
  await expect(clinic.status).toContainText('⏳ 2 changements en attente de sync');

  await context.setOffline(false);
  await clinic.expectSynced();
  const patients = await server.patientsNamed('Nouvelle');
  expect(patients).toHaveLength(1);
  expect(await server.appointmentsOf(patients[0]?.id ?? '')).toHaveLength(1);
  await expect(visits(page, 'NOUVELLE Nora')).toBeVisible();
});

test('1 L1, 4, 8: a slot taken meanwhile is refused with free ones, of which one click takes the next; moved and cancelled at once, while the server holds the answers back', async ({
  clinic,
  server,
  page,
}) => {
  const { practitionerId, practitionerName } = await newPractitioner(server, 'Prise');
  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: 'Creneau',
    first_name: 'Carl',
  });
  await page.goto(`${clinic.url}/agenda?jour=${freeDay}`);
  await expect(page.getByText('Dr Nina Prise')).toBeVisible();
  await server.call('POST', '/api/v1/appointments', {
    patient_id: patient.id,
    practitioner_id: practitionerId,
    starts_at: `${freeDay}T09:00:00+01:00`,
    ends_at: `${freeDay}T09:20:00+01:00`,
  });

  const form = await openForm(page, 'Nouveau rendez-vous');
  await form.getByRole('combobox', { name: 'Patient' }).fill('creneau');
  await page.getByRole('option', { name: 'CRENEAU Carl' }).click();
  await choosePractitioner(form, practitionerName);
  await form.getByRole('button', { name: 'Enregistrer' }).click();

  await expect(clinic.notice).toContainText('Ce créneau est déjà pris pour ce praticien.');
  const alternatives = clinic.notice
    .getByRole('group', { name: 'Autres créneaux libres' })
    .getByRole('button');
  await expect(alternatives.first()).toBeVisible();
  await alternatives.first().click();
  await expect(clinic.notice).toHaveCount(0);
  await clinic.expectSynced();
  expect(await server.appointmentsOf(patient.id)).toHaveLength(2);

  const mover = await newPractitioner(server, 'Bouge');
  const moved = await server.call('POST', '/api/v1/patients', {
    last_name: 'Bouge',
    first_name: 'Bea',
  });
  await server.call('POST', '/api/v1/appointments', {
    patient_id: moved.id,
    practitioner_id: mover.practitionerId,
    starts_at: `${freeDay}T10:00:00+01:00`,
    ends_at: `${freeDay}T10:20:00+01:00`,
  });
  await expect(visits(page, 'BOUGE Bea')).toContainText('10:00');
  await server.behave('hold');

  await visits(page, 'BOUGE Bea').click();
  const change = page.getByRole('dialog', { name: 'Modifier le rendez-vous' });
  // Before its day a visit is neither begun nor missed.
  await expect(change.getByRole('combobox', { name: 'Statut' }).locator('option')).toHaveText([
    'Prévu',
    'Confirmé',
    'Annulé',
  ]);
  await change.getByRole('spinbutton', { name: 'Heure (h)' }).fill('11');
  await change.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(visits(page, 'BOUGE Bea')).toContainText('11:00');
  await expect(clinic.status).toContainText('⏳ 1 changement');

  await visits(page, 'BOUGE Bea').click();
  await change.getByRole('button', { name: 'Autres actions' }).click();
  await page.getByRole('menuitem', { name: 'Annuler le rendez-vous' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Annuler le rendez-vous' }).click();
  await expect(visits(page, 'BOUGE Bea')).toHaveCount(0);

  await server.behave('normal');
  await clinic.expectSynced();
  const [appointment] = await server.appointmentsOf(moved.id);
  expect(appointment).toMatchObject({ status: 'cancelled' });
  expect(new Date(String(appointment?.starts_at)).toISOString()).toBe(`${freeDay}T10:00:00.000Z`);
});
