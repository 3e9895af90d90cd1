import type { Page } from '@playwright/test';
import type {} from './wire.ts';

/** The person's own setting, before the page starts: how long a change can be taken back. */
export async function undoFor(page: Page, seconds: number): Promise<void> {
  await page.addInitScript((undoSeconds) => {
    const { id } = JSON.parse(localStorage.getItem('clinic_person') ?? '{}') as { id?: string };
    if (id !== undefined)
      localStorage.setItem(`clinic_preferences_${id}`, JSON.stringify({ undoSeconds }));
  }, seconds);
}

/** What the page has to show, or to show no more: an element of this selector with this text in it. */
interface Awaited {
  selector: string;
  text: string;
  isShown: boolean;
}

/**
 * What a person does as soon as `done` says what they have done and the page shows it. It is done in the page itself:
 * they have some seconds for it, which a busy machine may need between two commands. To be called before `done` is there.
 * @returns the writes that had left until then, where they are watched (`watchWrites`)
 */
export function asSoonAs(
  page: Page,
  done: string,
  awaited: Awaited,
  act: 'click' | 'press Ctrl+Z' | 'reload',
): Promise<string[]> {
  return page.evaluate(
    ([said, { selector, text, isShown }, what]) =>
      new Promise<string[]>((resolve) => {
        const look = (): void => {
          const isThere = [...document.querySelectorAll(selector)].some((element) =>
            element.textContent?.includes(text),
          );
          const button = [...document.querySelectorAll('button')].find(
            ({ textContent }) => textContent === 'Annuler l’action',
          );
          if (isThere !== isShown || !button || !document.body.innerText.includes(said)) return;
          observer.disconnect();
          resolve((window.sentWrites ?? []).map(({ method }) => method));
          if (what === 'click') button.click();
          else if (what === 'reload') setTimeout(() => location.reload());
          else {
            const key = { key: 'z', code: 'KeyZ', ctrlKey: true, bubbles: true };
            document.body.dispatchEvent(new KeyboardEvent('keydown', key));
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    [done, awaited, act] as const,
  );
}
