import type { Page } from '@playwright/test';

declare global {
  interface Window {
    rowCounts: Record<string, number[]>;
  }
}

/**
 * Counts the rows of the list in which `text` is written at each frame from now on: what people can
 * have seen. To be called while the page is open.
 */
export async function watchFrames(page: Page, text: string): Promise<void> {
  await page.evaluate((awaited) => {
    const counts = ((window.rowCounts ??= {})[awaited] = [] as number[]);
    const look = (): void => {
      const rows = [...document.querySelectorAll('li')].filter((row) =>
        row.textContent?.includes(awaited),
      );
      if (counts.at(-1) !== rows.length) counts.push(rows.length);
      requestAnimationFrame(look);
    };
    look();
  }, text);
}

/** The counts so far, each as often as it changed: [0, 1] for a row that came and stayed. */
export function seenCounts(page: Page, text: string): Promise<number[] | undefined> {
  return page.evaluate((awaited) => window.rowCounts[awaited], text);
}
