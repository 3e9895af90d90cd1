import { laterFile } from '../../../loader/later_file.js';
import type { Language } from '../../../types/options.js';
import type { Catalogue } from './catalogue.js';
import { en } from './en.js';

type Catalogues = Partial<Record<Language, Catalogue>>;

/**
 * Takes the place of `catalogues.ts` where languages are files of their own: English is part of it, the
 * others are not.
 */
export const catalogues: { en: Catalogue } & Catalogues = { en };

const load = {
  es: /* @__PURE__ */ laterFile(() => import('./es.js')),
  fr: /* @__PURE__ */ laterFile(() => import('./fr.js')),
};

/** Resolves with whether that language is loaded; where it cannot be loaded now, sentences are in English. */
export async function loadLanguage(language: Language): Promise<boolean> {
  if (language !== 'en' && !hasLanguage(language)) provideLanguages((await load[language]()) ?? {});
  return hasLanguage(language);
}

/** The sentences of that language are loaded. */
export const hasLanguage = (language: Language): boolean => catalogues[language] !== undefined;

/** Takes languages where they are in the bundle (`synchrone/whole`). */
export const provideLanguages = (given: Catalogues): void => {
  Object.assign(catalogues, given);
};
