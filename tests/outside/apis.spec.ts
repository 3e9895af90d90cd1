import { cases, day, ofDay } from './cases/index.ts';
import { apis, type ApiName } from './servers/apis.ts';
import { cell } from './support/table.ts';
import { test } from './support/test.ts';

// The table API × case: what an application gets from an API that others wrote.
// `npm test` does a day in one page with each, in which they differ most; with one that has ETags it does
// the other cases as well.
const kWhole: readonly ApiName[] = ['spring'];

for (const [apiName, api] of Object.entries(apis)) {
  const isWhole = kWhole.includes(apiName as ApiName);
  test.describe(api.title, () => {
    test.use({ apiName: apiName as ApiName });
    for (const one of [day, ...cases]) {
      const { title, column, seeded, applies, run } = one;
      if (applies && !applies(api)) continue;
      const later = isWhole && !ofDay.includes(one) ? [] : ['@long'];
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
