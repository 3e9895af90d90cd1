import { cases } from './cases/index.ts';
import { test } from './support/test.ts';

// The table case × browser: what people get in each engine.
for (const { title, wishes, isLong, run } of cases) {
  test.describe(() => {
    test.use({ wishes: wishes ?? {} });
    const annotation = { type: 'row', description: title };
    test(title, { tag: isLong ? ['@long'] : [], annotation }, async ({ stage }, info) => {
      const gives = await run(stage);
      if (gives !== undefined) info.annotations.push({ type: 'gives', description: gives });
    });
  });
}
