import type { Page } from '@playwright/test';

/** Nothing that waits for seconds comes about: what a page does only because it is slow. To be called before it is opened. */
export async function withoutLongTimers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = ((work: TimerHandler, ms?: number, ...rest: unknown[]) =>
      ms !== undefined && ms >= 3_000 ? 0 : setTimeout(work, ms, ...rest)) as typeof setTimeout;
  });
}
