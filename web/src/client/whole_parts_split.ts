import { provideDiagnosticTexts } from './base/diagnostic_texts_streamed.js';
import { provideLanguages } from './base/messages/catalogues_streamed.js';
import * as diagnostics from './base/messages/diagnostics.js';
import { es } from './base/messages/es.js';
import { fr } from './base/messages/fr.js';
import { readList } from './reads/list_fetcher.js';
// By a path that web/vite.aliases.ts does not give to another file.
import * as lostChanges from '../client/look_ups/lost_changes.js';
import { loadLookUp } from './look_ups/lost_changes_streamed.js';
import { loadListReader } from './reads/read_list_streamed.js';
import * as rowCache from '../host/storage/row_cache.js';
import { loadRowCache } from '../host/storage/row_cache_streamed.js';
import * as sealing from '../host/storage/sealing.js';
import { provideSealing } from '../host/storage/with_sealing_streamed.js';

/** The parts that are files of their own are loaded from now on. */
export function provideParts(): void {
  loadListReader.provide({ readList });
  loadLookUp.provide(lostChanges);
  loadRowCache.provide(rowCache);
  provideSealing(sealing);
  provideLanguages({ es, fr });
  provideDiagnosticTexts(diagnostics.texts);
}
