import type { BrowserContext } from '@playwright/test';
import type { ClinicServer } from '../support/clinic-server.ts';
import { seenCounts, watchFrames } from '../support/frames.ts';
import type { SeedPage } from '../support/seed-page.ts';
import { expect, test } from '../support/test.ts';

/**
 * Step 5 of the seed, taken by the application itself in a context without a line of the library. What is
 * Option B's as well as Option A's, tests/web/react/seed_document.test.tsx proves of both.
 */
const options = [
  { option: 'A (updatePatient with the id of the backend)', letter: 'A', path: '/option-a.html' },
  { option: 'B (a full resync)', letter: 'B', path: '/option-b.html' },
] as const;

/** Each patient of that family name is one row, which has the id that the server has given. */
async function expectServersRows(
  tab: SeedPage,
  server: ClinicServer,
  name: string,
  count: number,
): Promise<void> {
  await expect(tab.status).not.toContainText('en attente');
  const stored = await server.patientsNamed(name);
  expect(stored).toHaveLength(count);
  await expect(tab.row(name)).toHaveCount(count);
  for (const { id, first_name } of stored) {
    await expect(tab.row(`${String(first_name)} ${name}`)).toHaveAttribute('data-id', id);
  }
}

/** Keeps requests that create a patient of that first name on their way until the returned function is called. */
async function holdCreates(context: BrowserContext, firstName: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route('**/api/v1/patients', async (route) => {
    if (route.request().postData()?.includes(firstName)) await released;
    await route.continue();
  });
  return release;
}

/** Another user makes a patient, which the application sees only by reading its list again. */
async function arriveElsewhere(server: ClinicServer, name: string): Promise<void> {
  await server.call('POST', '/api/v1/patients', { first_name: 'Venue', last_name: name });
}

/** The application has done what its option does after a confirmation. */
async function expectConfirmationTaken(
  tab: SeedPage,
  letter: 'A' | 'B',
  elsewhere: string,
): Promise<void> {
  await expect(
    letter === 'A' ? tab.page.getByText('Patient confirmé') : tab.row(elsewhere),
  ).toBeVisible();
}

for (const { option, letter, path } of options) {
  const again = letter === 'A' ? '' : ' @long';

  test(`1, 3.5: Option ${option} ends with one row of the server's id, the same on screen from the first frame on`, async ({
    seed,
    seedServer,
  }) => {
    const [name, elsewhere] = [`Seul${letter}`, `Passage${letter}`];
    await seed.open(path);
    await arriveElsewhere(seedServer, elsewhere);
    await seedServer.behave('hold');
    await watchFrames(seed.page, name);
    await seed.create('Jean', name);
    await expect(seed.row(name)).toBeVisible();
    await seed.row(name).evaluate((row) => row.setAttribute('title', 'kept'));
    await seedServer.behave('normal');
    await expectServersRows(seed, seedServer, name, 1);
    await expectConfirmationTaken(seed, letter, elsewhere);
    await expect(seed.row(name)).toHaveAttribute('title', 'kept');
    expect(await seenCounts(seed.page, name)).toEqual([0, 1]);
  });

  test(`2.9, 3.5: Option ${option} while another create is pending loses neither, in no frame${again}`, async ({
    seed,
    seedServer,
    context,
  }) => {
    const [name, elsewhere] = [`Paire${letter}`, `Accueil${letter}`];
    await seed.open(path);
    await arriveElsewhere(seedServer, elsewhere);
    const release = await holdCreates(context, 'Lente');
    for (const first of ['Lente', 'Rapide']) await watchFrames(seed.page, `${first} ${name}`);
    await seed.create('Lente', name);
    await seed.create('Rapide', name);
    await seed.row(`Rapide ${name}`).evaluate((row) => row.setAttribute('title', 'kept'));
    await expectConfirmationTaken(seed, letter, elsewhere);
    await expect(seed.row(`Rapide ${name}`)).toHaveAttribute(
      'data-id',
      (await seedServer.patientsNamed(name))[0]?.id ?? '',
    );
    await expect(seed.status).toContainText('⏳ 1 changement en attente de sync');
    await expect(seed.row(`Lente ${name}`)).toBeVisible();

    release();
    await expectServersRows(seed, seedServer, name, 2);
    await expect(seed.row(`Rapide ${name}`)).toHaveAttribute('title', 'kept');
    for (const first of ['Lente', 'Rapide'])
      expect(await seenCounts(seed.page, `${first} ${name}`)).toEqual([0, 1]);
  });

  test(`1, 3.5: Option ${option} offline waits, and replaces the ids when the network is back${again}`, async ({
    seed,
    seedServer,
    context,
  }) => {
    const name = `Nuit${letter}`;
    await seed.open(path);
    await context.setOffline(true);
    for (const first of ['Un', 'Deux']) await watchFrames(seed.page, `${first} ${name}`);
    await seed.create('Un', name);
    await seed.create('Deux', name);
    await expect(seed.row(name)).toHaveCount(2);
    await expect(seed.status).toContainText('Hors ligne');
    await expect(seed.status).toContainText('⏳ 2 changements en attente de sync');
    await context.setOffline(false);
    await expectServersRows(seed, seedServer, name, 2);
    for (const first of ['Un', 'Deux'])
      expect(await seenCounts(seed.page, `${first} ${name}`)).toEqual([0, 1]);
  });

  test(`2.8, 6.2: Option ${option} in two tabs that were offline: each shows what it made once, a reload shows all${again}`, async ({
    seed,
    seedServer,
    context,
  }) => {
    const name = `Deux${letter}`;
    const other = await seed.openTwice(path);
    await context.setOffline(true);
    await seed.create('Un', name);
    await other.create('Autre', name);
    for (const tab of [seed, other])
      await expect(tab.status).toContainText('⏳ 2 changements en attente de sync');
    await context.setOffline(false);
    for (const [tab, first] of [
      [seed, 'Un'],
      [other, 'Autre'],
    ] as const) {
      await expect(tab.status).not.toContainText('en attente');
      await expect(tab.row(`${first} ${name}`)).toHaveCount(1);
      if (letter === 'A') await tab.page.reload();
      await expectServersRows(tab, seedServer, name, 2);
    }
  });
}

test('2.3: with Option A a refused create is taken out and reported, and its retry ends with one row', async ({
  seed,
  seedServer,
}) => {
  await seed.open('/option-a.html');
  await seedServer.behave('refuse');
  await seed.create('Jean', 'RefusA');
  await expect(seed.alert('Impossible de créer')).toBeVisible();
  await expect(seed.row('RefusA')).toHaveCount(0);
  await seedServer.behave('normal');
  await seed.page.getByRole('button', { name: 'Réessayer' }).click();
  await expectServersRows(seed, seedServer, 'RefusA', 1);
});
