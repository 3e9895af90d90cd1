import { ClinicPage } from './support/clinic-page.ts';
import { demoPerson, signInto } from './support/sign-in.ts';
import { expect, test as base } from './support/test.ts';
import { undoFor } from './support/undo-time.ts';

/** The doctor of the demonstration, who is a practitioner and signs. */
const test = base.extend<{ clinic: ClinicPage }>({
  clinic: async ({ page, context, server }, use) => {
    await signInto(context, server.url, 'doctor');
    await use(new ClinicPage(page, server.url));
    await server.behave('normal');
  },
});

const doctor = demoPerson('doctor').name;

test('1 L1, 8: a document is written, signed and then locked, never with a colleague’s change unseen; a consent is given and withdrawn', async ({
  clinic,
  server,
  page,
}) => {
  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: 'Dossier',
    first_name: 'Dina',
  });
  await clinic.openPatients();
  await clinic.openFile('DOSSIER Dina');

  await clinic.file.getByRole('tab', { name: 'Dossier' }).click();
  await clinic.file.getByRole('button', { name: 'Nouvel élément' }).click();
  await page
    .getByRole('dialog')
    .getByRole('textbox', { name: 'Titre' })
    .fill('Première consultation');
  // The doctor is the author of what the doctor writes.
  await expect(page.getByRole('dialog').getByRole('combobox', { name: 'Praticien' })).toHaveValue(
    doctor,
  );
  await page.getByRole('dialog').getByRole('button', { name: 'Signer' }).click();
  await expect(page.getByText('Un document vide ne peut pas être signé')).toBeVisible();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Contenu' }).fill('Dose : 50 mg');
  await clinic.save();
  await expect(clinic.file.getByRole('button', { name: 'Première consultation' })).toBeVisible();
  await clinic.expectSynced();

  await clinic.file.getByRole('button', { name: 'Première consultation' }).click();
  // What is signed is what stands in the form, not what was saved before; and the question shows it.
  const corrected = 'VERSION 2 corrigée : dose 5 mg et non 50 mg';
  await page.getByRole('dialog').getByRole('textbox', { name: 'Contenu' }).fill(corrected);
  await page.getByRole('dialog').getByRole('button', { name: 'Signer' }).click();
  const question = page.getByRole('dialog', { name: 'Signer ce document ?' });
  await expect(question).toContainText(`${doctor} signe exactement ce qui suit`);
  await expect(question).toContainText(corrected);
  await server.behave('hold');
  await question.getByRole('button', { name: 'Signer' }).click();
  await expect(clinic.file.getByRole('img', { name: 'Signé' })).toBeVisible();
  await expect(clinic.file.getByText('le serveur ne l’a pas encore enregistré')).toBeVisible();
  await server.behave('normal');
  await clinic.expectSynced();
  await expect(clinic.file.getByText(`Signé par ${doctor} le`)).toBeVisible();
  const [signed] = await server.recordsTitled('Première consultation');
  expect(signed).toMatchObject({ content: corrected, status: 'signed', signer_name: doctor });
  await clinic.file.getByRole('button', { name: 'Première consultation' }).click();
  await expect(page.getByRole('dialog').getByText(`Signé par ${doctor} le`)).toBeVisible();
  await expect(page.getByRole('dialog').getByText('Il ne peut plus être modifié')).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Contenu' })).toHaveValue(
    corrected,
  );
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
  await server.call('POST', '/api/v1/consents', {
    patient_id: patient.id,
    kind: 'research',
    granted_at: '2020-01-01T00:00:00Z',
    expires_at: '2021-01-01T00:00:00Z',
  });
  await clinic.file.getByRole('button', { name: 'Recherche' }).click();
  const expired = page.getByRole('dialog').getByRole('textbox', { name: 'Valable jusqu’au' });
  await expect(expired).not.toBeEditable();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Notes' }).fill('Papier classé');
  await clinic.save();
  await clinic.expectSynced();
  await expect(clinic.notice).toHaveCount(0);

  const other = await server.call('POST', '/api/v1/patients', {
    last_name: 'Concurrent',
    first_name: 'Cora',
  });
  const record = await server.call('POST', '/api/v1/medical-records', {
    patient_id: other.id,
    title: 'À signer',
    content: 'Texte lu',
  });
  await clinic.openFile('CONCURRENT Cora');
  await clinic.file.getByRole('tab', { name: 'Dossier' }).click();
  await clinic.file.getByRole('button', { name: 'À signer' }).click();
  await server.call(
    'PATCH',
    `/api/v1/medical-records/${record.id}`,
    { diagnosis: 'Ajouté' },
    record,
  );
  const form = page.getByRole('dialog', { name: 'Modifier l’élément' });
  await expect(form.getByRole('alert')).toContainText('Modifié entre-temps : Diagnostic');
  await form.getByRole('button', { name: 'Signer' }).click();
  await expect(question).toHaveCount(0);
  expect(await server.recordsTitled('À signer')).toMatchObject([
    { status: 'draft', diagnosis: 'Ajouté' },
  ]);
  await form.getByRole('button', { name: 'Reprendre les nouvelles valeurs' }).click();
  await expect(form.getByRole('textbox', { name: 'Diagnostic' })).toHaveValue('Ajouté');
  await form.getByRole('button', { name: 'Signer' }).click();
  await expect(question).toContainText('Ajouté');
  await question.getByRole('button', { name: 'Signer' }).click();
  await clinic.expectSynced();
  await expect(clinic.file.getByText(`Signé par ${doctor} le`)).toBeVisible();
  expect(await server.recordsTitled('À signer')).toMatchObject([
    { status: 'signed', diagnosis: 'Ajouté', content: 'Texte lu' },
  ]);
});

test('3.14: a new document that is signed at once is said to be signed @long', async ({
  clinic,
  server,
  page,
}) => {
  await undoFor(page, 15);
  await server.call('POST', '/api/v1/patients', { last_name: 'Signature', first_name: 'Sara' });
  await clinic.openPatients();
  await clinic.openFile('SIGNATURE Sara');
  await clinic.file.getByRole('tab', { name: 'Dossier' }).click();
  await clinic.file.getByRole('button', { name: 'Nouvel élément' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', { name: 'Titre' }).fill('Certificat');
  await form.getByRole('textbox', { name: 'Contenu' }).fill('Apte au sport');
  await form.getByRole('button', { name: 'Signer' }).click();
  const question = page.getByRole('dialog', { name: 'Signer ce document ?' });
  await question.getByRole('button', { name: 'Signer' }).click();
  await expect(page.getByText('Signé : Certificat')).toBeVisible();
});

base(
  '8: a person who is not a practitioner sees who signs, and no button',
  async ({ clinic, server, page }) => {
    await server.call('POST', '/api/v1/patients', { last_name: 'Sanssigne', first_name: 'Sam' });
    await clinic.openPatients();
    await clinic.openFile('SANSSIGNE Sam');
    await clinic.file.getByRole('tab', { name: 'Dossier' }).click();
    await clinic.file.getByRole('button', { name: 'Nouvel élément' }).click();
    const form = page.getByRole('dialog');
    await expect(form.getByText('Seul un praticien connecté peut signer')).toBeVisible();
    await expect(form.getByRole('button', { name: 'Signer' })).toHaveCount(0);
  },
);
