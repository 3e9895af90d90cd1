import type { Page } from '@playwright/test';
import { keptLists } from '../support/kept-lists.ts';
import { demoPerson } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

/**
 * All that this browser keeps of the clinic, as text: localStorage, sessionStorage, every IndexedDB database, every answer
 * in Cache Storage.
 */
function keptOnDevice(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
    const textOf = (value: unknown): string =>
      ArrayBuffer.isView(value)
        ? new TextDecoder('latin1').decode(value)
        : JSON.stringify(value, (_, inner: unknown) =>
            ArrayBuffer.isView(inner) ? textOf(inner) : inner,
          );
    const texts = [{ ...localStorage }, { ...sessionStorage }].map(textOf);
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([
          done(objects.getAllKeys()),
          done(objects.getAll()),
        ]);
        texts.push(`${name} ${store}`, ...[...keys, ...(values as unknown[])].map(textOf));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        texts.push(request.url, (await answer?.text()) ?? '');
      }
    }
    return texts.join('\n');
  });
}

test('7.1b, 7.4: nothing that a person typed or the server said is in clear on the device, and a password opens it offline', async ({
  clinic,
  server,
  page,
  context,
}) => {
  await server.call('POST', '/api/v1/patients', {
    last_name: 'Duchiffre',
    first_name: 'Diane',
  });
  const words = /duchiffre|scelleval|06 ?12 ?34 ?56 ?78/i;
  const nothingInClear = async (): Promise<void> => {
    expect((await keptOnDevice(page)).match(words)?.[0]).toBeUndefined();
  };
  await clinic.openPatients();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => keptLists(page)).toContain('/api/v1/patients');
  await clinic.openFile('DUCHIFFRE Diane');
  await clinic.changePhone('0612345678');
  await clinic.expectSynced();
  await nothingInClear();

  // Signed in, without a network.
  await context.setOffline(true);
  await clinic.createPatient({ lastName: 'Scelleval', firstName: 'Sam' });
  await expect(clinic.status).toContainText('⏳ 1 changement');
  const isSealed = async () => (await keptOnDevice(page)).includes('synchrone:sealed:1:');
  await expect.poll(isSealed).toBe(true);
  await nothingInClear();

  // A reload, before it is unlocked, and after.
  await page.reload();
  await expect(page.getByText('Votre mot de passe l’ouvre')).toBeVisible();
  await expect(page.getByText(/DUCHIFFRE|SCELLEVAL/)).toHaveCount(0);
  await nothingInClear();
  await page.getByRole('button', { name: 'Une autre personne' }).click();
  await expect(page.getByRole('alert')).toContainText('personne ne pourrait se connecter');
  await page.getByRole('button', { name: 'Annuler' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Une autre personne' })).toBeFocused();
  await clinic.unlock('admin', 'un autre');
  await expect(page.getByRole('alert')).toContainText('Ce n’est pas le mot de passe');
  await clinic.unlock();
  await expect(clinic.status).toContainText('⏳ 1 changement');
  await expect(clinic.row('SCELLEVAL Sam')).toBeVisible();
  await nothingInClear();

  // Signed out: "Garder sur ce poste".
  await page.getByRole('button', { name: 'Menu de l’application' }).click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
  const dialog = page.getByRole('dialog', { name: 'Se déconnecter' });
  await expect(dialog).toContainText('Il est chiffré sur ce poste.');
  await expect(dialog).toContainText('vous ne pourrez vous reconnecter qu’à son retour');
  await dialog.getByRole('radio', { name: 'Garder sur ce poste' }).click();
  await dialog.getByRole('button', { name: 'Se déconnecter' }).click();
  await expect(page.getByText('1 changement attend ici le retour de son auteur')).toBeVisible();
  await nothingInClear();
  const keys = await page.evaluate(() => Object.keys(localStorage).join());
  expect(keys).not.toContain('clinic_wrapped_key');
  expect(await server.patientsNamed('Scelleval')).toEqual([]);

  // The next sign-in brings the key, and the change is sent.
  await context.setOffline(false);
  await page.reload();
  await page
    .getByRole('region', { name: 'Démonstration' })
    .getByRole('button', { name: demoPerson('admin').name })
    .click();
  await expect.poll(() => server.patientsNamed('Scelleval')).toHaveLength(1);
  await clinic.expectSynced();
  await nothingInClear();
});
