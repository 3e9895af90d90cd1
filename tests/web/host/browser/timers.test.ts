import { describe, expect, it } from 'vitest';
import { Timers } from '../../../../web/src/host/browser/timers.js';
import { FakePage } from '../../support/fake_page.js';

describe('Timers', () => {
  it('rings what is due in two months then, and not at once', async () => {
    const page = new FakePage();
    const rung: number[] = [];
    const begin = page.now();
    const delay = 60 * 24 * 3_600_000;
    const longest: number[] = [];
    const setTimer = page.setTimer.bind(page);
    page.setTimer = (name, delayMs, run) => {
      longest.push(delayMs);
      return setTimer(name, delayMs, run);
    };
    new Timers(page).arm('due', delay, () => rung.push(page.now() - begin));
    await page.advance(delay);
    expect(rung).toEqual([delay]);
    expect(Math.max(...longest)).toBeLessThan(2 ** 31);
  });

  it('each name is armed once and rings once', async () => {
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
