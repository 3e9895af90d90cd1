import { type Browser, type Locator, type Page } from '@playwright/test';

/** What the console of a page says of requests that have no answer. */
const noAnswer = /Failed to load resource/;

const synced = /^(Everything is synced|Synced at)/;

/**
 * A person makes Jean with the API, and Marie without it before a reload, on the page of `patients.jsx`.
 *
 * @returns the errors of the page and its console
 */
export async function visit(browser: Browser, url: string): Promise<string[]> {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  const errors = errorsOf(page);
  await page.goto(url);
  await make(page, 'Jean');
  await page.getByText(synced).waitFor();
  await context.route('**/api/**', (route) => route.abort());
  await make(page, 'Marie');
  // A request that leaves with its page may still arrive: its successor would wait 30 s for it.
  await page.getByText('Server unreachable').waitFor();
  await page.reload();
  await row(page, 'Marie').waitFor();
  await context.unroute('**/api/**');
  await page.getByText(synced).waitFor();
  await context.close();
  return errors;
}

/** Makes a patient by the form of `patients.jsx`. */
export async function make(page: Page, name: string, button = 'New'): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: button }).click();
  await row(page, name).waitFor();
}

/** The patient of that name in the list. */
export const row = (page: Page, name: string): Locator =>
  page.getByRole('listitem').filter({ hasText: name });

function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !noAnswer.test(message.text())) errors.push(message.text());
  });
  return errors;
}
