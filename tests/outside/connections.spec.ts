import { expect } from '@playwright/test';
import {
  anna,
  expectAllSynced,
  expectOne,
  expectOthersUntouched,
  expectSeeded,
} from './cases/expectations.ts';
import { wires, writtenAs, type Wire } from './cases/wires.ts';
import type { Stage } from './support/stage.ts';
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

// BEHAVIOUR 3.12, 4: however an answer is written, what it answers is done once.
test('however an answer is written, a create and an edit are saved once', async ({ stage }) => {
  await stage.open();
  await expectSeeded(stage);
  for (const [n, wire] of wires.entries()) {
    await test.step(`answered by ${wire.title}`, () => expectSavedOnce(stage, wire, n));
  }
});

for (const wire of wires) {
  test(`answered by ${wire.title}: a create and an edit are saved once @long`, async ({
    stage,
  }) => {
    await stage.open();
    await expectSeeded(stage);
    await expectSavedOnce(stage, wire, 0);
  });

  test(`answered by ${wire.title}: a list is read to its end, or again @long`, async ({
    stage,
  }) => {
    // The page has two lists.
    stage.site.plan('GET', writtenAs(stage, wire), 2);
    await stage.open();
    await expectSeeded(stage);
    const reads = stage.site.requests('GET').filter(({ url }) => url.startsWith('/api/patients'));
    if (wire.isWhole) expect(reads).toHaveLength(1);
    else expect(reads.length).toBeGreaterThan(1);
  });
}

/** @param n how many others the page has had before */
async function expectSavedOnce(stage: Stage, wire: Wire, n: number): Promise<void> {
  const made = { ...anna, last_name: `Asher ${n}` };
  const edited = { last_name: 'Seed 2', first_name: 'F2', phone: `22 ${n}` };
  const before = { posts: requestsOf(stage, 'POST'), patches: requestsOf(stage, 'PATCH') };
  for (const method of ['POST', 'PATCH']) stage.site.plan(method, writtenAs(stage, wire));
  await stage.create('patients', made);
  await stage.mutate('patients', 'p2', { phone: edited.phone });
  await expectAllSynced(stage);
  await expectOne(stage, made);
  await expectOne(stage, edited);
  await expectOthersUntouched(stage, ['p2']);
  expect(requestsOf(stage, 'POST') - before.posts).toBe(1);
  if (wire.isWhole) expect(requestsOf(stage, 'PATCH') - before.patches).toBe(1);
}

const requestsOf = (stage: Stage, method: string): number => stage.site.requests(method).length;
