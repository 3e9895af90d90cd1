import {
  answerAll,
  createIsKept,
  editsAreKept,
  listIsReadAgain,
} from './cases/answered_garbage.ts';
import { anna, expectSeeded } from './cases/expectations.ts';
import { garbage } from './cases/garbage.ts';
import { expect, test } from './support/test.ts';

// BEHAVIOUR 4: garbage in place of lists, and garbage that takes its time.

for (const kind of garbage) {
  test.describe(`answered with ${kind.title}`, () => {
    // Nothing is an answer, too: there is no record in it.
    if (!kind.isEmptyAnswer) {
      test('a create is kept and explained, and is there once when the API is well', async ({
        stage,
      }) => {
        await stage.open();
        await expectSeeded(stage);
        await createIsKept(stage, kind);
      });
      test('an edit and a delete are kept and explained, and are made when the API is well', ({
        stage,
      }) => editsAreKept(stage, kind));
    }
    if (!kind.isEmptyList) {
      test('a list says that it is not whole, and is read again', ({ stage }) =>
        listIsReadAgain(stage, kind));
    }
  });
}

test('a body that never ends is cut at a limit, and its connection with it', async ({ stage }) => {
  await stage.open();
  await expectSeeded(stage);
  answerAll(
    stage,
    garbage.find(({ isEndless }) => isEndless)!,
  );
  await stage.create('patients', anna);
  const bytes = () => stage.site.requests('POST').map((request) => request.bytes);
  await expect.poll(() => bytes().some((count) => count > 0)).toBe(true);
  // What buffers on the way have taken was never read.
  const kMebibyte = 1 << 20;
  expect(Math.max(...bytes())).toBeLessThan(8 * kMebibyte + 24 * kMebibyte);
});
