import { expect, it } from 'vitest';
import { Http, HttpFailed } from '../../../../web/src/host/http/http.js';
import { Timers } from '../../../../web/src/host/browser/timers.js';
import type { WireSettings } from '../../../../web/src/host/http/request_settings.js';
import { FakePage } from '../../support/fake_page.js';

/** A request whose connection the test ends, and what has become of it. */
function request() {
  const page = new FakePage();
  let cut: (error: unknown) => void = () => undefined;
  page.fetch = () => new Promise((_, reject) => (cut = reject));
  const ended: unknown[] = [];
  const settings = { headers: null, credentials: 'same-origin' } as WireSettings;
  const asked = { method: 'POST', url: '/api/v1/patients', headers: {}, timeoutMs: 30_000 };
  void new Http(page, new Timers(page))
    .exchange({ ...asked, mutation: null }, settings, () => Promise.resolve('read'))
    .catch((error: unknown) => ended.push(error));
  return { page, ended, cut: () => cut(new TypeError('Failed to fetch')) };
}

it.each(['beforeunload', 'pagehide'])(
  '3.12: a request that ends after %s has failed only in a page that stays',
  async (event) => {
    const { page, ended, cut } = request();
    await page.advance(800);
    page.signal('window', event);
    cut();
    await page.advance(500);
    expect(ended).toEqual([]); // no timer of a page that is left runs any more
    await page.advance(500);
    expect(ended).toEqual([expect.any(HttpFailed)]);
  },
);

it('3.12: in a page that nobody leaves, it has failed at once', async () => {
  const { page, ended, cut } = request();
  await page.advance(800);
  cut();
  await page.advance(0);
  expect(ended).toEqual([expect.any(HttpFailed)]);
});
