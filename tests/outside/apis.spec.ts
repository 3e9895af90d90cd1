import { cases, day, quickCases } from './cases/index.ts';
import { apis, type ApiName } from './servers/apis.ts';
import { cell } from './support/table.ts';
import { test } from './support/test.ts';

// The table API × case: what an application gets from an API that others wrote.
// With one that has ETags, `npm test` does every case; with the others those in which they differ most.
const kWhole: readonly ApiName[] = ['spring'];

for (const [apiName, api] of Object.entries(apis)) {
  const isWhole = kWhole.includes(apiName as ApiName);
  test.describe(api.title, () => {
    test.use({ apiName: apiName as ApiName });
    for (const one of isWhole ? cases : [day, ...cases]) {
      const { title, column, seeded, applies, run } = one;
      if (applies && !applies(api)) continue;
      const later = isWhole || quickCases.includes(one) ? [] : ['@long'];
      const tag = one === day ? ['@quick'] : later;
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
