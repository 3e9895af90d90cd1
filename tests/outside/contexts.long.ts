import { driven, expectRows, workAndReload } from './cases/driven.ts';
import type { ContextName } from './page/contexts/index.ts';
import { test } from './support/test.ts';

// BEHAVIOUR 3.12a, 6.1: what has left without an answer waits half a minute for it after a reload.

for (const [contextName, { title, panel }] of Object.entries(driven)) {
  test.describe(title, () => {
    test.use({ contextName: contextName as ContextName });

    test('work whose requests were lost is shown after a reload, and sent', async ({ stage }) => {
      await stage.open();
      await expectRows(stage, panel, 3);
      // Lists can be read, so that the page has rows to lay its work over.
      stage.site.cut('POST', 'PATCH', 'DELETE', 'HEAD');
      const expectSent = await workAndReload(stage, panel);
      stage.site.mend();
      await expectSent();
    });
  });
}
