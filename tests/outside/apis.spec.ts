import { cases } from './cases/index.ts';
import { apis, type ApiName } from './servers/apis.ts';
import { cell } from './support/table.ts';
import { test } from './support/test.ts';

// The table API × case: what an application gets from an API that others wrote.
// With one that has ETags, `npm test` does every case; with the others those in which they differ most.
const kWhole: readonly ApiName[] = ['spring'];

for (const [apiName, api] of Object.entries(apis)) {
  test.describe(api.title, () => {
    test.use({ apiName: apiName as ApiName });
    for (const { title, column, isQuick, seeded, applies, run } of cases) {
      if (applies && !applies(api)) continue;
      const tag = isQuick || kWhole.includes(apiName as ApiName) ? [] : ['@long'];
      test.describe(() => {
        test.use({ seeded: seeded ?? 3 });
        test(title, { tag, annotation: cell(api.title, column) }, async ({ stage }, info) => {
          const gives = await run(stage);
          if (gives) info.annotations.push({ type: 'gives', description: gives });
        });
      });
    }
  });
}
