import type { Page } from '@playwright/test';
import { builtClinic } from '../support/build.ts';
import { ClinicServer, seededDay } from '../support/clinic-server.ts';
import { seededClinic } from '../support/data.ts';
import { keptLists } from '../support/kept-lists.ts';
import { signInto } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const notice = (page: Page) => page.getByText(/Ces listes (datent de|ont pu changer)/);

/** Every list is there, and the moment of it is remembered. */
async function haveBeenRead(page: Page): Promise<void> {
  for (const list of ['patients', 'appointments', 'practitioners', 'medical-records', 'consents'])
    await expect.poll(() => keptLists(page)).toContain(`/api/v1/${list}`);
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('clinic_lists_read_at')))
    .not.toBeNull();
}

test('4, 9.1: a page that is opened during an outage says how old its lists are, and reads them again after it', async ({
  clinic,
  server,
  page,
}) => {
  await clinic.openPatients();
  await haveBeenRead(page);
  await expect(notice(page)).toHaveCount(0);
  await server.behave('refuse');
  await clinic.createPatient({ lastName: 'Refuseepanne', firstName: 'Rose' });
  await expect(clinic.status).toContainText('1 changement à traiter');
  await server.behave('down');
  await page.reload();
  await clinic.unlock();
  await expect(
    page.getByRole('table', { name: 'Liste des patients' }).getByRole('link').first(),
  ).toBeVisible();
  await expect(page.getByText(/Ces listes datent de (.+, )?\d\d:\d\d/)).toBeVisible();
  await expect(clinic.status).toContainText('5 listes ne sont peut-être plus à jour');
  await expect(clinic.status).not.toContainText('Tout est synchronisé');
  await expect(clinic.status).toContainText('Serveur injoignable');
  await expect(clinic.status).not.toContainText('En ligne');
  await server.addPatient('Entretemps');
  await server.behave('normal');
  await expect(notice(page)).toHaveCount(0);
  await expect(clinic.status).toContainText('En ligne');
  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('entretemps');
  await expect(clinic.row('ENTRETEMPS Zoé')).toBeVisible();
});

test('9.1: an outage while the page is open is shown with its moment, and what was missed is shown after it @long', async ({
  clinic,
  server,
  page,
}) => {
  await clinic.openPatients();
  await haveBeenRead(page);
  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('pendantpanne');
  await expect(notice(page)).toHaveCount(0);
  await server.behave('down');
  await expect(page.getByText(/Ces listes datent de (.+, )?\d\d:\d\d/)).toBeVisible();
  await server.addPatient('Pendantpanne');
  await server.behave('normal');
  await expect(clinic.row('PENDANTPANNE Zoé')).toBeVisible();
  await expect(notice(page)).toHaveCount(0);
});

/** The page is in front, or behind another one. */
const setSeen = (page: Page, isSeen: boolean): Promise<void> =>
  page.evaluate((seen) => {
    const states = { hidden: !seen, visibilityState: seen ? 'visible' : 'hidden' };
    for (const [name, value] of Object.entries(states))
      Object.defineProperty(document, name, { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isSeen);

test('9.1: a page that nobody sees holds no connection, and shows what it has missed when it is seen again', async ({
  clinic,
  server,
  page,
}) => {
  const isStream = (request: { url(): string }) => request.url().includes('/changes/stream');
  const opened = page.waitForResponse(isStream);
  await clinic.openPatients();
  await opened;
  const closed = page.waitForEvent('requestfailed', isStream);
  await setSeen(page, false);
  await closed;
  await server.addPatient('Derriere');
  const reopened = page.waitForResponse(isStream);
  await setSeen(page, true);
  await reopened;
  await expect(notice(page)).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill('derriere');
  await expect(clinic.row('DERRIERE Zoé')).toBeVisible();
});

test('7.4: the key is asked for while the page is still loading', async ({ clinic, page }) => {
  const asked = page.waitForRequest(/\/auth\/refresh$/);
  await page.route(/\.wasm$/, async (route) => {
    await asked;
    await route.continue();
  });
  await clinic.openPatients();
});

for (const isLate of [false, true])
  test(`9: after a sign-in the day is shown before the lists are read, with every name, and takes clicks before the patients are read${isLate ? ', a late one, too' : ' @long'}`, async ({
    context,
    page,
  }) => {
    // A clinic of its own: others delete patients whose visits stay, and such a day is not shown before the lists.
    const clinic = await ClinicServer.start({ uiDir: builtClinic, template: seededClinic });
    await signInto(context, clinic.url, 'admin');
    const [listsAreAsked, askLists] = signal();
    const [listsMayCome, letListsCome] = signal();
    await page.route(/\/api\/v1\/patients\?limit=1000/, async (route) => {
      askLists();
      await listsMayCome;
      await route.continue();
    });
    if (isLate)
      await page.route(/appointment_on=/, async (route) => {
        await listsAreAsked;
        await route.continue();
      });
    const events = page.locator('[data-event-id]');
    await page.goto(`${clinic.url}/agenda?jour=${seededDay}`);
    await expect(events.first()).toBeVisible();
    const names = await events.allTextContents();
    expect(names.join('\n')).not.toContain('Patient inconnu');
    // The other patients are not read yet; those of the day are known, and are not offered as new ones.
    await expect(page.locator('[inert]').filter({ has: events })).toHaveCount(0);
    expect(await events.allTextContents()).toEqual(names);
    await events.first().getByRole('button').first().click();
    const form = page.getByRole('dialog', { name: 'Modifier le rendez-vous' });
    await expect(form.getByRole('combobox', { name: 'Patient' })).toHaveValue(/\w+ · \d\d\//);
    await form.getByRole('combobox', { name: 'Patient' }).fill('Personne');
    await expect(page.getByRole('option', { name: /Créer le patient/ })).toHaveCount(0);
    letListsCome();
    await expect(page.getByRole('option', { name: /Créer le patient/ })).toBeVisible();
    expect(await events.allTextContents()).toEqual(names);
    await clinic.close();
  });

test('6, 7.4: after a reload the day is there before the lists, sealed, and never as it was before a change', async ({
  context,
  page,
}) => {
  const clinic = await ClinicServer.start({ uiDir: builtClinic, template: seededClinic });
  await signInto(context, clinic.url, 'admin');
  const sealed = () =>
    page.evaluate(() => {
      const key = Object.keys(sessionStorage).find((name) => name.startsWith('clinic_day_'));
      return key === undefined ? null : sessionStorage.getItem(key);
    });
  const events = page.locator('[data-event-id]');
  const lookedAt = page.locator('[inert]').filter({ has: events });
  await page.goto(`${clinic.url}/agenda?jour=${seededDay}`);
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('clinic_lists_read_at')))
    .not.toBeNull();
  await expect.poll(sealed).not.toBeNull();
  const before = await sealed();
  const [patient] = await clinic.patientsOn(seededDay);
  await (
    await clinic.personOf('reception')
  ).patch(`/api/v1/patients/${patient?.id}`, {
    last_name: 'Nouvellement',
  });
  await expect(page.getByText(/NOUVELLEMENT/).first()).toBeVisible();
  await expect.poll(async () => ![null, before].includes(await sealed())).toBe(true);
  const names = await events.allTextContents();

  // As with very long lists: they come late.
  const [listMayCome, letListCome] = signal();
  await page.route(/\/api\/v1\/(patients|appointments)\?/, async (route) => {
    await listMayCome;
    await route.continue();
  });
  await page.evaluate(() => indexedDB.deleteDatabase('synchrone-sealed-rows'));
  await page.reload();
  await expect(lookedAt).toHaveCount(1);
  expect(await events.allTextContents()).toEqual(names);
  letListCome();
  await expect(lookedAt).toHaveCount(0);
  expect(await events.allTextContents()).toEqual(names);

  // What has left the screen is not kept, nor what another page of this tab could change unseen.
  await expect.poll(sealed).not.toBeNull();
  await page.getByRole('link', { name: 'Patients' }).first().click();
  await expect.poll(sealed).toBeNull();
  await page.goto(`${clinic.url}/agenda?jour=${seededDay}`);
  await expect.poll(sealed).not.toBeNull();
  await page.goto(`${clinic.url}/patients`);
  await expect.poll(sealed).toBeNull();

  // Nor for whoever comes after a sign-out.
  await page.goto(`${clinic.url}/agenda?jour=${seededDay}`);
  await expect.poll(sealed).not.toBeNull();
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
  await expect(page.getByRole('button', { name: 'Se connecter' })).toBeVisible();
  expect(await sealed()).toBeNull();
  await clinic.close();
});

/** A promise, and what fulfils it. */
function signal(): [Promise<void>, () => void] {
  let send: () => void = () => undefined;
  const sent = new Promise<void>((resolve) => {
    send = resolve;
  });
  return [sent, send];
}
