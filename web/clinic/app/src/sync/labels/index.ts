import type { Language } from 'synchrone';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr, type SyncLabels } from './fr.ts';

export type { SyncLabels } from './fr.ts';

/** The labels of the sync pieces, by language. */
export const syncLabels: Readonly<Record<Language, SyncLabels>> = { fr, en, es };
