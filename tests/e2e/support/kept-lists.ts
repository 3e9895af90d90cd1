import type { Page } from '@playwright/test';

/** The lists of which rows are kept on the device. */
export function keptLists(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('synchrone-rows');
        opening.onerror = () => reject(opening.error as Error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('chunks').objectStore('chunks').getAllKeys();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.join(' '));
          };
          reading.onerror = () => reject(reading.error as Error);
        };
      }),
  );
}
