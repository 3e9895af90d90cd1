import { en } from './en.ts';
import { es } from './es.ts';
import { fr, type Messages } from './fr.ts';

export type Language = 'fr' | 'en' | 'es';

/** Every language of the clinic, French first. */
export const languages: Readonly<Record<Language, Messages>> = { fr, en, es };

const storageKey = 'clinic_language';

/** Whether `value` names a language that the clinic speaks. */
export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(languages, value);
}

/** The language that the person chose, else the browser's first one that we speak, else French (9.3). */
export function preferredLanguage(
  stored: string | null,
  browserLanguages: readonly string[],
): Language {
  if (isLanguage(stored)) return stored;
  for (const tag of browserLanguages) {
    const primary = tag.split('-')[0]?.toLowerCase();
    if (isLanguage(primary)) return primary;
  }
  return 'fr';
}

/** What was chosen on this device, or null when nothing was, or storage is denied. */
export function readStoredLanguage(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** Keeps the choice on this device; without storage it lasts until the page is closed. */
export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // The choice is a comfort: losing it must not disturb the work.
  }
}
