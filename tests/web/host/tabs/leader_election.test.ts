import { describe, expect, it } from 'vitest';
import { LeaderElection } from '../../../../web/src/host/tabs/leader_election.js';
import { PageStorage } from '../../../../web/src/host/storage/local_storage.js';
import { RandomIds } from '../../../../web/src/host/browser/random_id.js';
import { Timers } from '../../../../web/src/host/browser/timers.js';
import { FakeBrowser, FakePage, quiet } from '../../support/fake_page.js';

interface LockOptionsOfTest {
  hasWork?: boolean;
  isSending?: boolean;
}

function lockOf(page: FakePage, options: LockOptionsOfTest = {}): LeaderElection {
  return new LeaderElection(page, new PageStorage(page), new Timers(page), new RandomIds(page), {
    hasWork: () => options.hasWork ?? false,
    isSending: () => options.isSending ?? false,
    unsendable: () => [],
    canSend: () => false,
  });
}

describe('6.1: LeaderElection', () => {
  it('is held by one tab at a time and handed on when it ends', async () => {
    const browser = new FakeBrowser();
    const [a, b] = [new FakePage(browser), new FakePage(browser)];
    const held: string[] = [];
    lockOf(a).request('sender', (is) => held.push(`a ${is}`));
    lockOf(b).request('sender', (is) => held.push(`b ${is}`));
    await quiet();
    expect(held).toEqual(['a true']);
    a.end();
    await quiet();
    expect(held).toEqual(['a true', 'b true']);
  });

  it('asking for another name gives the former one up, held or waited for', async () => {
    const browser = new FakeBrowser();
    const [a, b, c] = [new FakePage(browser), new FakePage(browser), new FakePage(browser)];
    const held: string[] = [];
    const [first, second] = [lockOf(a), lockOf(b)];
    first.request('one', () => held.push('a one'));
    second.request('one', () => held.push('b one'));
    await quiet();
    second.request('two', () => held.push('b two'));
    lockOf(c).request('one', () => held.push('c one'));
    await quiet();
    expect(held).toEqual(['a one', 'b two']);
    first.request('three', () => held.push('a three'));
    await quiet();
    expect([...held].sort()).toEqual(['a one', 'a three', 'b two', 'c one']);
  });

  it('without locks nor storage it is granted later and only if still wanted', async () => {
    const page = new FakePage();
    page.lacks = { locks: true, storage: true };
    const held: string[] = [];
    const leadership = lockOf(page);
    leadership.request('one', () => held.push('one'));
    leadership.request('two', () => held.push('two'));
    expect(held).toEqual([]);
    await page.advance(100);
    expect(held).toEqual(['two']);
  });

  it('where locks may not be used it is granted, and one that is stolen is lost', async () => {
    const received: boolean[] = [];
    const refusing = new FakePage();
    refusing.locks = () =>
      ({
        request: () => Promise.reject(new DOMException('', 'SecurityError')),
      }) as unknown as LockManager;
    lockOf(refusing).request('one', (held) => received.push(held));
    await refusing.advance(100);
    expect(received).toEqual([true]);
    const robbed = new FakePage();
    let steal: (reason: unknown) => void = () => undefined;
    const request = (_: string, __: object, keep: () => Promise<void>): Promise<void> => {
      void keep();
      return new Promise((_resolve, reject) => {
        steal = reject;
      });
    };
    robbed.locks = () => ({ request }) as unknown as LockManager;
    lockOf(robbed).request('one', (held) => received.push(held));
    steal(new DOMException('', 'AbortError'));
    await quiet();
    // ... and queued for again.
    expect(received).toEqual([true, true, false, true]);
  });
});

describe('6.3: locks that never answer, as in some embedded views', () => {
  const neverAnswers = (page: FakePage): void => {
    page.locks = () => ({ request: () => new Promise(() => undefined) }) as unknown as LockManager;
  };

  it.each([true, false])('a lease does without them, with a channel: %s', async (hasChannel) => {
    const browser = new FakeBrowser();
    const [a, b] = [new FakePage(browser), new FakePage(browser)];
    const held: string[] = [];
    for (const [page, name] of [[a, 'a'] as const, [b, 'b'] as const]) {
      neverAnswers(page);
      page.lacks = { channel: !hasChannel };
      lockOf(page, { hasWork: true }).request('sender', (is) => held.push(`${name} ${is}`));
    }
    for (let second = 0; second < 60; second += 1) {
      await a.advance(1_000);
      await b.settle();
    }
    expect(held).toEqual(['a true']);
    a.end();
    await b.advance(10_000);
    expect(held).toEqual(['a true', 'b true']);
  });

  it('of a browser that was only slow: never do two tabs send, and the lock counts again', async () => {
    const browser = new FakeBrowser();
    const [holder, slow] = [new FakePage(browser), new FakePage(browser)];
    const real = slow.locks();
    const late: Array<() => void> = [];
    const request = (...args: Parameters<LockManager['request']>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        late.push(() => void real?.request(...args).then(resolve, reject));
      });
    slow.locks = () => ({ request }) as unknown as LockManager;
    slow.lacks = { channel: true };
    const tabs = [lockOf(holder, { hasWork: true }), lockOf(slow, { hasWork: true })] as const;
    const received: string[] = [];
    tabs[0].request('sender', (is) => received.push(`holder ${is}`));
    await quiet();
    tabs[1].request('sender', (is) => received.push(`slow ${is}`));
    await slow.advance(10_000);
    expect(received).toEqual(['holder true', 'slow true']);
    expect([tabs[1].isCurrent(), tabs[0].isCurrent()]).toEqual([true, false]);
    for (const answer of late.splice(0)) answer();
    await slow.advance(20_000);
    for (const answer of late.splice(0)) answer();
    await slow.advance(20_000);
    expect([tabs[0].isCurrent(), tabs[1].isCurrent()]).toEqual([true, false]);
    holder.end();
    await slow.settle();
    expect(received.slice(2)).toEqual(['holder false', 'slow false', 'holder true', 'slow true']);
    expect(tabs[1].isCurrent()).toBe(true);
    // It names itself as the holder, for a tab that was frozen.
    expect(new PageStorage(slow).get('synchrone:sender:sender')).toBe(`=${tabs[1].claimName()}`);
  });

  it('are not taken for a lock that another tab holds', async () => {
    const browser = new FakeBrowser();
    const [a, b] = [new FakePage(browser), new FakePage(browser)];
    for (const page of [a, b]) page.lacks = { channel: true };
    const held: string[] = [];
    lockOf(a).request('sender', (is) => held.push(`a ${is}`));
    await quiet();
    lockOf(b, { hasWork: true }).request('sender', (is) => held.push(`b ${is}`));
    await b.advance(60_000);
    expect(held).toEqual(['a true']);
  });
});

describe('6.1: a leader that others wait for', () => {
  /** Two tabs; the first holds the lock. `received`: the calls of each, in order. */
  async function twoTabs(waiting: LockOptionsOfTest, holding: LockOptionsOfTest = {}) {
    const browser = new FakeBrowser();
    const [one, two] = [new FakePage(browser), new FakePage(browser)];
    const received: string[] = [];
    const first = lockOf(one, holding);
    const second = lockOf(two, waiting);
    first.request('sender', (held) => received.push(`one ${held}`));
    await one.settle();
    second.request('sender', (held) => received.push(`two ${held}`));
    await two.settle();
    return { one, two, received, first, second };
  }

  /** Its process is stopped: it receives nothing and no timer of it fires. */
  const freeze = (page: FakePage): void => {
    page.browser.pages.delete(page);
  };

  it('keeps the lock while it answers', async () => {
    const { two, received } = await twoTabs({ hasWork: true });
    await two.advance(60_000);
    expect(received).toEqual(['one true']);
  });

  it('is stolen from when it has not answered for five seconds', async () => {
    const { one, two, received, first, second } = await twoTabs({ hasWork: true });
    freeze(one);
    await two.advance(6_900);
    expect(received).toEqual(['one true']);
    await two.advance(2_000);
    expect(received).toContain('two true');
    expect(second.isCurrent()).toBe(true);
    expect(first.isCurrent()).toBe(false);
  });

  it('is stolen from as late where the clock is set meanwhile', async () => {
    const { one, two, received } = await twoTabs({ hasWork: true });
    freeze(one);
    await two.advance(3_000);
    two.browser.setClock(-3_600_000);
    await two.advance(5_900);
    expect(received).toContain('two true');
  });

  it('is left alone by tabs without work', async () => {
    const { one, two, received } = await twoTabs({ hasWork: false });
    freeze(one);
    await two.advance(60_000);
    expect(received).toEqual(['one true']);
  });

  it('yields to a visible tab when it is hidden', async () => {
    const { one, two, received } = await twoTabs({ hasWork: true });
    one.shown = false;
    await two.advance(2_000);
    await one.settle();
    await two.settle();
    expect(received).toEqual(['one true', 'one false', 'two true']);
  });

  it('yields only between requests', async () => {
    const { one, two, received } = await twoTabs({ hasWork: true }, { isSending: true });
    one.shown = false;
    await two.advance(60_000);
    expect(received).toEqual(['one true']);
  });

  it('learns right before a request that it is not the leader any more, and queues again', async () => {
    const { one, two, received, first } = await twoTabs({ hasWork: true });
    freeze(one);
    await two.advance(9_000);
    received.length = 0;
    one.browser.pages.add(one);
    expect(first.isCurrent()).toBe(false);
    await one.settle();
    two.end();
    await one.settle();
    expect(received.at(-1)).toBe('one true');
    expect(first.isCurrent()).toBe(true);
  });
});

describe('6.1: a leader that was stolen from while it was frozen', () => {
  it('does not send, although the loss of its lock has not been announced to it yet', async () => {
    const browser = new FakeBrowser();
    const [one, two] = [new FakePage(browser), new FakePage(browser)];
    const leader = lockOf(one);
    leader.request('sender', () => undefined);
    await one.settle();
    expect(leader.isCurrent()).toBe(true);
    new PageStorage(two).put('synchrone:sender:sender', 'another tab');
    expect(leader.isCurrent()).toBe(false);
  });
});

describe('6.3: a lease where there are no Web Locks', () => {
  function tabsWithoutLocks(count: number, options: LockOptionsOfTest = { hasWork: true }) {
    const browser = new FakeBrowser();
    const received: string[] = [];
    const tabs = Array.from({ length: count }, (_, i) => {
      const page = new FakePage(browser);
      page.lacks = { locks: true };
      const lock = lockOf(page, options);
      lock.request('sender', (held) => received.push(`${i} ${held}`));
      return { page, lock };
    });
    const advance = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 50) {
        for (const { page } of tabs) await page.settle();
        browser.now += 50;
      }
      for (const { page } of tabs) await page.settle();
    };
    return { browser, received, tabs, advance };
  }

  it('is held by one of two tabs that come at once', async () => {
    const { received, tabs, advance } = tabsWithoutLocks(2);
    await advance(30_000);
    expect(received).toHaveLength(1);
    expect(tabs.map(({ lock }) => lock.isCurrent()).filter(Boolean)).toHaveLength(1);
  });

  it('goes on within seconds when its tab is gone', async () => {
    const { received, tabs, advance } = tabsWithoutLocks(2);
    await advance(1_000);
    const first = Number(received[0]?.slice(0, 1));
    tabs[first]?.page.end();
    await advance(9_000);
    expect(received).toEqual([`${first} true`, `${1 - first} true`]);
  });

  it('is lost by a tab that was frozen', async () => {
    const { browser, received, tabs, advance } = tabsWithoutLocks(2);
    await advance(1_000);
    const first = tabs[Number(received[0]?.slice(0, 1))]!;
    const timers = new Map(first.page.timers);
    first.page.timers.clear();
    await advance(9_000);
    expect(received).toHaveLength(2);
    for (const [id, timer] of timers) first.page.timers.set(id, timer);
    expect(first.lock.isCurrent()).toBe(false);
    expect(browser.pages.size).toBe(2);
  });
});

describe('the lock while no work waits', () => {
  it.each([
    ['with Web Locks', {}],
    ['by a lease', { locks: true }],
  ])('arms no timer, %s: the clock of a test comes to its end', async (_, lacks) => {
    const browser = new FakeBrowser();
    const pages = [new FakePage(browser), new FakePage(browser)];
    for (const page of pages) {
      page.lacks = lacks;
      lockOf(page).request('sender', () => undefined);
      await page.advance(10_000);
    }
    for (const page of pages) await page.advance(10_000);
    expect(pages.map((page) => page.armed())).toEqual([[], []]);
  });

  it('is looked after again when work comes: an idle holder keeps a lease that no tab took', async () => {
    const page = new FakePage();
    page.lacks = { locks: true };
    const work = { hasWork: false };
    const received: boolean[] = [];
    const lock = lockOf(page, work);
    lock.request('sender', (held) => received.push(held));
    await page.advance(60_000);
    work.hasWork = true;
    lock.workChanged();
    expect(lock.isCurrent()).toBe(true);
    await page.advance(10_000);
    expect(received).toEqual([true]);
    expect(page.armed()).toEqual(['lease']);
  });

  it('is lost to another tab that took the lapsed lease', async () => {
    const browser = new FakeBrowser();
    const [idle, busy] = [new FakePage(browser), new FakePage(browser)];
    idle.lacks = busy.lacks = { locks: true };
    const received: string[] = [];
    const first = lockOf(idle);
    first.request('sender', (held) => received.push(`idle ${held}`));
    await idle.advance(60_000);
    lockOf(busy, { hasWork: true }).request('sender', (held) => received.push(`busy ${held}`));
    await busy.advance(1_000);
    expect(received).toEqual(['idle true', 'busy true']);
    expect(first.isCurrent()).toBe(false);
  });
});

describe('3.1: a document that is being left', () => {
  it('neither asks for the lock again nor writes a lease; shown again, it does', async () => {
    const page = new FakePage();
    let reject: (reason: unknown) => void = () => undefined;
    let requests = 0;
    const request = (_: string, __: object, keep: () => Promise<void>): Promise<void> => {
      requests += 1;
      void keep();
      return new Promise((_resolve, fail) => {
        reject = fail;
      });
    };
    page.locks = () => ({ request }) as unknown as LockManager;
    const received: boolean[] = [];
    lockOf(page, { hasWork: true }).request('sender', (held) => received.push(held));
    page.signal('window', 'pagehide');
    reject(new DOMException('', 'AbortError'));
    await page.advance(10_000);
    expect(received).toEqual([true]);
    expect(requests).toBe(1);
    expect([...page.browser.storage.values.keys()].filter((key) => /lease/.test(key))).toEqual([]);
    page.signal('window', 'pageshow');
    await quiet();
    expect(received).toEqual([true, false, true]);
  });
});
