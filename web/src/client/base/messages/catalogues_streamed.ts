import { laterFile } from '../../../loader/later_file.js';
import type { Language } from '../../../types/options.js';
import type { Catalogue } from './catalogue.js';
import { en } from './en.js';

/**
 * Takes the place of `catalogues.ts` in `synchrone/streaming`: English is part of it, the other languages
 * are files of their own.
 */
export const catalogues: { en: Catalogue } & Partial<Record<Language, Catalogue>> = { en };

const load = {
  es: laterFile(() => import('./es.js')),
  fr: laterFile(() => import('./fr.js')),
};

/** Resolves when that language is loaded, or cannot be loaded now; sentences are then in English. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== 'en') Object.assign(catalogues, await load[language]());
}
