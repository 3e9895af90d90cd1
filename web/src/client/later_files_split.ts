import { loadDiagnosticTexts } from './base/diagnostic_texts_streamed.js';
import { LANGUAGES } from './base/messages/catalogue.js';
import { hasLanguage, loadLanguage } from './base/messages/catalogues_streamed.js';
import type { LaterFileParts } from './later_files.js';
import { loadLookUp } from './look_ups/lost_changes_streamed.js';
import { loadListReader } from './reads/read_list_streamed.js';
import { loadRowCache } from '../host/storage/row_cache_streamed.js';
import { loadSealing } from '../host/storage/with_sealing_streamed.js';

/** The first pause before files that could not be loaded are tried again; doubled each time. */
const AGAIN_MS = 10_000;

/**
 * Takes the place of `later_files.ts` in the ES modules of `synchrone`. What a page needs later, or not at
 * all, are files of their own, as in `synchrone/streaming`: they are loaded once the engine has started,
 * what a first change needs before the others, so that nothing is missing when the network goes.
 */
export function loadLaterFiles(parts: LaterFileParts, againMs = AGAIN_MS): void {
  void loadAll(parts).then((isAll) => {
    if (!isAll) parts.after('later-files', againMs, () => loadLaterFiles(parts, 2 * againMs));
  });
}

async function loadAll({ language, languageCame }: LaterFileParts): Promise<boolean> {
  const own = language();
  const isNew = !hasLanguage(own);
  const ownWords = [loadDiagnosticTexts(), loadLanguage(own)];
  const first = [loadListReader(), loadLookUp(), loadRowCache(), ...ownWords];
  const loaded = await Promise.all<unknown>(first);
  if (isNew) languageCame();
  const rest = [loadSealing(), ...LANGUAGES.map(loadLanguage)];
  const others = await Promise.all<unknown>(rest);
  if (language() !== own) languageCame();
  return [...loaded, ...others].every(Boolean);
}
