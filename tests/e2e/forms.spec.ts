import type { Locator, Page } from '@playwright/test';
import { signInto } from './support/sign-in.ts';
import { expect, test } from './support/test.ts';

const question = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Abandonner votre saisie ?' });

test('9: typed text is never thrown away without a question, whatever would close the form', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  const name = form.getByRole('textbox', { name: 'Nom', exact: true });
  // Nothing typed: no question.
  await page.getByRole('button', { name: 'Nouveau patient' }).first().click();
  await expect(name).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(form).toHaveCount(0);

  await clinic.fillNewPatient({ lastName: 'Longtexte', firstName: 'Léa' });
  const ways: ReadonlyArray<readonly [string, () => Promise<void>]> = [
    ['Escape', () => page.keyboard.press('Escape')],
    ['outside', () => page.mouse.click(5, 400)],
    ['cancel', () => form.getByRole('button', { name: 'Annuler' }).click()],
    ['close', () => form.getByRole('button', { name: 'Fermer' }).click()],
    [
      'another window',
      async () => {
        await page.keyboard.press('Control+k');
        await expect(page.getByRole('textbox', { name: 'Rechercher ou aller à…' })).toBeFocused();
        await page.keyboard.type('nouveau rendez');
        await page.getByRole('button', { name: 'Nouveau rendez-vous' }).last().click();
      },
    ],
  ];
  for (const [way, leave] of ways) {
    await leave();
    await expect(question(page), way).toBeVisible();
    await question(page).getByRole('button', { name: 'Continuer la saisie' }).click();
    await expect(question(page), way).toHaveCount(0);
    await expect(name, way).toHaveValue('Longtexte');
  }
  // Escape answers the question with the safe word.
  await page.keyboard.press('Escape');
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question(page)).toHaveCount(0);
  await expect(name).toHaveValue('Longtexte');

  await page.keyboard.press('Escape');
  await question(page).getByRole('button', { name: 'Abandonner' }).click();
  await expect(form).toHaveCount(0);
});

test('9: the browser asks before a reload throws typed text away @long', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  await clinic.fillNewPatient({ lastName: 'Recharge', firstName: 'Rose' });
  const asked = new Promise<string>((resolve) => {
    page.once('dialog', (dialog) => {
      resolve(dialog.type());
      void dialog.dismiss();
    });
  });
  await page.evaluate(() => setTimeout(() => location.reload()));
  expect(await asked).toBe('beforeunload');
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  await expect(form.getByRole('textbox', { name: 'Nom', exact: true })).toHaveValue('Recharge');
});

test('9: a session that ends over a form gives the text back to its author alone @long', async ({
  clinic,
  server,
  page,
  context,
}) => {
  await clinic.openPatients();
  await clinic.fillNewPatient({ lastName: 'Interrompu', firstName: 'Ida' });
  // The sign-in is ended in another tab.
  await page.evaluate(() => {
    const person = localStorage.getItem('clinic_person');
    localStorage.removeItem('clinic_person');
    window.dispatchEvent(new StorageEvent('storage', { key: 'clinic_person' }));
    sessionStorage.setItem('person', person ?? '');
  });
  await expect(page.getByRole('heading', { level: 1, name: 'Connexion' })).toBeVisible();
  const demo = page.getByRole('region', { name: 'Démonstration' });
  await demo.getByRole('button', { name: 'Lucas Morvan' }).click();
  await expect(page.getByRole('table', { name: 'Liste des patients' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.evaluate(() => {
    localStorage.removeItem('clinic_person');
    window.dispatchEvent(new StorageEvent('storage', { key: 'clinic_person' }));
  });
  await demo.getByRole('button', { name: 'Nadia Ferrand' }).click();
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  await expect(form.getByRole('textbox', { name: 'Nom', exact: true })).toHaveValue('Interrompu');
  await clinic.save();
  await clinic.expectSynced();
  expect(await server.patientsNamed('Interrompu')).toHaveLength(1);
  await signInto(context, server.url, 'admin');
});

test('9: an impossible date is an error and is kept as typed; nothing is saved without it @long', async ({
  clinic,
  server,
  page,
}) => {
  await clinic.openPatients();
  await clinic.fillNewPatient({ lastName: 'Datefausse', firstName: 'Dan' });
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  const birth = form.getByRole('textbox', { name: 'Date de naissance' });
  for (const [typed, sentence] of [
    ['31/02/1990', 'Date inconnue'],
    ['12/13/1990', 'Date inconnue'],
    ['hier', 'Date inconnue'],
    ['01/01/2199', 'La date est dans le futur'],
  ] as const) {
    await birth.fill(typed);
    await page.keyboard.press('Tab');
    await clinic.save();
    await expect(form.getByText(sentence), typed).toBeVisible();
    await expect(birth).toHaveValue(typed);
  }
  expect(await server.patientsNamed('Datefausse')).toHaveLength(0);
  await birth.fill('2/1/1980');
  await page.keyboard.press('Tab');
  await expect(birth).toHaveValue('02/01/1980');
  await clinic.save();
  await clinic.expectSynced();
  await expect(clinic.file.getByText('02/01/1980')).toBeVisible();

  // An emptied date is empty, not the old one again.
  await clinic.file.getByRole('button', { name: 'Modifier' }).click();
  const again = page.getByRole('dialog').getByRole('textbox', { name: 'Date de naissance' });
  await again.fill('');
  await page.keyboard.press('Tab');
  await expect(again).toHaveValue('');
  await clinic.save();
  await clinic.expectSynced();
  await expect(clinic.file.getByText('02/01/1980')).toHaveCount(0);
});

test('9: deleting a patient names what hangs on it, and the coming appointments are cancelled @long', async ({
  clinic,
  server,
  page,
}) => {
  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: 'Attaches',
    first_name: 'Ana',
  });
  const practitioner = await server.call('POST', '/api/v1/practitioners', {
    first_name: 'Paul',
    last_name: 'Attache',
    specialty: 'Cardiologie',
  });
  for (const day of ['2031-03-04', '2031-03-05'])
    await server.call('POST', '/api/v1/appointments', {
      patient_id: patient.id,
      practitioner_id: practitioner.id,
      starts_at: `${day}T09:00:00+01:00`,
      ends_at: `${day}T09:20:00+01:00`,
    });
  const about = { patient_id: patient.id };
  await server.call('POST', '/api/v1/medical-records', { ...about, title: 'Note' });
  await server.call('POST', '/api/v1/consents', { ...about, kind: 'care' });
  await clinic.openPatients();
  await clinic.openFile('ATTACHES Ana');
  await clinic.file.getByRole('button', { name: 'Autres actions' }).click();
  await page.getByRole('menuitem', { name: 'Supprimer' }).click();
  const asked = page.getByRole('dialog', { name: 'Supprimer ce patient ?' });
  await expect(asked).toContainText('Ses 2 rendez-vous à venir sont annulés');
  await expect(asked).toContainText('1 document reste archivé');
  await expect(asked).toContainText('1 consentement reste archivé');
  await asked.getByRole('button', { name: 'Supprimer' }).click();
  await clinic.expectSynced();
  await expect
    .poll(() => server.appointmentsOf(patient.id))
    .toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }]);
});

test('9: what a colleague changes under an open form is shown, and replaced only when asked; a question over a form says that typed text is lost, and gives the form back', async ({
  clinic,
  server,
  page,
}) => {
  const { id } = await server.call('POST', '/api/v1/patients', {
    last_name: 'Dessous',
    first_name: 'Dora',
    phone: '0600000020',
    city: 'Lyon',
  });
  await clinic.openPatients();
  await clinic.openFile('DESSOUS Dora');
  await clinic.file.getByRole('button', { name: 'Modifier' }).click();
  const form = page.getByRole('dialog', { name: 'Modifier le patient' });
  await form.getByRole('textbox', { name: 'Téléphone' }).fill('0600000021');
  await server.call('PATCH', `/api/v1/patients/${id}`, { phone: '0600000022', city: 'Bron' });
  await expect(form.getByRole('alert')).toContainText('Modifié entre-temps : Téléphone, Ville');
  await clinic.save();
  await expect(form.getByRole('alert')).toBeVisible();
  expect(await server.patientsNamed('Dessous')).toMatchObject([{ phone: '0600000022' }]);
  await form.getByRole('button', { name: 'Reprendre les nouvelles valeurs' }).click();
  await expect(form.getByRole('textbox', { name: 'Ville' })).toHaveValue('Bron');
  await form.getByRole('textbox', { name: 'Téléphone' }).fill('0600000023');
  await clinic.save();
  await clinic.expectSynced();
  expect(await server.patientsNamed('Dessous')).toMatchObject([
    { phone: '0600000023', version: 3 },
  ]);

  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: 'Questionne',
    first_name: 'Quentin',
  });
  await server.call('POST', '/api/v1/consents', { patient_id: patient.id, kind: 'care' });
  await clinic.openFile('QUESTIONNE Quentin');
  await clinic.file.getByRole('tab', { name: 'Consentements' }).click();
  await clinic.file.getByRole('button', { name: 'Soins' }).click();
  const consent = page.getByRole('dialog', { name: 'Modifier le consentement' });
  await consent.getByRole('textbox', { name: 'Notes' }).fill('Longue note');
  await consent.getByRole('button', { name: 'Retirer' }).click();
  const asked = page.getByRole('dialog', { name: 'Retirer ce consentement ?' });
  await expect(asked).toContainText('Votre saisie non enregistrée est perdue.');
  await asked.getByRole('button', { name: 'Annuler' }).click();
  await expect(consent.getByRole('textbox', { name: 'Notes' })).toHaveValue('Longue note');
});

test('9: a form survives a reload, sealed: nothing of it is in clear text, and its author alone opens it', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  await clinic.fillNewPatient({ lastName: 'Brouillon', firstName: 'Bea' });
  const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  await expect.poll(kept).toContain('clinic_draft_');
  expect(await kept()).not.toMatch(/brouillon/i);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  const name = form.getByRole('textbox', { name: 'Nom', exact: true });
  await expect(name).toHaveValue('Brouillon');
  // It is still something typed, about which there is a question.
  await page.keyboard.press('Escape');
  await question(page).getByRole('button', { name: 'Abandonner' }).click();
  await expect(form).toHaveCount(0);
  await expect.poll(kept).not.toContain('clinic_draft_');
});

test('9: a birth date without a value opens its calendar, from which a day is picked', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  await page.getByRole('button', { name: 'Nouveau patient' }).first().click();
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  await form.getByLabel('Date de naissance').click();
  // The first of a month: the day of which each calendar is made.
  await page.getByRole('button', { name: /^1er / }).first().click();
  await expect(form.getByLabel('Date de naissance')).toHaveValue(/^01\/\d{2}\/\d{4}$/);
});
