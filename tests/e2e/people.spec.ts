import type { BrowserContext, Page, Route } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { ClinicPage } from './support/clinic-page.ts';
import { keptLists } from './support/kept-lists.ts';
import type { ClinicServer } from './support/clinic-server.ts';
import { demoPerson } from './support/sign-in.ts';
import { expect, test } from './support/test.ts';
import { withoutLongTimers } from './support/timers.ts';

/** A browser without an earlier sign-in. */
const stranger = test.extend<{ desk: ClinicPage }>({
  desk: async ({ browser, server }, use) => {
    await server.behave('normal');
    const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });
    await use(new ClinicPage(await context.newPage(), server.url));
    await server.behave('normal');
    await context.close();
  },
});

const signInPage = (page: Page) => page.getByRole('heading', { level: 1, name: 'Connexion' });

async function signIn(
  { page, url }: ClinicPage,
  role: Parameters<typeof demoPerson>[0],
): Promise<void> {
  if (page.url() === 'about:blank') await page.goto(`${url}/patients`);
  await page
    .getByRole('region', { name: 'Démonstration' })
    .getByRole('button', { name: demoPerson(role).name })
    .click();
  await expect(
    page.getByRole('table', { name: 'Liste des patients' }).getByRole('link').first(),
  ).toBeVisible();
  await expect.poll(() => isWrapped(page)).toBe(true);
}

/** The device can be opened without the server from then on. */
const isWrapped = (page: Page): Promise<boolean> =>
  page.evaluate(() =>
    Object.keys(localStorage).some((key) => key.startsWith('clinic_wrapped_key')),
  );

async function askToLeave({ page }: ClinicPage): Promise<void> {
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
}

async function chooseToLeave(desk: ClinicPage, choice: string): Promise<void> {
  await askToLeave(desk);
  const dialog = desk.page.getByRole('dialog', { name: 'Se déconnecter' });
  await dialog.getByRole('radio', { name: choice }).click();
  await dialog.getByRole('button', { name: 'Se déconnecter' }).click();
}

async function leave(desk: ClinicPage, choice: string): Promise<void> {
  await chooseToLeave(desk, choice);
  await expect(signInPage(desk.page)).toBeVisible();
}

/** Whose name the API has put on the making of a patient. */
async function authorOf(server: ClinicServer, lastName: string): Promise<string> {
  const [patient] = await server.patientsNamed(lastName);
  return server.authorOf('patients', patient?.id ?? '');
}

async function workOffline(
  desk: ClinicPage,
  context: BrowserContext,
  lastName: string,
): Promise<void> {
  await desk.expectComplete();
  await context.setOffline(true);
  await desk.createPatient({ lastName, firstName: 'Pat' });
  await expect(desk.status).toContainText('⏳ 1 changement');
}

stranger(
  '8, 9: the sign-in page is kept for a start without a network; a wrong password is refused without a hint, the right one opens the clinic; by keyboard alone',
  async ({ desk, server }) => {
    const { page } = desk;
    const { email, password, name } = demoPerson('doctor');
    await withoutLongTimers(page);
    await page.goto(`${server.url}/patients`);
    await expect(page.getByRole('textbox', { name: 'Adresse e-mail' })).toBeFocused();
    // The clinic opens without a network from now on.
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.keyboard.press('Enter');
    await expect(page.getByText('Champ obligatoire')).toHaveCount(2);
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type('faux');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toHaveText('Adresse ou mot de passe incorrect.');
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
    await page.keyboard.press('Enter');
    await expect(
      page.getByRole('table', { name: 'Liste des patients' }).getByRole('link').first(),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Menu de l’application' }).click();
    await expect(page.getByRole('menu').getByText(`${name} · Médecin`)).toBeVisible();
    // No token is anywhere that a script could read it later.
    const stored = await page.evaluate(() =>
      Object.entries({ ...localStorage, ...sessionStorage }).join('\n'),
    );
    expect(/eyJ|clinic_refresh/.test(stored)).toBe(false);
  },
);

stranger(
  '7.1: A leaves offline, B works, A comes back: every write under its own name, none lost @long',
  async ({ desk, server }) => {
    const { page } = desk;
    const context = page.context();
    await signIn(desk, 'reception');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await workOffline(desk, context, 'Posteun');
    await leave(desk, 'Garder sur ce poste');
    await expect(page.getByText('1 changement attend ici le retour de son auteur')).toBeVisible();
    await expect(page.getByText('POSTEUN')).toHaveCount(0);

    await context.setOffline(false);
    await page.reload();
    await signIn(desk, 'doctor');
    await expect(desk.row('POSTEUN Pat')).toHaveCount(0);
    await desk.createPatient({ lastName: 'Postedeux', firstName: 'Pat' });
    await desk.expectSynced();
    expect(await server.patientsNamed('Posteun')).toEqual([]);
    await askToLeave(desk);
    await expect(signInPage(page)).toBeVisible();

    await signIn(desk, 'reception');
    await expect.poll(() => server.patientsNamed('Posteun')).toHaveLength(1);
    expect(await authorOf(server, 'Posteun')).toBe(demoPerson('reception').name);
    expect(await authorOf(server, 'Postedeux')).toBe(demoPerson('doctor').name);
  },
);

stranger(
  '7.1a, 7.1b: without a network the person of this device sees the last known rows; after a logout no person does',
  async ({ desk, server }) => {
    const { page } = desk;
    const context = page.context();
    await signIn(desk, 'nurse');
    await page.evaluate(() => navigator.serviceWorker.ready);
    // Before the list is here, a row may be that a colleague has just changed.
    await expect.poll(() => keptLists(page)).toContain('/api/v1/patients');
    const first = await page
      .getByRole('table', { name: 'Liste des patients' })
      .getByRole('link')
      .first()
      .textContent();
    await desk.expectComplete();
    await context.setOffline(true);
    await page.reload();
    await expect(page.getByText('Votre mot de passe l’ouvre')).toBeVisible();
    await expect(page.getByText(first ?? '?')).toHaveCount(0);
    await desk.unlock('nurse', 'faux');
    await expect(page.getByRole('alert')).toContainText('Ce n’est pas le mot de passe');
    await desk.unlock('nurse');
    await expect(
      page.getByRole('table', { name: 'Liste des patients' }).getByRole('link').first(),
    ).toHaveText(first ?? '?');
    await expect(desk.status).toContainText('Hors ligne');

    await askToLeave(desk);
    const dialog = page.getByRole('dialog', { name: 'Se déconnecter' });
    await expect(dialog).toContainText('vous ne pourrez vous reconnecter qu’à son retour');
    await expect(dialog.getByRole('radio')).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Se déconnecter' }).click();
    await expect(signInPage(page)).toBeVisible();
    await page.reload();
    await expect(signInPage(page)).toBeVisible();
    await expect(page.getByText(first ?? '?')).toHaveCount(0);
    await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill('x@y.example');
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill('x');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('La connexion demande le réseau');

    // The sign-out reaches the server as soon as there is a network: the cookie of this browser is refused.
    await context.setOffline(false);
    await page.reload();
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('clinic_sign_out_owed')))
      .toBeNull();
    const refreshed = await context.request.post(`${server.url}/api/v1/auth/refresh`);
    expect(refreshed.status()).toBe(401);
  },
);

stranger(
  '7.4: a password that is changed here opens this device while the server answers 503, and the former one does not',
  async ({ desk, server }) => {
    const { page } = desk;
    const [former, password] = ['un premier long mot', 'un autre long mot de passe'];
    const email = 'neuve@clinic-123.example';
    await server.addAccount({ email, name: 'Nour Neuve', role: 'reception', password: former });
    await page.goto(`${server.url}/mon-compte`);
    await page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(email);
    await page.getByRole('textbox', { name: 'Mot de passe' }).fill(former);
    await page.keyboard.press('Enter');
    await expect.poll(() => isWrapped(page)).toBe(true);
    const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
    const wrapped = async () => /clinic_wrapped_key_[^,]*/.exec(await stored())?.[0];
    const before = await wrapped();

    const form = page.locator('form').filter({ hasText: 'Nouveau mot de passe' });
    await form.getByLabel('Mot de passe actuel').fill(former);
    await form.getByLabel('Nouveau mot de passe').fill(password);
    await form.getByRole('button', { name: 'Changer le mot de passe' }).click();
    await expect(page.getByText('Le mot de passe est changé.')).toBeVisible();
    await expect.poll(wrapped).not.toBe(before);

    await server.behave('down');
    await page.reload();
    await expect(page.getByText('Le serveur ne répond pas.')).toBeVisible();
    await expect(page.getByText('Hors ligne')).toHaveCount(0);
    await desk.unlock('reception', former);
    await expect(page.getByRole('alert')).toContainText('Ce n’est pas le mot de passe');
    await desk.unlock('reception', password);
    await expect(page.getByRole('heading', { level: 1, name: 'Mon compte' })).toBeVisible();
  },
);

stranger(
  '7.1, 8: a sign-in that the server has ended leads to the sign-in page; the work waits, sealed, for its author',
  async ({ desk, server }) => {
    const { page } = desk;
    const context = page.context();
    await signIn(desk, 'nurse');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await workOffline(desk, context, 'Revoque');
    await context.clearCookies();
    await page.reload();
    await desk.unlock('nurse');
    await expect(desk.status).toContainText('⏳ 1 changement');
    await context.setOffline(false);
    await expect(signInPage(page)).toBeVisible();
    await expect(
      page.getByText(`La session de ${demoPerson('nurse').name} est terminée.`),
    ).toBeVisible();
    await expect(page.getByText('1 changement attend ici le retour de son auteur')).toBeVisible();
    expect(await server.patientsNamed('Revoque')).toEqual([]);
    await signIn(desk, 'nurse');
    await expect.poll(() => server.patientsNamed('Revoque')).toHaveLength(1);
  },
);

stranger(
  '7.1: "Envoyer, puis partir" sends first; "Garder et exporter" hands the work out',
  async ({ desk, server }) => {
    const { page } = desk;
    await signIn(desk, 'admin');
    await server.behave('hold');
    await desk.createPatient({ lastName: 'Avantdepart', firstName: 'Pat' });
    await chooseToLeave(desk, 'Envoyer, puis partir');
    expect(await server.patientsNamed('Avantdepart')).toEqual([]);
    await server.behave('normal');
    await expect(signInPage(page)).toBeVisible();
    expect(await server.patientsNamed('Avantdepart')).toHaveLength(1);

    await signIn(desk, 'admin');
    await workOffline(desk, page.context(), 'Exporte');
    const download = page.waitForEvent('download');
    await leave(desk, 'Garder et exporter');
    const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
      entries: { data: object }[];
    };
    expect(file.entries.map(({ data }) => data)).toMatchObject([{ last_name: 'Exporte' }]);
  },
);

stranger(
  '7.1, 7.1a: the other tab follows a sign-out, and the next person, whose pages ask for nothing that they may not see',
  async ({ desk, server }) => {
    const context = desk.page.context();
    await signIn(desk, 'admin');
    const other = new ClinicPage(await context.newPage(), server.url);
    await other.openPatients();
    await askToLeave(desk);
    await expect(signInPage(other.page)).toBeVisible();
    const refused: string[] = [];
    context.on('response', (answer) => {
      if (answer.status() === 403) refused.push(answer.url());
    });
    await signIn(desk, 'reception');
    await expect(
      other.page.getByRole('table', { name: 'Liste des patients' }).getByRole('link').first(),
    ).toBeVisible();
    await other.page.getByRole('button', { name: 'Menu de l’application' }).click();
    await expect(
      other.page.getByRole('menu').getByText(`${demoPerson('reception').name} · Accueil`),
    ).toBeVisible();
    await other.page.keyboard.press('Escape');
    await other.createPatient({ lastName: 'Suivie', firstName: 'Pat' });
    await other.expectSynced();
    expect(await authorOf(server, 'Suivie')).toBe(demoPerson('reception').name);
    expect(refused).toEqual([]);
  },
);

stranger(
  '7.1, 8: a person who has signed out in another tab does not come back by a cookie that is still good',
  async ({ browser, server }) => {
    // What a service worker passes on, no route of the page sees.
    const context = await browser.newContext({ locale: 'fr-FR', serviceWorkers: 'block' });
    const desk = new ClinicPage(await context.newPage(), server.url);
    const { page } = desk;
    await signIn(desk, 'admin');
    // A change meets 401 after the person has left, and the queue asks for credentials.
    const held: Route[] = [];
    let renewals = 0;
    await page.route('**/api/v1/auth/refresh', async (route) => {
      renewals += 1;
      await route.continue();
    });
    await page.route('**/api/v1/patients', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      held.push(route);
    });
    const asked = page.evaluate(
      () =>
        new Promise((answered) => {
          // A renewal that this brings about has the lock before us.
          window.addEventListener('sync:auth-required', () =>
            setTimeout(() => answered(navigator.locks.request('clinic:renew', () => null))),
          );
        }),
    );
    await desk.createPatient({ lastName: 'Partie', firstName: 'Pia' });
    await expect.poll(() => held.length).toBe(1);
    await page.evaluate(() => {
      localStorage.removeItem('clinic_person');
      window.dispatchEvent(new StorageEvent('storage', { key: 'clinic_person' }));
    });
    await expect(signInPage(page)).toBeVisible();
    const before = renewals;
    await held[0]?.fulfill({
      status: 401,
      json: { success: false, error: { code: 'EXPIRED', message: 'Expired' } },
    });
    await asked;
    await expect(signInPage(page)).toBeVisible();
    expect(renewals).toBe(before);
    await context.close();
  },
);

stranger(
  '8: the reception does not open medical files, and only the management changes the staff @long',
  async ({ desk }) => {
    const { page } = desk;
    await signIn(desk, 'reception');
    await page.getByRole('row').nth(2).getByRole('link').click();
    await desk.file.getByRole('tab', { name: 'Dossier' }).click();
    await expect(desk.file.getByText('Le dossier médical est fermé à l’accueil')).toBeVisible();
    // Who works here can be read without opening a menu, and the next person lands on no patient's file.
    await expect(page.getByText(`${demoPerson('reception').name} · Accueil`)).toBeVisible();
    await askToLeave(desk);
    await expect(signInPage(page)).toBeVisible();
    expect(new URL(page.url()).pathname).toBe('/patients');
    await signIn(desk, 'reception');
    await page.goto(`${desk.url}/praticiens`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Nouveau praticien' })).toHaveCount(0);
  },
);

stranger(
  '4, 8: a token that has run out is renewed, and nothing is refused or asked twice @long',
  async ({ desk, server }) => {
    const { page } = desk;
    await signIn(desk, 'doctor');
    // The clock of the page goes on by an hour: the token it holds is worth nothing.
    await page.clock.install();
    await page.clock.fastForward('01:00:00');
    const renewed = page.waitForResponse((answer) => answer.url().endsWith('/auth/refresh'));
    await desk.createPatient({ lastName: 'Jeton', firstName: 'Pat' });
    expect((await renewed).status()).toBe(200);
    await desk.expectSynced();
    expect(await server.patientsNamed('Jeton')).toHaveLength(1);
  },
);
