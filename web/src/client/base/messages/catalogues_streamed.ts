import { laterFile } from '../../../loader/later_file.js';
import type { Language } from '../../../types/options.js';
import type { Catalogue } from './catalogue.js';
import { en } from './en.js';

/**
 * Takes the place of `catalogues.ts` in `synchrone/streaming`: of the languages, English is here, the
 * others are files of their own.
 */
export const catalogues: { en: Catalogue } & Partial<Record<Language, Catalogue>> = { en };

const load = {
  es: laterFile(() => import('./es.js')),
  fr: laterFile(() => import('./fr.js')),
};

/** Resolves when that language is here, or cannot be loaded now: then sentences are in English. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== 'en') Object.assign(catalogues, await load[language]());
}
