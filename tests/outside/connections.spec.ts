import { expect } from '@playwright/test';
import { anna, expectAllSynced, expectOne, expectSeeded } from './cases/expectations.ts';
import { test } from './support/test.ts';

// RFC 9110, 9.2.2 leaves it to the client: Chromium sends a POST again by itself when a connection
// that it uses again is closed before the answer. No page can see or prevent it; only a key helps.

test.describe('a connection that is used again and cut off', () => {
  test.use({ apiName: 'keyed', keepsConnections: true });

  test('a POST that the browser itself repeats has the same key, and makes one record', async ({
    stage,
  }) => {
    await stage.open();
    await expectSeeded(stage);
    stage.site.plan('POST', 'lose the answer');
    await stage.create('patients', anna);
    await expectAllSynced(stage);
    await expectOne(stage, anna);
    const posts = stage.site.requests('POST');
    const keys = new Set(posts.map(({ headers }) => headers['idempotency-key']));
    expect(posts.length).toBeGreaterThan(1);
    expect([...keys]).toEqual([expect.any(String)]);
  });
});
