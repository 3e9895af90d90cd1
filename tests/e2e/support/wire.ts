import type { Page } from '@playwright/test';

/** One request to the API that changes something, as the page sent it. */
export interface SentWrite {
  method: string;
  path: string;
  key: string | null;
  /** Whether the text given to `watchWrites` was on screen when the request left. */
  shownBefore: boolean;
}

declare global {
  interface Window {
    sentWrites: SentWrite[];
  }
}

/**
 * Records every write of records from inside the page, at the moment in which `fetch` is called: what was on screen then is
 * what people saw without any help of the network. To be called before the page is opened.
 */
export async function watchWrites(page: Page, text: string): Promise<void> {
  await page.addInitScript((awaited) => {
    window.sentWrites = [];
    const realFetch = window.fetch;
    window.fetch = (input, init) => {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      const isWrite =
        !['GET', 'HEAD'].includes(request.method) && !pathname.startsWith('/api/v1/auth/');
      if (isWrite && pathname.startsWith('/api/')) {
        window.sentWrites.push({
          method: request.method,
          path: pathname,
          key: request.headers.get('Idempotency-Key'),
          shownBefore: document.body.innerText.includes(awaited),
        });
      }
      return realFetch(input, init);
    };
  }, text);
}

/** The writes that have left so far, in order. */
export function sentWrites(page: Page): Promise<SentWrite[]> {
  return page.evaluate(() => window.sentWrites);
}
