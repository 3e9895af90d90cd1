import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import { visits } from '../support/visits.ts';
import { sentWrites, watchWrites } from '../support/wire.ts';
import { asSoonAs, undoFor } from '../support/undo-time.ts';

/** A Sunday far from the seeded weeks: its agenda is empty. */
const freeDay = '2031-04-06';

// The usual time to undo, which other tests switch off.
test.beforeEach(async ({ page, clinic: _signedIn }) => {
  await page.addInitScript(() => {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('clinic_preferences_')) localStorage.removeItem(key);
  });
});

const undoButton = (page: Page): Locator => page.getByRole('button', { name: 'Annuler l’action' });

/** The row of a patient, as it has to be: shown or gone. */
const row = (text: string, isShown: boolean) => ({ selector: 'tr, [role="row"]', text, isShown });

const changesOf = async (page: Page, method: string): Promise<string[]> =>
  (await sentWrites(page)).filter((write) => write.method === method).map(({ path }) => path);

test('3.14: a deleted patient comes back by one click, a created one is taken back by Ctrl+Z, and the server gets no request', async ({
  clinic,
  server,
  page,
}) => {
  await server.call('POST', '/api/v1/patients', { last_name: 'Retour', first_name: 'Rose' });
  await watchWrites(page, 'Annuler l’action');
  await clinic.openPatients();
  await clinic.openFile('RETOUR Rose');
  const undone = asSoonAs(page, 'Supprimé : Rose Retour', row('RETOUR Rose', false), 'click');
  await clinic.deletePatient();
  expect(await undone).not.toContain('DELETE');
  await expect(clinic.row('RETOUR Rose')).toBeVisible();
  await expect(undoButton(page)).toHaveCount(0);
  await expect(page.locator('#content')).toBeFocused();
  await clinic.expectSynced();
  expect(await changesOf(page, 'DELETE')).toEqual([]);
  expect(await server.patientsNamed('Retour')).toHaveLength(1);

  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('');
  const takenBack = asSoonAs(page, 'Créé : ERREUR Eva', row('ERREUR Eva', true), 'press Ctrl+Z');
  await clinic.createPatient({ lastName: 'Erreur', firstName: 'Eva' });
  expect(await takenBack).not.toContain('POST');
  await expect(clinic.row('ERREUR Eva')).toHaveCount(0);
  // What was typed is in the form again, not lost, and is still asked about.
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  await expect(form.getByRole('textbox', { name: 'Prénom' })).toHaveValue('Eva');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Abandonner' }).click();
  await expect(form).toHaveCount(0);
  await clinic.expectSynced();
  expect(await changesOf(page, 'POST')).toEqual([]);
  expect(await server.patientsNamed('Erreur')).toEqual([]);
});

test('3.14: what is not undone is sent, also when the page was reloaded meanwhile @long', async ({
  clinic,
  server,
  page,
}) => {
  await server.call('POST', '/api/v1/patients', { last_name: 'Depart', first_name: 'Denis' });
  await watchWrites(page, 'Annuler l’action');
  await clinic.openPatients();
  await clinic.openFile('DEPART Denis');
  const reloaded = asSoonAs(page, 'Supprimé : Denis Depart', row('DEPART Denis', false), 'reload');
  await clinic.deletePatient();
  expect(await reloaded).not.toContain('DELETE');
  await expect.poll(() => server.patientsNamed('Depart')).toEqual([]);
  await clinic.expectSynced();
});

test('3.14: a cancelled appointment comes back by Ctrl+Z @long', async ({
  clinic,
  server,
  page,
}) => {
  const practitioner = await server.call('POST', '/api/v1/practitioners', {
    ...{ title: 'Dr', first_name: 'Ugo', last_name: 'Undo', specialty: 'Pédiatrie' },
    color: '#1f7d74',
  });
  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: 'Reprise',
    first_name: 'Remi',
  });
  const { id } = await server.call('POST', '/api/v1/appointments', {
    patient_id: patient.id,
    practitioner_id: practitioner.id,
    starts_at: `${freeDay}T10:00:00+02:00`,
    ends_at: `${freeDay}T10:20:00+02:00`,
  });
  await watchWrites(page, 'Annuler l’action');
  await page.goto(`${clinic.url}/agenda?jour=${freeDay}&praticien=${practitioner.id}`);
  const event = visits(page, 'REPRISE Remi');
  await event.click();
  const form = page.getByRole('dialog', { name: 'Modifier le rendez-vous' });
  await form.getByRole('button', { name: 'Autres actions' }).click();
  await page.getByRole('menuitem', { name: 'Annuler le rendez-vous' }).click();
  const visit = { selector: '[data-event-id]', text: 'REPRISE Remi', isShown: false };
  const undone = asSoonAs(page, 'Rendez-vous annulé : Remi Reprise', visit, 'press Ctrl+Z');
  await page.getByRole('dialog').getByRole('button', { name: 'Annuler le rendez-vous' }).click();
  expect(await undone).not.toContain('PATCH');
  await expect(event).toBeVisible();
  await clinic.expectSynced();
  expect(await changesOf(page, 'PATCH')).toEqual([]);
  const stored = await server.call('GET', `/api/v1/appointments/${id}`);
  expect(stored.status).toBe('scheduled');
});

test.describe('320 px wide', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('3.14, 9.3: what was done to a long name takes a fifth of the screen, the button within it @long', async ({
    clinic,
    server,
    page,
  }) => {
    const first_name = 'Marie-Bernadette Élisabeth';
    await server.call('POST', '/api/v1/patients', {
      ...{ first_name, last_name: 'Courtenay-Delacroix-Saint-Exupéry de la Rochefoucauld' },
    });
    await clinic.openPatients();
    await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('Courtenay');
    await page.getByRole('link', { name: /^COURTENAY/ }).click();
    // The notice closes by itself after some seconds, so the page measures it as soon as it appears.
    const measured = page.evaluate(
      () =>
        new Promise<{ height: number; over: number }>((resolve) => {
          const look = (): void => {
            const button = [...document.querySelectorAll('button')].find(
              ({ textContent }) => textContent === 'Annuler l’action',
            );
            const notice = button?.parentElement;
            if (!button || !notice) return;
            observer.disconnect();
            const [inner, outer] = [button, notice].map((one) => one.getBoundingClientRect());
            resolve({ height: outer!.height, over: inner!.right - outer!.right });
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { subtree: true, childList: true });
        }),
    );
    await clinic.deletePatient();
    const { height, over } = await measured;
    expect(height).toBeLessThan(640 / 5);
    expect(over).toBeLessThan(0);
  });
});

test('3.14, 7.1: who leaves with what can still be taken back sends it, however long that is @long', async ({
  clinic,
  server,
  page,
}) => {
  await undoFor(page, 15);
  await clinic.openPatients();
  await clinic.createPatient({ lastName: 'Partante', firstName: 'Paule' });
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
  const leaving = page.getByRole('dialog', { name: 'Se déconnecter' });
  await expect(leaving).toContainText('Jusqu’à 25 secondes');
  await leaving.getByRole('button', { name: 'Se déconnecter' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connexion' })).toBeVisible();
  expect(await server.patientsNamed('Partante')).toHaveLength(1);
});
