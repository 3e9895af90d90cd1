import type { Page } from '@playwright/test';

/** The lists that are kept on the device whole: the head of a list is written last. */
export function keptLists(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('synchrone-sealed-rows');
        // The page itself makes the database: until then there is nothing.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onerror = () => resolve('');
        opening.onsuccess = () => {
          const reading = opening.result.transaction('chunks').objectStore('chunks').getAllKeys();
          reading.onsuccess = () => {
            opening.result.close();
            const heads = reading.result.filter((key) => String(key).endsWith('\nhead'));
            resolve(heads.join(' '));
          };
          reading.onerror = () => reject(reading.error as Error);
        };
      }),
  );
}
