import { beforeAll, expect } from 'vitest';
import { loadLanguage } from '../../../web/src/client/base/messages/catalogues_streamed.js';
import { loadLookUp } from '../../../web/src/client/look_ups/lost_changes_streamed.js';
import { loadListReader } from '../../../web/src/client/reads/read_list_streamed.js';
import { loadNetwork } from '../../../web/src/host/with_network_streamed.js';
import { loadRowCache } from '../../../web/src/host/storage/row_cache_streamed.js';
import { loadSealing } from '../../../web/src/host/storage/with_sealing_streamed.js';

// The suites of ../client and ../host let no time pass in which a file could come.
beforeAll(async () => {
  if (expect.getState().testPath?.includes('/streaming_parts/') === true) return;
  const parts = [loadNetwork(), loadRowCache(), loadLookUp(), loadListReader(), loadSealing()];
  await Promise.all([...parts, loadLanguage('fr')]);
});
