import { expect, test } from '../support/test.ts';

const sent = 'Rappel envoyé';

test.beforeEach(async ({ seed, seedServer }) => {
  await seedServer.call('POST', '/api/v1/patients', {
    first_name: 'Sam',
    last_name: test.info().testId,
  });
  await seed.open('/');
});

test('2.7: a reminder that is refused is shown at once and taken back, with the reason', async ({
  seed,
  page,
}) => {
  let refuse: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  await page.route('**/sms-reminders', async (route) => {
    await answered;
    await route.fulfill({
      status: 422,
      json: { error: { message: 'Le numéro de téléphone manque.' } },
    });
  });
  const row = seed.row(test.info().testId);
  await row.getByRole('button', { name: 'Rappel SMS' }).click();
  await expect(row.getByText(sent)).toBeVisible();
  refuse();
  await expect(row.getByRole('alert')).toHaveText(
    'Rappel non envoyé: Le numéro de téléphone manque.',
  );
  await expect(row.getByText(sent)).toHaveCount(0);
  await expect(row.getByRole('button', { name: 'Rappel SMS' })).toBeEnabled();
  await expect(seed.status).not.toContainText('en attente');
});

test('2.7: a reminder that is accepted stays, and forgets the refusal before it', async ({
  seed,
  page,
}) => {
  const row = seed.row(test.info().testId);
  await row.getByRole('button', { name: 'Rappel SMS' }).click();
  await expect(row.getByRole('alert')).toContainText('Rappel non envoyé');
  await page.route('**/sms-reminders', (route) =>
    route.fulfill({ status: 202, json: { success: true } }),
  );
  await row.getByRole('button', { name: 'Rappel SMS' }).click();
  await expect(row.locator('.badge[data-pending=false]')).toHaveText(sent);
  await expect(row.getByRole('alert')).toHaveCount(0);
});

test('2.7: offline a reminder is taken back and not kept: it is in memory only', async ({
  seed,
  page,
  context,
}) => {
  const row = seed.row(test.info().testId);
  await context.setOffline(true);
  await row.getByRole('button', { name: 'Rappel SMS' }).click();
  await expect(row.getByRole('alert')).toContainText('Rappel non envoyé');
  await expect(seed.status).not.toContainText('en attente');
  const retried: string[] = [];
  page.on('request', (request) => retried.push(request.url()));
  await context.setOffline(false);
  await expect(seed.status).toContainText('En ligne');
  expect(retried.filter((url) => url.includes('sms-reminders'))).toEqual([]);
});
