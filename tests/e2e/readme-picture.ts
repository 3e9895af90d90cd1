// node --import tsx tests/e2e/readme-picture.ts: takes the picture of the README, web/docs/public/clinic.png, from
// the built clinic (npm run build): a browser without network, a patient made and another one changed in it.
// It fails where the page does not show that.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, expect as expectWithin, type Page } from '@playwright/test';
import { kChromium, kChromiumArguments } from '../support/chromium.mjs';
import { builtClinic } from './support/build.ts';
import { ClinicServer, seededDay } from './support/clinic-server.ts';
import { prepareData, seededClinic } from './support/data.ts';
import { keptLists } from './support/kept-lists.ts';
import { demoPerson, signInto } from './support/sign-in.ts';
import { visits } from './support/visits.ts';

const expect = expectWithin.configure({ timeout: 300_000 }); // against hanging alone
const kPicture = fileURLToPath(new URL('../../web/docs/public/clinic.png', import.meta.url));

await prepareData();
const server = await ClinicServer.start({ uiDir: builtClinic, template: seededClinic });
const browser = await chromium.launch({ executablePath: kChromium, args: kChromiumArguments });
try {
  const context = await browser.newContext({
    ...{ locale: 'en-GB', timezoneId: 'Europe/Paris', colorScheme: 'light' },
    viewport: { width: 1280, height: 560 },
  });
  await signInto(context, server.url, 'admin');
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(`${server.url}/agenda?jour=${seededDay}`);
  await expect(visits(page).first()).toBeVisible();
  await page.goto(`${server.url}/patients`);
  const list = page.getByRole('table', { name: 'List of patients' });
  await expect(list.getByRole('link').first()).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => keptLists(page)).toContain('/api/v1/patients');
  await context.setOffline(true);
  await create(page, 'Aubert', 'Léa');
  await changePhone(page, '0612345678');
  await page.reload();
  await page.getByRole('textbox', { name: 'Password' }).fill(demoPerson('admin').password);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByLabel('Close the file').first().click();
  await page.getByRole('searchbox', { name: 'Search patients' }).fill('aub');
  await expect(page.locator('.sync-status:visible')).toContainText('2 changes');
  await expect(page.getByRole('row').filter({ hasText: 'AUBERT Léa' })).toContainText(
    '06 12 34 56 78',
  );
  await page.getByRole('button', { name: 'Synchronisation' }).first().click();
  await expect(page.getByText('AUBERT Léa · ').first()).toBeVisible();
  mkdirSync(new URL('.', `file://${kPicture}`), { recursive: true });
  await page.screenshot({ path: kPicture, animations: 'disabled' });
} finally {
  await browser.close();
  await server.close();
}

async function create(page: Page, lastName: string, firstName: string): Promise<void> {
  await page.getByRole('button', { name: 'New patient' }).first().click();
  const form = page.getByRole('dialog', { name: 'New patient' });
  await form.getByRole('textbox', { name: 'Last name' }).fill(lastName);
  await form.getByRole('textbox', { name: 'First name' }).fill(firstName);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
}

/** Changes the phone number of the patient whose file is open. */
async function changePhone(page: Page, phone: string): Promise<void> {
  await page.getByRole('complementary', { name: 'Patient file' }).getByText('Edit').first().click();
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', { name: 'Phone' }).fill(phone);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
}
