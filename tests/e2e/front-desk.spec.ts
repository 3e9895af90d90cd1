import type { Page } from '@playwright/test';
import { noonDay, noonZone } from './support/noon.ts';
import { expect, test } from './support/test.ts';
import { visits } from './support/visits.ts';
import { asSoonAs, undoFor } from './support/undo-time.ts';

test.use({ timezoneId: noonZone });

declare global {
  interface Window {
    handCount: { clicks: number; keys: number };
    printed: number;
  }
}

/** Every pointer press and key press that the page gets, over its whole life; a modifier alone is not a key. */
async function countHands(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const known = sessionStorage.getItem('hand_count');
    window.handCount = known === null ? { clicks: 0, keys: 0 } : JSON.parse(known);
    const add = (what: 'clicks' | 'keys'): void => {
      window.handCount[what] += 1;
      sessionStorage.setItem('hand_count', JSON.stringify(window.handCount));
    };
    addEventListener('pointerdown', () => add('clicks'), { capture: true });
    addEventListener(
      'keydown',
      ({ key }) => {
        if (!['Control', 'Shift', 'Alt', 'Meta'].includes(key)) add('keys');
      },
      { capture: true },
    );
    window.printed = 0;
    window.print = () => {
      window.printed += 1;
    };
  });
  // A move and a cancellation can be taken back, as the person of the demonstration has not chosen.
  await undoFor(page, 15);
}

interface Counted {
  task: string;
  clicks: number;
  keys: number;
  seconds: number;
}

/** What the hands did for one task; `most` is what a task may need, typed text included. */
async function counted(
  page: Page,
  task: string,
  most: { clicks: number; keys: number },
  act: () => Promise<void>,
): Promise<Counted> {
  const before = await page.evaluate(() => ({ ...window.handCount }));
  const began = performance.now();
  await act();
  const after = await page.evaluate(() => ({ ...window.handCount }));
  const spent = { clicks: after.clicks - before.clicks, keys: after.keys - before.keys };
  expect.soft(spent.clicks, `${task}: clicks`).toBeLessThanOrEqual(most.clicks);
  expect.soft(spent.keys, `${task}: keys`).toBeLessThanOrEqual(most.keys);
  return { task, ...spent, seconds: (performance.now() - began) / 1000 };
}

test('9: a day at the front desk takes few clicks and keys: book, move, arrive, cancel, undo, print', async ({
  clinic,
  server,
  page,
}) => {
  const practitioner = await server.call('POST', '/api/v1/practitioners', {
    ...{ title: 'Dr', first_name: 'Fanny', last_name: 'Accueil', specialty: 'Pédiatrie' },
    // At any hour of any day: the script runs whenever the tests do.
    hours: [1, 2, 3, 4, 5, 6, 7].map((day) => `${day} 00:00-23:59`),
  });
  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: 'Matinal',
    first_name: 'Maud',
  });
  await countHands(page);
  await page.goto(`${clinic.url}/agenda?praticien=${practitioner.id}&jour=${noonDay}`);
  await expect(page.getByText('Dr Fanny Accueil')).toBeVisible();
  await clinic.expectAtRest();
  const box = visits(page, 'MATINAL');
  const day: Counted[] = [];

  day.push(
    await counted(page, 'book for a patient on the phone', { clicks: 2, keys: 11 }, async () => {
      await page.getByRole('button', { name: /(Créneau libre|Hors horaires) à 23:00/ }).click();
      const form = page.getByRole('dialog', { name: 'Nouveau rendez-vous' });
      await expect(form.getByRole('combobox', { name: 'Patient' })).toBeFocused();
      await page.keyboard.type('matinal');
      await page.getByRole('option', { name: 'MATINAL Maud' }).click();
      await page.keyboard.press('Control+Enter');
      await expect(box).toContainText('23:00');
    }),
    await counted(page, 'move it, and take that back', { clicks: 1, keys: 1 }, async () => {
      const moved = { selector: '[data-event-id]', text: '22:30', isShown: true };
      const undone = asSoonAs(page, 'déplacé', moved, 'press Ctrl+Z');
      const from = (await box.boundingBox())!;
      const perMinute = from.height / Number(await box.evaluate(minutesShown));
      await page.mouse.move(from.x + 30, from.y + 4);
      await page.mouse.down();
      await page.mouse.move(from.x + 30, from.y + 4 - 30 * perMinute, { steps: 4 });
      await page.mouse.up();
      await undone;
      await expect(box).toContainText('23:00');
    }),
    await counted(page, 'note that the patient is here', { clicks: 1, keys: 0 }, async () => {
      await box.hover();
      await page.getByRole('button', { name: 'Arrivé : MATINAL Maud' }).click();
      await expect(box).toContainText('Arrivé');
    }),
    await counted(page, 'print the day', { clicks: 2, keys: 0 }, async () => {
      await page.getByRole('button', { name: 'Affichage et impression' }).click();
      await page.getByRole('menuitem', { name: /Imprimer/ }).click();
      await expect.poll(() => page.evaluate(() => window.printed)).toBe(1);
    }),
    await counted(page, 'cancel it, and take that back', { clicks: 4, keys: 1 }, async () => {
      const cancelled = { selector: '[data-event-id]', text: 'MATINAL', isShown: false };
      const undone = asSoonAs(page, 'Rendez-vous annulé', cancelled, 'press Ctrl+Z');
      await box.getByRole('button').first().click();
      const form = page.getByRole('dialog', { name: 'Modifier le rendez-vous' });
      await form.getByRole('button', { name: 'Autres actions' }).click();
      await page.getByRole('menuitem', { name: 'Annuler le rendez-vous' }).click();
      const asked = page.getByRole('dialog', { name: 'Annuler ce rendez-vous ?' });
      await asked.getByRole('button', { name: 'Annuler le rendez-vous' }).click();
      await undone;
      await expect(box).toHaveCount(1);
    }),
  );
  await clinic.expectSynced();
  expect(await server.appointmentsOf(patient.id)).toHaveLength(1);

  const sum = (of: 'clicks' | 'keys' | 'seconds') => day.reduce((all, one) => all + one[of], 0);
  const total = {
    task: 'the day',
    clicks: sum('clicks'),
    keys: sum('keys'),
    seconds: sum('seconds'),
  };
  const lines = [...day, total].map(
    ({ task, clicks, keys, seconds }) =>
      `${task.padEnd(34)} ${String(clicks).padStart(2)} clicks ${String(keys).padStart(2)} keys ${seconds.toFixed(1).padStart(6)} s`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
});

/** The length of an appointment's box in minutes, as the agenda lays it out. */
function minutesShown(box: Element): string {
  const style = getComputedStyle(box);
  return style.getPropertyValue('--long');
}
