import type { Diagnostic } from '../../types/mutation_queue.js';
import { texts } from './diagnostic_texts.js';
import type { DiagnosticTexts } from './messages/diagnostics.js';

/** Code of one of the client's own diagnostics. */
export type ClientDiagnostic = keyof DiagnosticTexts['client'];

/** Code of one of the React layer's own diagnostics. */
export type ReactDiagnostic = keyof DiagnosticTexts['react'];

const known: Partial<Record<keyof DiagnosticTexts, Readonly<Record<string, string>>>> = texts;

/** A diagnostic of ours. @param about the ids that it names */
export function diagnostic(
  layer: keyof DiagnosticTexts,
  code: ClientDiagnostic | ReactDiagnostic,
  about: { resource?: string; mutation?: string } = {},
): Diagnostic {
  return { code, message: known[layer]?.[code] ?? code, ...about };
}
