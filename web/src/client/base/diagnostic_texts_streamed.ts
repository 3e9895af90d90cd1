import { laterFile } from '../../loader/later_file.js';
import type { DiagnosticTexts } from './messages/diagnostics.js';

/**
 * Takes the place of `diagnostic_texts.ts` in `synchrone/streaming`, where the texts are a file of their
 * own: until it is loaded, a diagnostic gives its code.
 */
export const texts: Partial<DiagnosticTexts> = {};

const load = laterFile(() => import('./messages/diagnostics.js'));

export async function loadDiagnosticTexts(): Promise<void> {
  Object.assign(texts, (await load())?.texts);
}
