import { createIsKept, listIsReadAgain } from './cases/answered_garbage.ts';
import { garbage } from './cases/garbage.ts';
import { test } from './support/test.ts';

// BEHAVIOUR 4: garbage in place of lists, and garbage that takes its time.

for (const kind of garbage) {
  test.describe(`answered with ${kind.title}`, () => {
    if (kind.isSlow) {
      test('a create is kept and explained, and is there once when the API is well', ({ stage }) =>
        createIsKept(stage, kind));
    }
    if (!kind.isEmptyList) {
      test('a list says that it is not whole, and is read again', ({ stage }) =>
        listIsReadAgain(stage, kind));
    }
  });
}
