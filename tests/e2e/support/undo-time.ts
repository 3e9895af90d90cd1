import type { Page } from '@playwright/test';

/** The person's own setting, before the page starts: how long a change can be taken back. */
export async function undoFor(page: Page, seconds: number): Promise<void> {
  await page.addInitScript((undoSeconds) => {
    const { id } = JSON.parse(localStorage.getItem('clinic_person') ?? '{}') as { id?: string };
    if (id !== undefined)
      localStorage.setItem(`clinic_preferences_${id}`, JSON.stringify({ undoSeconds }));
  }, seconds);
}
