import type { Language } from '../../../types/options.js';
import type { Catalogue } from './catalogue.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';

/** The languages that are loaded. */
export const catalogues: { en: Catalogue } & Partial<Record<Language, Catalogue>> = { en, es, fr };
