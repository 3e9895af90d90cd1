import type { BrowserContext, Locator } from '@playwright/test';
import type { ClinicPage } from '../support/clinic-page.ts';
import type { ClinicServer } from '../support/clinic-server.ts';
import { expect, test } from '../support/test.ts';

/** One person changes the phone offline; meanwhile another person changes phone and city on the server. */
async function meetConflict(
  clinic: ClinicPage,
  server: ClinicServer,
  context: BrowserContext,
  lastName: string,
): Promise<void> {
  const { id } = await server.call('POST', '/api/v1/patients', {
    last_name: lastName,
    first_name: 'Chris',
    phone: '0600000020',
    city: 'Lyon',
  });
  await clinic.openPatients();
  await clinic.openFile(`${lastName.toUpperCase()} Chris`);
  await context.setOffline(true);
  await clinic.changePhone('0600000021');
  await server.call('PATCH', `/api/v1/patients/${id}`, { phone: '0600000022', city: 'Bron' });
  await context.setOffline(false);
  await expect(clinic.notice).toContainText('Conflit');
}

const colourOf = (place: Locator, property: string): Promise<string> =>
  place.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

test('3.8, 9.2: a conflict shows base, mine and server by field, who and when; "mine" is sent over the server’s version, or each field as it is chosen', async ({
  clinic,
  server,
  page,
  context,
}) => {
  await meetConflict(clinic, server, context, 'Conflit');
  await expect(clinic.row('CONFLIT Chris')).toContainText('06 00 00 00 22');
  await expect(clinic.row('CONFLIT Chris').getByText('En conflit, à traiter')).toBeAttached();

  // The SyncInspector has the conflict in the colour that it has everywhere else.
  const noticed = await colourOf(clinic.notice.locator('.sync-kind'), 'color');
  await page.getByRole('link', { name: 'Synchronisation' }).click();
  const mark = page.locator('.sync-lane-entry', { hasText: 'Conflit' });
  expect(await colourOf(mark, 'border-inline-start-color')).toBe(noticed);
  await page.goBack();

  const compare = clinic.notice.getByRole('button', { name: 'Comparer' });
  const dialog = page.getByRole('dialog', { name: 'Deux versions de la même fiche' });
  await compare.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(compare).toBeFocused();
  await compare.press('Enter');
  await expect(dialog.getByRole('row', { name: 'Téléphone' }).getByRole('cell')).toHaveText([
    '06 00 00 00 20',
    '06 00 00 00 21',
    '06 00 00 00 22',
  ]);
  await expect(dialog.getByRole('row', { name: 'Ville' }).getByRole('cell')).toHaveText([
    'Lyon',
    'Lyon',
    'Bron',
  ]);

  await dialog.getByRole('button', { name: 'Réessayer avec vos changements' }).click();
  await expect(dialog).toHaveCount(0);
  await clinic.expectSynced();
  expect(await server.patientsNamed('Conflit')).toMatchObject([
    { phone: '0600000021', version: 3 },
  ]);
  await expect(clinic.row('CONFLIT Chris')).toContainText('06 00 00 00 21');

  // Another patient, of whom a colleague with a name changes both fields.
  const { id: chosen } = await server.call('POST', '/api/v1/patients', {
    ...{ last_name: 'Choix', first_name: 'Chris', phone: '0600000020', city: 'Lyon' },
  });
  await clinic.openFile('CHOIX Chris');
  await context.setOffline(true);
  await clinic.file.getByRole('button', { name: 'Modifier' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', { name: 'Téléphone' }).fill('0600000021');
  await form.getByRole('textbox', { name: 'Ville' }).fill('Bron');
  await clinic.save();
  const colleague = await server.personOf('doctor');
  await colleague.patch(`/api/v1/patients/${chosen}`, { phone: '0600000022', city: 'Oullins' });
  await context.setOffline(false);
  await expect(clinic.notice).toContainText('Conflit');
  await clinic.notice.getByRole('button', { name: 'Comparer' }).click();
  await expect(dialog).toContainText(
    new RegExp(
      `${colleague.name} a enregistré l’autre version le \\S+ (1er|\\d+) \\S+ \\d\\d:\\d\\d\\.`,
    ),
  );
  await dialog.getByRole('radio', { name: 'Ville, Sur le serveur' }).check();
  await dialog.getByRole('button', { name: 'Enregistrer ces choix' }).click();
  await expect(dialog).toHaveCount(0);
  await clinic.expectSynced();
  expect(await server.call('GET', `/api/v1/patients/${chosen}`)).toMatchObject({
    ...{ phone: '0600000021', city: 'Oullins', version: 3 },
  });

  // One that is found before the change has left names who has saved the other version.
  const { id: early } = await server.call('POST', '/api/v1/patients', {
    ...{ last_name: 'Avant', first_name: 'Chris', phone: '0600000020' },
  });
  await clinic.openFile('AVANT Chris');
  // What colleagues change still comes.
  await page.getByRole('button', { name: 'Synchronisation' }).first().click();
  await page.getByRole('button', { name: 'Travailler hors ligne' }).click();
  await page.keyboard.press('Escape');
  await clinic.changePhone('0600000021');
  const nurse = await server.personOf('nurse');
  await nurse.patch(`/api/v1/patients/${early}`, { phone: '0600000022' });
  await clinic.notice.getByRole('button', { name: 'Comparer' }).click();
  await expect(dialog).toContainText(`${nurse.name} a enregistré l’autre version le`);
});

test('3.8, 9.2: "Utiliser la version du serveur" gives mine up @long', async ({
  clinic,
  server,
  context,
}) => {
  await meetConflict(clinic, server, context, 'Cede');
  await clinic.notice.getByRole('button', { name: 'Utiliser la version du serveur' }).click();
  await expect(clinic.notice).toHaveCount(0);
  await clinic.expectSynced();
  await expect(clinic.row('CEDE Chris')).toContainText('06 00 00 00 22');
  expect(await server.patientsNamed('Cede')).toMatchObject([{ phone: '0600000022', version: 2 }]);
});

async function bottomOf(place: Locator): Promise<number> {
  const box = await place.boundingBox();
  return box === null ? NaN : box.y + box.height;
}

test.describe('320 px wide', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('9.2, 9.3: a notice with a long name leaves the buttons of the file in sight, and the comparison the fields @long', async ({
    clinic,
    server,
    page,
    context,
  }) => {
    await meetConflict(clinic, server, context, 'Montgolfier-Delacroix de la Rochefoucauld');
    const edit = clinic.file.getByRole('button', { name: 'Modifier' });
    const isOnTop = (): Promise<boolean> =>
      edit.evaluate((button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
    expect(await isOnTop()).toBe(true);
    expect((await clinic.notice.boundingBox())?.height).toBeLessThan(640 * 0.4);
    // However high the bar below them is: the status may need three lines.
    const bar = page.getByRole('navigation').locator('..');
    await bar.evaluate((element) => (element.style.minHeight = '150px'));
    const notices = page.getByRole('region', { name: 'Changements à traiter' });
    await expect.poll(async () => bottomOf(notices)).toBe(640 - 150);

    // The tabs of the file are in one line.
    const tabs = await clinic.file.getByRole('tab').all();
    const tops = await Promise.all(tabs.map(async (tab) => (await tab.boundingBox())?.y));
    expect(new Set(tops).size).toBe(1);

    await clinic.notice.getByRole('button', { name: 'Comparer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Deux versions de la même fiche' });
    for (const name of ['Utiliser la version du serveur', 'Réessayer avec vos changements'])
      await expect(dialog.getByRole('button', { name })).toBeInViewport();
    await expect(dialog.getByRole('cell').filter({ hasText: '06 00 00 00 22' })).toBeInViewport();
    await dialog.getByRole('button', { name: 'Décider plus tard' }).click();
    await expect(clinic.notice).toBeVisible();
  });
});
