import type { CDPSession, Page } from '@playwright/test';
import { burst, ctrl, letters } from './support/keys.ts';
import { expect, test } from './support/test.ts';

/** The page on a machine a quarter as fast. */
async function slowed(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return cdp;
}

test('9.3: the first key after Ctrl+K goes to the palette, the first one after Escape to the form below @long', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  await clinic.fillNewPatient({ lastName: 'Clavier', firstName: 'Ada' });
  const firstName = page.getByRole('dialog').getByRole('textbox', { name: 'Prénom' });
  await firstName.focus();
  const cdp = await slowed(page);
  await burst(cdp, [['k', ctrl], ...letters('martin')]);
  const palette = page.getByRole('textbox', { name: 'Rechercher ou aller à…' });
  await expect(palette).toHaveValue('martin');
  await expect(palette).toBeFocused();
  await expect(firstName).toHaveValue('Ada');

  await burst(cdp, [['Escape'], ...letters('line')]);
  await expect(palette).toHaveCount(0);
  await expect(firstName).toBeFocused();
  await expect(firstName).toHaveValue('Adaline');

  // The same key closes it.
  await burst(cdp, [['k', ctrl], ...letters('x'), ['k', ctrl], ...letters('s')]);
  await expect(palette).toHaveCount(0);
  await expect(firstName).toHaveValue('Adalines');
});

test('9.3: the first key after a shortcut goes into the form that it opens @long', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  const cdp = await slowed(page);
  await burst(cdp, letters('ndupont'));
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  await expect(form.getByRole('textbox', { name: 'Nom', exact: true })).toHaveValue('dupont');
});

test('9, 9.3: a window gives the focus back to what opened it, a question to the field below; the palette finds practitioners and pages, and whom it does not find is made of what was typed, by Enter', async ({
  clinic,
  page,
}) => {
  await clinic.openPatients();
  const opener = page.getByRole('button', { name: 'Nouveau patient' }).first();
  await opener.focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Nouveau patient' });
  const phone = form.getByRole('textbox', { name: 'Téléphone' });
  await phone.fill('0612');
  await page.keyboard.press('Escape');
  const question = page.getByRole('dialog', { name: 'Abandonner votre saisie ?' });
  await expect(question.getByRole('button', { name: 'Continuer la saisie' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question).toHaveCount(0);
  await expect(phone).toBeFocused();
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Abandonner' }).click();
  await expect(form).toHaveCount(0);
  await expect(opener).toBeFocused();

  // From a menu, whose entry is gone by then: to the menu's button.
  const menu = page.getByRole('button', { name: 'Menu de l’application' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Raccourcis clavier' }).click();
  const help = page.getByRole('dialog', { name: 'Raccourcis clavier' });
  await expect(help).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await expect(menu).toBeFocused();

  // A practitioner, or a page of the management, is not taken for a patient to be made.
  const palette = page.getByRole('dialog');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('marchetti hélène');
  await expect(palette.getByRole('button')).toHaveText([/^Dr Hélène Marchetti/]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/agenda\?jour=.*&praticien=/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('comptes');
  await expect(palette.getByRole('button')).toHaveText(['Comptes']);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/comptes$/);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('introuvable irène');
  await expect(palette.getByRole('button')).toHaveText(['Créer le patient « introuvable irène »']);
  await page.keyboard.press('Enter');
  await expect(form.getByRole('textbox', { name: 'Nom', exact: true })).toHaveValue('Introuvable');
  await expect(form.getByRole('textbox', { name: 'Prénom' })).toHaveValue('Irène');
});
