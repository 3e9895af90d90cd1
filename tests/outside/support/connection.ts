import type { Page } from '@playwright/test';

/** The browser takes itself for offline, also after a reload; the pages are served as before. */
export async function seemOffline(page: Page): Promise<void> {
  const pretend = (): void => {
    const get = (): boolean => sessionStorage.getItem('seems offline') === null;
    Object.defineProperty(Navigator.prototype, 'onLine', { configurable: true, get });
  };
  await page.addInitScript(pretend);
  await page.evaluate(pretend);
  await page.evaluate(() => {
    sessionStorage.setItem('seems offline', 'yes');
    window.dispatchEvent(new Event('offline'));
  });
}

/** The end of `seemOffline`. */
export async function seemOnline(page: Page): Promise<void> {
  await page.evaluate(() => {
    sessionStorage.removeItem('seems offline');
    window.dispatchEvent(new Event('online'));
  });
}
