import { layers, type LayerName } from './data_layers/applications/names.ts';
import { test } from './data_layers/clinic.ts';
import { needs } from './data_layers/needs.ts';

// BEHAVIOUR 2.8, 2.9: the same screens over each data layer, with its own cache in real storage. With
// TanStack Query, `npm test` does what asks a browser for tabs, storage or its events; with RTK Query that
// in which they differ most. tests/web does the others with all layers, over storage and an API of its own.

for (const [layer, title] of Object.entries(layers)) {
  test.describe(title, () => {
    for (const { title, isQuick, isLong, run } of needs) {
      const isNow = (layer === 'query' && !isLong) || (layer === 'rtk' && isQuick);
      const tag = isNow ? [] : ['@long'];
      test(title, { tag }, ({ clinic }) => run(clinic, layer as LayerName));
    }
  });
}
