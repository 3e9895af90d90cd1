import type { Locator, Page } from '@playwright/test';
import { noonDay, noonZone } from './support/noon.ts';
import { expect, test } from './support/test.ts';
import { visits } from './support/visits.ts';

test.use({ timezoneId: noonZone });

const place = (page: Page, name: string): Locator => page.getByRole('region', { name });

test('3.1, 4, 8: arrived, called in and left by one click each, offline as well, at the moment of the click; a step that cannot follow is refused with a reason, and the list goes back', async ({
  clinic,
  server,
  page,
  context,
}) => {
  const practitioner = await server.call('POST', '/api/v1/practitioners', {
    ...{ title: 'Dr', first_name: 'Wanda', last_name: 'Attente', specialty: 'Pédiatrie' },
  });
  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: 'Attend',
    first_name: 'Alma',
  });
  const now = Date.now();
  const { id } = await server.call('POST', '/api/v1/appointments', {
    patient_id: patient.id,
    practitioner_id: practitioner.id,
    starts_at: new Date(now).toISOString(),
    ends_at: new Date(now + 20 * 60_000).toISOString(),
  });
  const stored = () => server.call('GET', `/api/v1/appointments/${id}`);

  await page.goto(`${clinic.url}/salle-d-attente`);
  const expected = place(page, 'Attendus').getByRole('listitem').filter({ hasText: 'ATTEND Alma' });
  await expect(expected).toContainText('Dr Attente');
  await clinic.expectComplete();
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Arrivé : ATTEND Alma' }).click();
  const waiting = place(page, 'En attente')
    .getByRole('listitem')
    .filter({ hasText: 'ATTEND Alma' });
  await expect(waiting).toContainText('Arrivé à l’instant');
  await expect(waiting.getByText('En attente de synchronisation')).toBeAttached();
  const clicked = Date.now();
  await context.setOffline(false);
  await clinic.expectSynced();
  const arrived = await stored();
  expect(arrived.status).toBe('arrived');
  expect(Date.parse(String(arrived['arrived_at']))).toBeLessThanOrEqual(clicked);

  // In the agenda as well, by the keyboard, and put right where it was a slip.
  await page.goto(`${clinic.url}/agenda?praticien=${practitioner.id}&jour=${noonDay}`);
  const box = visits(page, 'ATTEND Alma');
  await expect(box).toContainText('Arrivé');
  await box.getByRole('button').first().focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Faire entrer : ATTEND Alma' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(box).toContainText('Avec le praticien');
  await page.getByRole('link', { name: 'Salle d’attente' }).first().click();
  await page.getByRole('button', { name: 'Autres actions : ATTEND Alma' }).click();
  await page.getByRole('menuitem', { name: 'Retour en salle d’attente' }).click();
  await page.getByRole('button', { name: 'Faire entrer : ATTEND Alma' }).click();
  await page.getByRole('button', { name: 'Parti : ATTEND Alma' }).click();
  await expect(place(page, 'Partis')).toContainText('ATTEND Alma');
  await clinic.expectSynced();
  const left = await stored();
  expect(left.status).toBe('completed');
  expect(left['left_at']).not.toBeNull();

  const rita = await server.call('POST', '/api/v1/practitioners', {
    ...{ first_name: 'Rita', last_name: 'Refus', specialty: 'Pédiatrie' },
  });
  const refused = await server.call('POST', '/api/v1/patients', {
    last_name: 'Refuse',
    first_name: 'Remi',
  });
  await server.call('POST', '/api/v1/appointments', {
    patient_id: refused.id,
    practitioner_id: rita.id,
    starts_at: new Date(now).toISOString(),
    ends_at: new Date(now + 20 * 60_000).toISOString(),
  });
  const arrive = page.getByRole('button', { name: 'Arrivé : REFUSE Remi' });
  await expect(arrive).toBeVisible();
  await server.behave('refuse');
  await arrive.click();
  await expect(clinic.notice).toContainText('REFUSE Remi');
  await expect(arrive).toBeVisible();
  await server.behave('normal');
});
