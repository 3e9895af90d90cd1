import type { Locator, Page } from '@playwright/test';

/**
 * The visits in the agenda whose text holds `text`, once they can be acted on: until the lists have been read, a day is
 * there to be looked at, and is inert.
 */
export function visits(page: Page, text = ''): Locator {
  return page.locator('[data-event-id]:not([inert] [data-event-id])').filter({ hasText: text });
}
