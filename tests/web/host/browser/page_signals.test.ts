import { describe, expect, it } from 'vitest';
import { listenToPage } from '../../../../web/src/host/browser/page_signals.js';
import { FakePage } from '../../support/fake_page.js';

describe('4, 5.4: what the page reports', () => {
  function listened(wouldLose = false) {
    const page = new FakePage();
    const received: unknown[] = [];
    const touched: string[] = [];
    listenToPage(page, {
      connectivity: (online) => received.push(online),
      storageChanged: (key) => received.push(key),
      storageTouched: () => touched.push(page.shown ? 'shown' : 'hidden'),
      returned: () => received.push('returned'),
      wouldLoseWork: () => wouldLose,
    });
    return { page, received, touched };
  }

  it('the network comes and goes, and the person comes back', () => {
    const { page, received } = listened();
    page.goOnline(false);
    page.goOnline(true);
    page.signal('window', 'focus');
    page.signal('document', 'visibilitychange');
    page.shown = false;
    page.signal('document', 'visibilitychange');
    page.signal('window', 'focus');
    expect(received).toEqual([false, true, true, true]);
  });

  it('only our own keys of storage', () => {
    const { page, received } = listened();
    for (const key of ['synchrone:m:1', 'medicalPro_mutation_queue', null])
      page.signal('window', 'storage', { key });
    expect(received).toEqual(['synchrone:m:1']);
  });

  it('5.6a: other code may have removed what is stored: all of it, or while the page was hidden', () => {
    const { page, received, touched } = listened();
    page.signal('window', 'storage', { key: null });
    page.shown = false;
    page.signal('document', 'visibilitychange');
    page.signal('window', 'pagehide');
    expect(touched).toEqual(['shown', 'hidden', 'hidden']);
    expect(received).toEqual([]);
  });

  it('it is shown again as it was left', () => {
    const { page, received } = listened();
    page.signal('window', 'pageshow', { persisted: false });
    page.signal('window', 'pageshow', { persisted: true });
    expect(received).toEqual(['returned']);
  });

  it('it was made in advance, and is shown', () => {
    const { page, received } = listened();
    page.signal('document', 'prerenderingchange');
    expect(received).toEqual(['returned']);
  });

  it('leaving asks only when work would be lost', () => {
    expect(listened(false).page.signal('window', 'beforeunload').defaultPrevented).toBe(false);
    expect(listened(true).page.signal('window', 'beforeunload').defaultPrevented).toBe(true);
  });
});
