import { laterFile } from '../../loader/later_file.js';
import type { DiagnosticTexts } from './messages/diagnostics.js';

/**
 * Takes the place of `diagnostic_texts.ts` where the texts are a file of their own: until it is loaded, a
 * diagnostic gives its code.
 */
export const texts: Partial<DiagnosticTexts> = {};

const load = /* @__PURE__ */ laterFile(() => import('./messages/diagnostics.js'));

/** Resolves with whether the texts are loaded. */
export async function loadDiagnosticTexts(): Promise<boolean> {
  provideDiagnosticTexts((await load())?.texts ?? {});
  return texts.client !== undefined;
}

/** Takes the texts where they are in the bundle (`synchrone/whole`). */
export const provideDiagnosticTexts = (given: Partial<DiagnosticTexts>): void => {
  Object.assign(texts, given);
};
