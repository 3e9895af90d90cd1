import { describe, expect, it } from 'vitest';
import { Leadership } from '../../../web/src/host/leadership.js';
import { listenToPage } from '../../../web/src/host/page_signals.js';
import { RandomIds } from '../../../web/src/host/random_id.js';
import { Timers } from '../../../web/src/host/timers.js';
import { FakeBrowser, FakePage, quiet } from '../support/fake_page.js';

describe('Leadership (6.1)', () => {
  it('IsHeldByOneTabAtATimeAndHandedOnWhenItEnds', async () => {
    const browser = new FakeBrowser();
    const [a, b] = [new FakePage(browser), new FakePage(browser)];
    const held: string[] = [];
    new Leadership(a).request('sender', (is) => held.push(`a ${is}`));
    new Leadership(b).request('sender', (is) => held.push(`b ${is}`));
    await quiet();
    expect(held).toEqual(['a true']);
    a.end();
    await quiet();
    expect(held).toEqual(['a true', 'b true']);
  });

  it('AskingForAnotherNameGivesTheFormerOneUp_HeldOrWaitedFor', async () => {
    const browser = new FakeBrowser();
    const [a, b, c] = [new FakePage(browser), new FakePage(browser), new FakePage(browser)];
    const held: string[] = [];
    const [first, second] = [new Leadership(a), new Leadership(b)];
    first.request('one', () => held.push('a one'));
    second.request('one', () => held.push('b one'));
    await quiet();
    second.request('two', () => held.push('b two'));
    new Leadership(c).request('one', () => held.push('c one'));
    await quiet();
    expect(held).toEqual(['a one', 'b two']);
    first.request('three', () => held.push('a three'));
    await quiet();
    expect([...held].sort()).toEqual(['a one', 'a three', 'b two', 'c one']);
  });

  it('WithoutLocksItIsGrantedLaterAndOnlyIfStillWanted', async () => {
    const page = new FakePage();
    page.lacks = { locks: true };
    const held: string[] = [];
    const leadership = new Leadership(page);
    leadership.request('one', () => held.push('one'));
    leadership.request('two', () => held.push('two'));
    expect(held).toEqual([]);
    await quiet();
    expect(held).toEqual(['two']);
  });

  it('WhereLocksMayNotBeUsedItIsGranted_AndOneThatIsStolenIsLost', async () => {
    const told: boolean[] = [];
    const refusing = new FakePage();
    refusing.locks = () =>
      ({
        request: () => Promise.reject(new DOMException('', 'SecurityError')),
      }) as unknown as LockManager;
    new Leadership(refusing).request('one', (held) => told.push(held));
    await quiet();
    expect(told).toEqual([true]);
    const robbed = new FakePage();
    let steal: (reason: unknown) => void = () => undefined;
    const request = (_: string, __: object, keep: () => Promise<void>): Promise<void> => {
      void keep();
      return new Promise((_resolve, reject) => {
        steal = reject;
      });
    };
    robbed.locks = () => ({ request }) as unknown as LockManager;
    new Leadership(robbed).request('one', (held) => told.push(held));
    steal(new DOMException('', 'AbortError'));
    await quiet();
    expect(told).toEqual([true, true, false]);
  });
});

describe('Timers', () => {
  it('EachNameIsArmedOnceAndRingsOnce', async () => {
    const page = new FakePage();
    const timers = new Timers(page);
    const rung: string[] = [];
    timers.arm('send', 100, () => rung.push('replaced'));
    timers.arm('send', 50, () => rung.push('send'));
    timers.arm('due', -5, () => rung.push('due'));
    timers.arm('probe', 10, () => rung.push('cancelled'));
    timers.cancel('probe');
    timers.cancel('never armed');
    await page.advance(1000);
    expect(rung).toEqual(['due', 'send']);
  });
});

describe('RandomIds', () => {
  it('AreUuidsAndTabIdsOf128BitsThatNeverRepeat', () => {
    const ids = new RandomIds(new FakePage());
    const seen = new Set<string>();
    for (let i = 0; i < 500; i += 1) {
      const id = ids.recordId();
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      seen.add(id);
    }
    expect(seen.size).toBe(500);
    expect(ids.tabId()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('WorkWithoutASourceOfRandomBytes', () => {
    const page = new FakePage();
    page.lacks = { random: true };
    const ids = new RandomIds(page);
    expect(ids.tabId()).not.toBe(ids.tabId());
  });
});

describe('what the page tells (4, 5.4)', () => {
  function listened(wouldLose = false) {
    const page = new FakePage();
    const told: unknown[] = [];
    listenToPage(page, {
      connectivity: (online) => told.push(online),
      storageChanged: (key) => told.push(key),
      wouldLoseWork: () => wouldLose,
    });
    return { page, told };
  }

  it('TheNetworkComesAndGoes_AndThePersonComesBack', () => {
    const { page, told } = listened();
    page.goOnline(false);
    page.goOnline(true);
    page.signal('window', 'focus');
    page.signal('document', 'visibilitychange');
    page.shown = false;
    page.signal('document', 'visibilitychange');
    page.signal('window', 'focus');
    expect(told).toEqual([false, true, true, true]);
  });

  it('OnlyOurOwnKeysOfStorage', () => {
    const { page, told } = listened();
    for (const key of ['synchrone:m:1', 'medicalPro_mutation_queue', null])
      page.signal('window', 'storage', { key });
    expect(told).toEqual(['synchrone:m:1']);
  });

  it('LeavingAsksOnlyWhenWorkWouldBeLost', () => {
    expect(listened(false).page.signal('window', 'beforeunload').defaultPrevented).toBe(false);
    expect(listened(true).page.signal('window', 'beforeunload').defaultPrevented).toBe(true);
  });
});
