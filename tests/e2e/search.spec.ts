import { expect, test } from './support/test.ts';

test('9: a patient is found by a phone number with +33, by a short date, and by the family name first', async ({
  clinic,
  server,
  page,
}) => {
  for (const [last_name, first_name] of [
    ['Zabulon', 'Quirinus'],
    ['Quirinson', 'Zoé'],
  ])
    await server.call('POST', '/api/v1/patients', {
      last_name,
      first_name,
      phone: '06 39 98 77 66',
      email: `${first_name}@${last_name}.example`.normalize('NFD').replace(/\W(?=@)/g, ''),
      birth_date: '2019-02-05',
    });
  await clinic.openPatients();
  await expect(page).toHaveTitle('Patients · Clinique des Tilleuls');
  const search = page.getByRole('searchbox', { name: 'Rechercher un patient' });
  const names = page.getByRole('table', { name: 'Liste des patients' }).getByRole('link');
  for (const query of ['+33 6 39 98 77 66', '0033639987766', '06.39.98.77.66', '5/2/2019']) {
    await search.fill(query);
    await expect(names, query).toHaveText(['QUIRINSON Zoé', 'ZABULON Quirinus']);
  }
  await search.fill('quirin');
  await expect(names.first()).toHaveText('QUIRINSON Zoé');
  // A slip of the finger: one letter wrong, missing, too many, or two of them swapped.
  for (const slip of ['zabulom', 'zabuln', 'zabullon', 'zabuoln']) {
    await search.fill(slip);
    await expect(names.first(), slip).toHaveText('ZABULON Quirinus');
  }
  await search.fill('zabulon 05/02/19');
  await expect(names).toHaveText(['ZABULON Quirinus']);
  // To call and to write, nothing of the file has to be opened.
  await names.click();
  await expect(clinic.file.getByRole('link', { name: '06 39 98 77 66' })).toHaveAttribute(
    'href',
    'tel:06 39 98 77 66',
  );
  await expect(clinic.file.getByRole('link', { name: 'quirinus@zabulon.example' })).toHaveAttribute(
    'href',
    'mailto:quirinus@zabulon.example',
  );

  // A name that is not found need not be typed again.
  await search.fill('xylophene Ursule');
  await page.getByRole('button', { name: 'Nouveau patient' }).last().click();
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  await expect(form.getByRole('textbox', { name: 'Nom', exact: true })).toHaveValue('Xylophene');
  await expect(form.getByRole('textbox', { name: 'Prénom' })).toHaveValue('Ursule');
});
