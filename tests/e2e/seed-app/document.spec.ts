import { expect, test } from '../support/test.ts';

/**
 * The two pages of the seed's application: the rows live in React, or with us (2.8). What the second one does
 * as the first, tests/web/react/seed_module.test.tsx proves of both.
 */
const pages = [
  { clauses: '2.8', rows: 'an existing context through useSyncedRows', path: '/' },
  { clauses: '2.8, 10', rows: 'createSyncContext', path: '/sync.html' },
] as const;

for (const [index, { clauses, rows, path }] of pages.entries()) {
  const lastName = `Semence${index}`;
  const again = index === 0 ? '' : ' @long';

  test(`${clauses}, 5.1: with ${rows}, created while the server is away, kept through a reload, stored once`, async ({
    seed,
    seedServer,
  }) => {
    await seed.open(path);
    await seedServer.behave('down');
    await seed.create('Jean', lastName);
    await expect(seed.row(`Jean ${lastName}`)).toBeVisible();
    await expect(seed.status).toContainText('⏳ 1 changement en attente de sync');

    await seed.page.reload();
    await expect(seed.row(`Jean ${lastName}`)).toBeVisible();
    expect(await seedServer.patientsNamed(lastName)).toEqual([]);

    await seedServer.behave('normal');
    await expect(seed.status).not.toContainText('en attente');
    expect(await seedServer.patientsNamed(lastName)).toHaveLength(1);
    await expect(seed.row(`Jean ${lastName}`)).toHaveCount(1);
  });

  test(`2.1, 2.6: with ${rows}, the seed's update and delete show at once; a refused update comes back${again}`, async ({
    seed,
    seedServer,
  }) => {
    const name = `Vivant${index}`;
    await seedServer.call('POST', '/api/v1/patients', { first_name: 'Ada', last_name: name });
    await seed.open(path);
    await seedServer.behave('refuse');
    await seed.row(`Ada ${name}`).getByRole('button', { name: 'Modifier' }).click();
    await seed.page.getByRole('textbox', { name: 'Nouveau nom' }).fill(`${name}bis`);
    await seed.page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect(seed.alert('Impossible de mettre à jour')).toBeVisible();
    await expect(seed.row(`Ada ${name}`)).toBeVisible();
    await expect(seed.row(`Ada ${name}bis`)).toHaveCount(0);

    await seedServer.behave('normal');
    await seed.page.getByRole('button', { name: 'Réessayer' }).click();
    await expect(seed.row(`Ada ${name}bis`)).toBeVisible();
    await expect(seed.status).not.toContainText('en attente');
    expect(await seedServer.patientsNamed(`${name}bis`)).toHaveLength(1);

    await seedServer.behave('hold');
    seed.page.once('dialog', (dialog) => void dialog.accept());
    await seed.row(`Ada ${name}bis`).getByRole('button', { name: 'Supprimer' }).click();
    await expect(seed.row(`Ada ${name}bis`)).toHaveCount(0);
    await expect(seed.status).toContainText('⏳ 1 changement');
    await seedServer.behave('normal');
    await expect(seed.status).not.toContainText('en attente');
    expect(await seedServer.patientsNamed(`${name}bis`)).toEqual([]);
  });

  test(`2.1, 2.6, 2.7: with ${rows}, the file of a patient closes at once and shows the edit; a refused one comes back${again}`, async ({
    seed,
    seedServer,
  }) => {
    const name = `Dossier${index}`;
    await seedServer.call('POST', '/api/v1/patients', {
      first_name: 'Ada',
      last_name: name,
      phone: '0601020304',
    });
    await seed.open(path);
    await seedServer.behave('hold');
    await seed.row(`Ada ${name}`).getByRole('button', { name: 'Dossier' }).click();
    const file = seed.dialog('Modifier le dossier');
    await expect(file.getByRole('textbox', { name: 'Prénom' })).toBeFocused();
    await seed.submitDialog(file, 'Adèle', name, 'Enregistrer le dossier');
    await expect(file).toHaveCount(0);
    await expect(seed.row(`Adèle ${name}`)).toBeVisible();
    await expect(seed.status).toContainText('⏳ 1 changement');
    await seedServer.behave('normal');
    await expect(seed.status).not.toContainText('en attente');
    expect(await seedServer.patientsNamed(name)).toMatchObject([
      { first_name: 'Adèle', phone: expect.stringContaining('6') },
    ]);

    await seedServer.behave('refuse');
    await seed.row(`Adèle ${name}`).getByRole('button', { name: 'Dossier' }).click();
    await seed.submitDialog(file, 'Refusée', name, 'Enregistrer le dossier');
    await expect(seed.alert("Impossible d'enregistrer le dossier")).toBeVisible();
    await expect(seed.row(`Adèle ${name}`)).toBeVisible();
    await expect(seed.row(`Refusée ${name}`)).toHaveCount(0);
  });

  test(`1, 2.7, 3.5: with ${rows}, a patient made offline in the dialog is edited there before the network is back, and sent in order${again}`, async ({
    seed,
    seedServer,
    context,
  }) => {
    const name = `Hors${index}`;
    await seed.open(path);
    await context.setOffline(true);
    await seed.page.getByRole('button', { name: 'Nouveau patient' }).click();
    await seed.submitDialog(seed.dialog('Nouveau patient'), 'Jean', name, 'Enregistrer le dossier');
    await expect(seed.dialog('Nouveau patient')).toHaveCount(0);
    await seed.row(`Jean ${name}`).getByRole('button', { name: 'Dossier' }).click();
    await seed.submitDialog(
      seed.dialog('Modifier le dossier'),
      'Jeanne',
      name,
      'Enregistrer le dossier',
    );
    await expect(seed.row(`Jeanne ${name}`)).toHaveCount(1);
    await expect(seed.status).toContainText('Hors ligne');
    await expect(seed.status).toContainText('⏳ 2 changements en attente de sync');

    await context.setOffline(false);
    await expect(seed.status).not.toContainText('en attente');
    await expect(seed.status).toContainText('En ligne');
    await expect(seed.row(name)).toHaveCount(1);
    expect(await seedServer.patientsNamed(name)).toMatchObject([{ first_name: 'Jeanne' }]);
  });

  test(`6.2: with ${rows}, what one tab makes and edits offline shows in the other, and both become one row each${again}`, async ({
    seed,
    seedServer,
    context,
  }) => {
    const name = `Onglet${index}`;
    const other = await seed.openTwice(path);
    await context.setOffline(true);
    await seed.create('Un', name);
    await other.create('Deux', name);
    for (const tab of [seed, other]) {
      await expect(tab.row(name)).toHaveCount(2);
      await expect(tab.status).toContainText('⏳ 2 changements en attente de sync');
    }
    await other.row(`Un ${name}`).getByRole('button', { name: 'Dossier' }).click();
    await other.submitDialog(
      other.dialog('Modifier le dossier'),
      'Uni',
      name,
      'Enregistrer le dossier',
    );
    await expect(seed.row(`Uni ${name}`)).toBeVisible();

    await context.setOffline(false);
    for (const tab of [seed, other]) {
      await expect(tab.status).not.toContainText('en attente');
      await expect(tab.row(name)).toHaveCount(2);
      await expect(tab.row(`Uni ${name}`)).toHaveCount(1);
    }
    const stored = await seedServer.patientsNamed(name);
    expect(stored.map((patient) => patient.first_name).sort()).toEqual(['Deux', 'Uni']);
  });
}

test('2.7: a form that is gone before anything is sent has still made its patient', async ({
  seed,
  seedServer,
}) => {
  await seed.open('/');
  await seedServer.behave('hold');
  await seed.page.getByRole('button', { name: 'Patient rapide' }).click();
  await seed.submitDialog(seed.dialog('Patient rapide'), 'Vite', 'Rapide', 'Ajouter');
  await expect(seed.dialog('Patient rapide')).toHaveCount(0);
  await expect(seed.row('Vite Rapide')).toBeVisible();
  await seedServer.behave('normal');
  await expect(seed.status).not.toContainText('en attente');
  expect(await seedServer.patientsNamed('Rapide')).toHaveLength(1);
});
