import { createIsKept } from './cases/answered_garbage.ts';
import { expectSeeded } from './cases/expectations.ts';
import { garbage } from './cases/garbage.ts';
import { test } from './support/test.ts';

// BEHAVIOUR 4: whatever is answered to a change, it is not lost, and the person is informed. One page
// gets each kind of garbage after the other; the long run gives each kind a page of its own.

test('answered with garbage of any kind, a create is kept and explained, and is there once when the API is well', async ({
  stage,
}) => {
  await stage.open();
  await expectSeeded(stage);
  for (const [n, kind] of garbage.entries()) {
    // Nothing is an answer, too: there is no record in it. What never ends takes its time.
    if (kind.isEmptyAnswer || kind.isSlow) continue;
    await test.step(kind.title, () => createIsKept(stage, kind, `Asher ${n}`));
  }
});
