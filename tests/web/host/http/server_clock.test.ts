import { describe, expect, it } from 'vitest';
import { ServerClock } from '../../../../web/src/host/http/server_clock.js';
import { FakePage } from '../../support/fake_page.js';

const LIST = '/api/v1/patients';
const saying = (headers: Record<string, string>): Response => new Response('[]', { headers });
/** As a server writes it: whole seconds. */
const dated = (ms: number): Response => saying({ date: new Date(ms).toUTCString() });

const phases = [0, 1, 250, 500, 750, 999];
const ways = [0, 200, 900, 1_800];

describe('3.12a: the age of an answer that was kept on the way', () => {
  // A copy is older than the change that was sent after it, however the seconds fall.
  // A cache is recognised by more than two seconds only: servers behind one address differ by as much.
  for (const [keeper, hasWorker, gap] of [
    ['a service worker', true, 2_500],
    ['a cache', false, 6_000],
  ] as const) {
    it(`is never less than its true age: ${keeper}`, () => {
      for (const phase of phases) {
        for (const before of ways) {
          for (const there of ways) {
            for (const back of ways) {
              const page = new FakePage();
              page.worker = hasWorker;
              page.browser.now += phase;
              const made = page.now();
              const kept = dated(made);
              page.browser.now += before + gap;
              // Something else is asked, and shows what time it is there.
              const clock = new ServerClock(page);
              const asked = page.steadyNow();
              page.browser.now += there;
              const other = dated(page.now());
              page.browser.now += back;
              clock.note({ method: 'HEAD', url: LIST }, other, asked);
              const begun = clock.now(LIST);
              page.browser.now += 30;
              clock.note({ method: 'GET', url: LIST }, kept, page.steadyNow() - 30);
              const age = clock.ageOf(LIST, kept, { begun, mayBeCopy: true });
              const told = JSON.stringify({ phase, before, there, back, age });
              expect(age, told).toBeGreaterThanOrEqual(page.now() - made);
            }
          }
        }
      }
    });
  }

  it('is nothing where the answer was made since it was asked for, and takes long', () => {
    const page = new FakePage();
    const clock = new ServerClock(page);
    clock.note({ method: 'GET', url: LIST }, dated(page.now()), page.steadyNow());
    const begun = clock.now(LIST);
    const asked = page.steadyNow();
    const fresh = dated(page.now());
    page.browser.now += 7_000;
    clock.note({ method: 'GET', url: LIST }, fresh, asked);
    expect(clock.ageOf(LIST, fresh, { begun, mayBeCopy: false })).toBe(0);
  });

  it('is what the cache says where that is more', () => {
    const page = new FakePage();
    const clock = new ServerClock(page);
    expect(clock.ageOf(LIST, saying({ age: '30' }), { begun: undefined, mayBeCopy: true })).toBe(
      30_000,
    );
  });
});
