import { createIsKept } from './cases/answered_garbage.ts';
import { garbage } from './cases/garbage.ts';
import { test } from './support/test.ts';

// BEHAVIOUR 4: whatever is answered to a change, it is not lost, and the person is informed.

for (const kind of garbage) {
  // Nothing is an answer, too: there is no record in it. What never ends takes its time.
  if (kind.isEmptyAnswer || kind.isSlow) continue;
  test.describe(`answered with ${kind.title}`, () => {
    test('a create is kept and explained, and is there once when the API is well', ({ stage }) =>
      createIsKept(stage, kind));
  });
}
