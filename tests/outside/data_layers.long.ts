import { layers, type LayerName } from './data_layers/applications/names.ts';
import { test } from './data_layers/clinic.ts';

// BEHAVIOUR 2.9: what a page remembers for half a minute is not all that it has to remember.

for (const [layer, title] of Object.entries(layers)) {
  test.describe(title, () => {
    test('what was confirmed stays without any read, also after a change half a minute later', async ({
      clinic,
    }) => {
      clinic.has(clinic.api.rows, false);
      const tab = await clinic.open(layer as LayerName, '&unread');
      await tab.shows({ all: 'Eve Bob Ann', Lyon: 'Eve Ann', detail: 'Eve' });
      await tab.work();
      await tab.isDrained();
      const confirmed = await tab.page.evaluate(() => performance.now());
      await tab.page.waitForFunction((then) => performance.now() - then > 31_500, confirmed);
      await tab.edit('p2', { name: 'Else' });
      await tab.isDrained();
      await tab.shows({ all: 'Mine Else Zoe', Lyon: 'Mine Zoe', detail: 'Mine' });
    });
  });
}
