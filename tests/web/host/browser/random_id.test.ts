import { describe, expect, it } from 'vitest';
import { RandomIds } from '../../../../web/src/host/browser/random_id.js';
import { FakePage } from '../../support/fake_page.js';

describe('RandomIds', () => {
  it('are uuids and tab ids of 128 bits that never repeat', () => {
    const ids = new RandomIds(new FakePage());
    const seen = new Set<string>();
    for (let i = 0; i < 500; i += 1) {
      const id = ids.recordId();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      seen.add(id);
    }
    expect(seen.size).toBe(500);
    expect(ids.tabId()).toMatch(/^t[0-9a-f]{32}$/);
  });

  it('work without a source of random bytes', () => {
    const page = new FakePage();
    page.lacks = { random: true };
    const ids = new RandomIds(page);
    expect(ids.tabId()).not.toBe(ids.tabId());
  });
});
