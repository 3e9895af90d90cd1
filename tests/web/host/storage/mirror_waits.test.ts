import { IDBFactory } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { IndexedDbMirror } from '../../../../web/src/host/storage/indexeddb_mirror.js';
import { FakeBrowser, FakePage } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';

const MUTATION = 'synchrone:1:~:m:1:tab';
const HISTORY = 'synchrone:1:~:h:';
const MANY = 40;

it('5.6: a request waits for what was recorded before it, not for what answers record meanwhile', async () => {
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  let transactions = 0;
  // Each transaction puts its mark, and another answer comes while it is on its way.
  const put = (): string => {
    transactions += 1;
    if (transactions < MANY) mirror.wrote(`${HISTORY}${transactions}`, 'settled');
    return '';
  };
  const storage = { put, get: () => '', remove: () => '', keys: () => [] };
  const notify = { some: () => undefined, back: () => undefined };
  const page = new FakePage(browser);
  const mirror = new IndexedDbMirror(page, storage, () => 'tab', '', notify);
  mirror.wrote(MUTATION, 'attempted');
  const waited = mirror.flushed().then(() => transactions);
  while (transactions < MANY) await indexedDbRests();
  // The next one has begun by the time that its end is noticed.
  expect(await waited).toBeLessThanOrEqual(2);
  await mirror.flushed();
  expect(transactions).toBe(MANY);
  page.end();
});
