import { expect, test } from '../support/test.ts';

test('9.2: a refused change rolls back, says what, about whom and why, and a retry sends it', async ({
  clinic,
  server,
  page,
}) => {
  await server.call('POST', '/api/v1/patients', {
    last_name: 'Refus',
    first_name: 'Rose',
    phone: '0600000010',
  });
  await clinic.openPatients();
  await clinic.openFile('REFUS Rose');
  await server.behave('refuse');
  await clinic.changePhone('0600000011');

  await expect(clinic.notice).toContainText('Modification du patient');
  await expect(clinic.notice).toContainText('REFUS Rose');
  await expect(clinic.notice).toContainText('le serveur refuse cette modification');
  await expect(clinic.row('REFUS Rose')).toContainText('06 00 00 00 10');
  await expect(
    clinic.row('REFUS Rose').getByText('Refusé par le serveur, à traiter'),
  ).toBeAttached();
  // What the server has found wrong is corrected first; as it is it would be refused again.
  await expect(clinic.notice.locator('.sync-actions').getByRole('button')).toHaveText([
    'Corriger',
    'Réessayer',
    'Abandonner',
    'Mode hors ligne',
  ]);

  await server.behave('normal');
  await clinic.notice.getByRole('button', { name: 'Réessayer' }).click();
  await expect(clinic.notice).toHaveCount(0);
  await clinic.expectSynced();
  await expect(clinic.row('REFUS Rose')).toContainText('06 00 00 00 11');
  expect(await server.patientsNamed('Refus')).toMatchObject([{ phone: '0600000011' }]);
  await expect(page.getByRole('link', { name: 'À traiter' })).not.toContainText('1');
});

test('9.2: "Mode hors ligne" shows the refused change again and holds it @long', async ({
  clinic,
  server,
}) => {
  await clinic.openPatients();
  await server.behave('refuse');
  await clinic.createPatient({ lastName: 'Garde', firstName: 'Gil' });
  await expect(clinic.notice).toContainText('GARDE Gil');
  await expect(clinic.row('GARDE Gil')).toHaveCount(0);
  await expect(clinic.file).toContainText('Ce patient n’a pas été enregistré');
  await expect(clinic.file.getByRole('link', { name: 'Voir ce qui est à traiter' })).toBeVisible();

  await server.behave('normal');
  await clinic.notice.getByRole('button', { name: 'Mode hors ligne' }).click();
  await expect(clinic.row('GARDE Gil')).toBeVisible();
  await expect(clinic.notice).toHaveCount(0);
  expect(await server.patientsNamed('Garde')).toEqual([]);
  // It waits for its person where all does that waits for one.
  await clinic.page.getByRole('link', { name: 'À traiter' }).first().click();
  await clinic.page.getByRole('button', { name: 'Envoyer maintenant' }).click();
  await expect.poll(() => server.patientsNamed('Garde')).toHaveLength(1);
  await expect(clinic.page.getByText('Rien à traiter')).toBeVisible();
});

test('9.3, 3.3: refused changes survive a reload in the attention list, where one is corrected and one given up', async ({
  clinic,
  server,
  page,
}) => {
  await clinic.openPatients();
  await server.behave('refuse');
  await clinic.createPatient({ lastName: 'Corrige', firstName: 'Cora' });
  await expect(clinic.notice).toContainText('CORRIGE Cora');
  await clinic.createPatient({ lastName: 'Oublie', firstName: 'Otto' });
  await expect(page.getByRole('link', { name: /À traiter/ }).first()).toContainText('2');
  await server.behave('normal');

  await page.goto(`${clinic.url}/a-traiter`);
  const items = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: 'Réessayer' }) });
  await expect(items).toHaveCount(2);
  // The page itself says what is to be decided: no notice repeats it.
  await expect(clinic.notice).toHaveCount(0);

  const forgotten = page.getByRole('listitem').filter({ hasText: 'OUBLIE Otto' });
  await forgotten.getByRole('button', { name: 'Abandonner' }).click();
  await expect(forgotten.getByText('Abandonner ce changement ?')).toBeVisible();
  await forgotten.getByRole('button', { name: 'Abandonner' }).click();
  await expect(items).toHaveCount(1);

  await items.getByRole('button', { name: 'Corriger' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Prénom' }).fill('Coralie');
  await clinic.save();
  await clinic.expectSynced();
  expect(await server.patientsNamed('Corrige')).toMatchObject([{ first_name: 'Coralie' }]);
  expect(await server.patientsNamed('Oublie')).toEqual([]);
  await page
    .getByRole('link', { name: /À traiter/ })
    .first()
    .click();
  await expect(page.getByText('Rien à traiter')).toBeVisible();
});

test('9.2, 9.3: a refused field is marked where it is corrected, and the journal fits a phone', async ({
  clinic,
  server,
  page,
}) => {
  await clinic.openPatients();
  const message = 'Ce numéro est celui d’un autre patient.';
  const wrong = { field: 'phone', code: 'INVALID', message };
  const error = {
    code: 'VALIDATION',
    message: 'Un champ est refusé.',
    details: { fields: [wrong] },
  };
  await page.route(
    /\/api\/v1\/patients$/,
    (route) => route.fulfill({ status: 422, json: { success: false, error } }),
    { times: 1 },
  );
  const typed = { lastName: 'Corrigechamp', firstName: 'Carl', phone: '0612345678' };
  await clinic.createPatient(typed);
  await clinic.notice.getByRole('button', { name: 'Corriger' }).click();
  const phone = page.getByRole('dialog').getByRole('textbox', { name: 'Téléphone' });
  await expect(phone).toHaveAccessibleDescription(message);
  await expect(phone).toBeFocused();
  await phone.fill('0612345679');
  await clinic.save();
  await clinic.expectSynced();
  expect(await server.patientsNamed('Corrigechamp')).toHaveLength(1);

  await page.goto(`${clinic.url}/synchronisation`);
  const journal = page.getByRole('table');
  await expect(journal.getByRole('row')).toHaveCount(2);
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 844 });
    const hidden = await journal.evaluate(({ parentElement: around }) =>
      around === null ? 0 : around.scrollWidth - around.clientWidth,
    );
    expect(hidden).toBe(0);
  }
  await expect(journal.getByRole('columnheader', { name: 'Quand' })).toBeAttached();
});

test('3.12, 9.2: a change that may have been saved is looked for again before it is sent, and is there once', async ({
  clinic,
  server,
  page,
}) => {
  await clinic.openPatients();
  // The server saves it, and a machine between says that it has taken the request.
  await page.route(
    /\/api\/v1\/patients$/,
    async (route) => {
      await route.fetch();
      await route.fulfill({ status: 202, json: { success: true } });
    },
    { times: 1 },
  );
  await clinic.createPatient({ lastName: 'Peutetre', firstName: 'Paul' });
  await expect(clinic.notice).toContainText('Résultat inconnu');
  const choices = clinic.notice.locator('.sync-actions').getByRole('button');
  await expect(choices).toHaveText(['Vérifier', 'Déjà enregistré', 'Renvoyer']);
  await expect(clinic.notice).toContainText('« Renvoyer » l’envoie, au risque d’un double');
  await clinic.notice.getByRole('button', { name: 'Vérifier' }).click();
  await clinic.expectSynced();
  await expect(clinic.notice).toHaveCount(0);
  expect(await server.patientsNamed('Peutetre')).toHaveLength(1);
});
