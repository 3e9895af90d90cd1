import type { Language } from '../../types/index.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr, type SyncLabels } from './fr.js';

export type { SyncLabels } from './fr.js';

/** The labels of the sync pieces, by language. */
export const syncLabels: Readonly<Record<Language, SyncLabels>> = { fr, en, es };
