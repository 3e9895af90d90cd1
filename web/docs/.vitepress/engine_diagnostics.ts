// The diagnostics of the engine: in English as its sources have them, and in French.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const engine = join(fileURLToPath(new URL('.', import.meta.url)), '../../../core/engine');
const kDiagnostic = /\bDiagnose\(\s*"([A-Z_]+)",\s*((?:"[^"]*"\s*)+)/g;

/** What each diagnostic of the engine says, by its code. */
export function engineDiagnostics(): Map<string, string> {
  const files = readdirSync(engine, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.cc')).sort();
  return new Map(
    sources
      .map((file) => readFileSync(join(engine, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(kDiagnostic)])
      .map(([, code = '', literals = '']) => [code, literals.replace(/"\s*"|^"|"\s*$/g, '')]),
  );
}

/** The same in French. */
export const engineDiagnosticsInFrench: Readonly<Record<string, string>> = {
  RECORD_MADE_ANEW:
    'L’API a répondu 201 à une modification : l’enregistrement n’existait plus, un collègue l’a peut-être supprimé, et elle l’a recréé. Qu’elle réponde 404, ou donnez aux enregistrements une version, envoyée comme `If-Match`.',
  PATCH_NOT_SUPPORTED:
    'L’API n’a pas de PATCH pour cet endpoint : les modifications partent désormais par PUT. Dites-le par l’option `method: ’PUT’`.',
  BATCH_NOT_UNDERSTOOD:
    'L’API n’a pas répondu à un lot comme le contrat le dit : les changements partent un par un pendant un moment. Vérifiez l’option `batch: { endpoint, maxEntries }`.',
  STORAGE_DENIED:
    'Le stockage ne peut être lu : les changements vivent en mémoire. Autorisez les données de site pour cette page.',
  STORAGE_UNREADABLE:
    'Un enregistrement stocké ne peut être lu pour l’instant. Il est relu au moins une fois par minute : gardez la page ouverte, les changements vivent en mémoire d’ici là.',
  DAMAGED_RECORDS:
    'Des enregistrements stockés sont illisibles. Ils ont été déplacés sous `synchrone:1:quarantine:`, les autres sont intacts.',
  NEWER_FORMAT:
    'Des enregistrements stockés viennent d’une version plus récente et l’attendent, intacts.',
  USER_CHANGED_ELSEWHERE:
    'Un autre onglet a connecté quelqu’un d’autre. Celui-ci n’envoie rien tant que `setUser()` ou un rechargement n’a pas dit qui travaille ici.',
  IMPORT_INCOMPLETE:
    'Des éléments de l’ancienne file sont illisibles. Ils ont été copiés sous `synchrone:1:quarantine:medicalPro_mutation_queue`.',
};
