import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { seededDay } from './support/clinic-server.ts';
import { burst, letters } from './support/keys.ts';
import { expect, test } from './support/test.ts';

test.use({ colorScheme: 'light' });

// Each test works with patients of its own, in a profile of its own.
test.describe.configure({ mode: 'parallel' });

const isLong = process.env['SYNCHRONE_LONG'] === '1';

/** What depends on colours; all else is the same in the dark. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds fault with, as one line each: a failing test then says it all. A long run asks in
 * the dark as well; any other asks there about colours, on one page of each kind.
 */
async function faults(page: Page, { alsoInTheDark = isLong } = {}): Promise<string[]> {
  const light = await faultsIn(page, 'light', axeOn(page));
  if (!alsoInTheDark) return light;
  const inTheDark = axeOn(page);
  if (!isLong) inTheDark.withRules(colourRules);
  const dark = await faultsIn(page, 'dark', inTheDark);
  await show(page, 'light');
  return [...light, ...dark];
}

/** axe without what it would say of elements without faults, and without a page of its own for frames: there are none. */
function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
}

async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
}

async function faultsIn(
  page: Page,
  colorScheme: 'light' | 'dark',
  axe: AxeBuilder,
): Promise<string[]> {
  await show(page, colorScheme);
  // What fades in has the contrast of its end, not of the way there.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getComputedTiming().endTime === Infinity,
      ),
  );
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${colorScheme}: ${id}: ${target.join(' ')}`),
  );
}

test('9.3: patients and the patient’s file are free of accessibility faults @long', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  expect(await faults(page, { alsoInTheDark: true })).toEqual([]);
  await page.getByRole('row').nth(2).getByRole('link').click();
  for (const tab of ['Rendez-vous', 'Dossier', 'Fiche']) {
    await clinic.file.getByRole('tab', { name: tab }).click();
    expect(await faults(page)).toEqual([]);
  }
});

test('7.1, 9.3: the sign-in page and the question before a sign-out are free of accessibility faults @long', async ({
  clinic,
  page,
  context,
}) => {
  await clinic.openPatients();
  await context.setOffline(true);
  await clinic.createPatient({ lastName: 'Sortie', firstName: 'Ida' });
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
  const dialog = page.getByRole('dialog', { name: 'Se déconnecter' });
  await expect(dialog.getByRole('radio', { name: 'Garder sur ce poste' })).toBeChecked();
  expect(await faults(page, { alsoInTheDark: true })).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
  await dialog.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page.getByText('1 changement attend ici le retour de son auteur')).toBeVisible();
  await expect(page.getByText('Champ obligatoire')).toHaveCount(2);
  expect(await faults(page, { alsoInTheDark: true })).toEqual([]);
});

test('9.3: agenda, practitioners and an empty attention list are free of accessibility faults @long', async ({
  clinic,
  page,
}) => {
  await clinic.openAgenda(seededDay);
  expect(await faults(page, { alsoInTheDark: true })).toEqual([]);
  await page.getByRole('radiogroup', { name: 'Affichage' }).getByText('Semaine').click();
  expect(await faults(page)).toEqual([]);
  for (const path of ['/praticiens', '/a-traiter', '/synchronisation']) {
    await page.goto(clinic.url + path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await faults(page)).toEqual([]);
  }
});

test('9.2, 9.3: forms, notices, the comparison and the attention list are free of faults @long', async ({
  clinic,
  server,
  page,
  context,
}) => {
  const lastName = 'Axe';
  const { id } = await server.call('POST', '/api/v1/patients', {
    last_name: lastName,
    first_name: 'Ines',
    phone: '0600000030',
  });
  await clinic.openPatients();
  await clinic.openFile(`${lastName.toUpperCase()} Ines`);
  await clinic.fillNewPatient({ lastName: '', firstName: '' });
  await clinic.save();
  await expect(page.getByText('Champ obligatoire').first()).toBeVisible();
  expect(await faults(page, { alsoInTheDark: true })).toEqual([]);
  await page.keyboard.press('Escape');

  await context.setOffline(true);
  await clinic.changePhone('0600000031');
  await server.call('PATCH', `/api/v1/patients/${id}`, { phone: '0600000032' });
  await context.setOffline(false);
  await expect(clinic.notice).toContainText('Conflit');
  expect(await faults(page)).toEqual([]);
  await clinic.notice.getByRole('button', { name: 'Comparer' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await faults(page, { alsoInTheDark: true })).toEqual([]);
  await page.keyboard.press('Escape');
  await page
    .getByRole('link', { name: /À traiter/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: 'Comparer' }).first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Synchronisation' }).click();
  await expect(page.getByText('Conflit').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
test.describe('phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('9.3: on a phone each page fits the width and is free of faults', async ({
    clinic,
    page,
  }) => {
    const asked = ['Patients', 'Agenda'];
    const pages = {
      Patients: '/patients',
      Agenda: `/agenda?jour=${seededDay}`,
      Praticiens: '/praticiens',
      'À traiter': '/a-traiter',
      Synchronisation: '/synchronisation',
      'Journal des accès': '/journal',
      'Mon compte': '/mon-compte',
    };
    await clinic.openPatients();
    for (const [name, path] of Object.entries(pages)) {
      // As its links do, without a load of the page.
      await page.evaluate((to) => history.pushState(null, '', to), path);
      await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
      if (path === '/journal') await expect(page.getByRole('table')).toBeVisible();
      if (isLong || asked.includes(name)) expect(await faults(page)).toEqual([]);
      for (const width of [320, 390]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    }
  });
});

test('9.3: by keyboard alone, a patient is created, found, opened, changed and closed', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  await page.keyboard.press('n');
  await expect(
    page.getByRole('dialog').getByRole('textbox', { name: 'Nom', exact: true }),
  ).toBeFocused();
  await page.keyboard.type('Clavier');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Kim');
  await page.keyboard.press('Control+Enter');
  await expect(clinic.fileOf('CLAVIER Kim')).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(clinic.file).toHaveCount(0);
  await page.keyboard.press('/');
  await page.keyboard.type('clav');
  // Names with a slip of the finger come after those without.
  await expect(page.getByRole('row').nth(1)).toContainText('CLAVIER Kim');
  // Once to empty the field, once to leave it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.type('clavier');
  await expect(page.getByRole('dialog').getByText('CLAVIER Kim')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(clinic.fileOf('CLAVIER Kim')).toBeVisible();
  // Until the palette has gone, keys belong to its field.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('e');
  await expect(page.getByRole('dialog', { name: 'Modifier le patient' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // The letter of a page follows "g" within a second: a busy machine takes longer between two commands.
  await burst(await page.context().newCDPSession(page), letters('ga'));
  await expect(page.getByRole('heading', { level: 1, name: 'Agenda' })).toBeVisible();
});

for (const { locale, title, status, tag } of [
  { locale: 'en-GB', title: 'Patients', status: 'Everything is synced' },
  { locale: 'es-ES', title: 'Pacientes', status: 'Todo está sincronizado', tag: '@long' },
  { locale: 'de-DE', title: 'Patients', status: 'Tout est synchronisé', tag: '@long' },
]) {
  test.describe(locale, () => {
    test.use({ locale });

    test(`9.3: the browser's language decides, else French (${locale}) ${tag ?? ''}`, async ({
      clinic,
      page,
    }) => {
      await page.goto(`${clinic.url}/patients`);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
      await expect(clinic.status).toContainText(status);
    });
  });
}
