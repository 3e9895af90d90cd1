import { Secret, TOTP } from 'otpauth';
import { ClinicPage } from './support/clinic-page.ts';
import { demoPerson } from './support/sign-in.ts';
import { expect, test as base } from './support/test.ts';

/** A browser without an earlier sign-in. */
const test = base.extend<{ desk: ClinicPage }>({
  desk: async ({ browser, server }, use) => {
    await server.behave('normal');
    const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });
    await use(new ClinicPage(await context.newPage(), server.url));
    await context.close();
  },
});

test('a person turns the second factor on, signs in with it, and turns it off', async ({
  desk,
  server,
}) => {
  const { page } = desk;
  const { email, password, name } = demoPerson('nurse');
  const enterPassword = async (): Promise<void> => {
    await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(email);
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
  };
  await page.goto(`${server.url}/mon-compte`);
  await enterPassword();
  const section = page.locator('section').filter({ hasText: 'Double authentification' });
  const ownPassword = section.getByLabel('Mot de passe actuel');
  await ownPassword.fill('pas le bon');
  await section.getByRole('button', { name: 'Activer' }).click();
  await expect(ownPassword).toHaveAccessibleDescription(
    'Votre propre mot de passe n’est pas le bon.',
  );
  await expect(ownPassword).toBeFocused();
  await section.getByLabel('Mot de passe actuel').fill(password);
  await section.getByRole('button', { name: 'Activer' }).click();
  await expect(section.getByRole('img', { name: 'Code QR de la clé' })).toBeVisible();
  const key = (await section.locator('code').innerText()).replaceAll(' ', '');
  const codeOf = (steps: number): string =>
    new TOTP({ secret: Secret.fromBase32(key) }).generate({
      timestamp: Date.now() + steps * 30_000,
    });
  await expect(section.getByLabel('Code à six chiffres')).toBeFocused();
  // On a phone the field is far below the sentence that says why nothing was saved.
  await page.setViewportSize({ width: 320, height: 560 });
  await page.route('**/second-factor/confirm', (route) => route.abort(), { times: 1 });
  await section.getByLabel('Code à six chiffres').fill(codeOf(0));
  await page.keyboard.press('Enter');
  await expect(section.getByText('Le serveur ne répond pas.')).toBeInViewport();
  await page.setViewportSize({ width: 1280, height: 800 });
  await section.getByLabel('Code à six chiffres').fill(codeOf(0));
  await section.getByRole('button', { name: 'Confirmer' }).click();
  const codes = section.getByRole('list', { name: 'Codes de secours' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  await expect(section.getByRole('list', { name: 'Codes de secours' })).toBeFocused();
  const recovery = await codes.first().innerText();
  await section.getByRole('button', { name: 'Je les ai notés' }).click();
  await expect(section.getByText('Il reste 10 codes de secours.')).toBeVisible();

  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connexion' })).toBeVisible();
  await enterPassword();
  await expect(page.getByRole('alert')).toContainText('Entrez le code de votre application');
  const code = page.getByRole('textbox', { name: 'Code' });
  await expect(code).toBeFocused();
  await code.fill('000 000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Ce code n’est pas le bon');
  await code.fill(codeOf(1));
  await page.keyboard.press('Enter');

  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await expect(page.getByRole('menu').getByText(name)).toBeVisible();
  await page.getByRole('menuitem', { name: 'Mon compte' }).click();
  await section.getByLabel('Mot de passe actuel').fill(password);
  await section.getByLabel('Code à six chiffres, ou code de secours').fill(recovery);
  await section.getByRole('button', { name: 'Désactiver' }).click();
  await expect(section.getByRole('button', { name: 'Activer' })).toBeVisible();
});
