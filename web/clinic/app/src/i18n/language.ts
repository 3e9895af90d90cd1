import type { Messages } from './fr.ts';

export type Language = 'fr' | 'en' | 'es';

/** Every language of the clinic by its own name, French first. */
export const languageNames: Readonly<Record<Language, string>> = {
  fr: 'Français',
  en: 'English',
  es: 'Español',
};

const loaders: Readonly<Record<Language, () => Promise<Messages>>> = {
  fr: async () => (await import('./fr.ts')).fr,
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
};
const loaded = new Map<Language, Messages>();

/** Loads the sentences of a language; a person reads one. */
export async function loadLanguage(language: Language): Promise<void> {
  if (!loaded.has(language)) loaded.set(language, await loaders[language]());
}

/** The sentences of a language that has been loaded. */
export function messagesOf(language: Language): Messages {
  const messages = loaded.get(language);
  if (messages === undefined) throw new Error(`The language ${language} has not been loaded.`);
  return messages;
}

const storageKey = 'clinic_language';

/** Whether `value` names a language that the clinic speaks. */
export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(languageNames, value);
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

/** The language that the page starts in. */
export function initialLanguage(): Language {
  return preferredLanguage(readStoredLanguage(), navigator.languages);
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
