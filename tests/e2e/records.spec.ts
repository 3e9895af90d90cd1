import { expect, test } from './support/test.ts';

test('1 L1, 8: a document is written, signed and then locked; a consent is given and withdrawn', async ({
  clinic,
  server,
  page,
}) => {
  await server.call('POST', '/api/v1/patients', { last_name: 'Dossier', first_name: 'Dina' });
  await clinic.openPatients();
  await clinic.openFile('DOSSIER Dina');

  await clinic.file.getByRole('tab', { name: 'Dossier' }).click();
  await clinic.file.getByRole('button', { name: 'Nouvel élément' }).click();
  await page
    .getByRole('dialog')
    .getByRole('textbox', { name: 'Titre' })
    .fill('Première consultation');
  await clinic.save();
  await expect(clinic.file.getByRole('button', { name: 'Première consultation' })).toBeVisible();
  await clinic.expectSynced();

  await clinic.file.getByRole('button', { name: 'Première consultation' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Signer' }).click();
  await page
    .getByRole('dialog', { name: 'Signer cet élément ?' })
    .getByRole('button', { name: 'Signer' })
    .click();
  await expect(clinic.file.getByRole('img', { name: 'Signé' })).toBeVisible();
  await clinic.expectSynced();
  await clinic.file.getByRole('button', { name: 'Première consultation' }).click();
  await expect(page.getByRole('dialog').getByText('il ne peut plus être modifié')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click();

  await clinic.file.getByRole('tab', { name: 'Consentements' }).click();
  await clinic.file.getByRole('button', { name: 'Nouveau consentement' }).click();
  await clinic.save();
  await clinic.file.getByRole('button', { name: 'Soins' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retirer' }).click();
  await page
    .getByRole('dialog', { name: 'Retirer ce consentement ?' })
    .getByRole('button', { name: 'Retirer' })
    .click();
  await expect(clinic.file.getByText('Retiré', { exact: true })).toBeVisible();
  await clinic.expectSynced();
  await expect(clinic.notice).toHaveCount(0);
});
