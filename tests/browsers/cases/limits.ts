import { expect } from '@playwright/test';
import type { PageTab, Stage } from '../support/stage.ts';
import type { Case } from './index.ts';

const kSeeds = ['Seed 1', 'Seed 2', 'Seed 3'];

/** A change is shown and sent; the status says whether it would outlive the page. */
async function work(stage: Stage, page: PageTab): Promise<boolean> {
  await page.create('Asher');
  expect(await page.shown()).toContain('Asher');
  await stage.expectSynced(page, ['Asher', ...kSeeds]);
  return page.durable();
}

export const deniedStorage: Case = {
  title:
    'a site that may store nothing: changes live in the page and are sent, people are informed',
  isLong: true,
  async run(stage) {
    const page = await stage.open('&storage=denied');
    expect(await work(stage, page)).toBe(false);
    return 'in memory';
  },
};

export const cookiesBlocked: Case = {
  title: 'cookies are blocked in the settings',
  wishes: { blocksCookies: true },
  async run(stage) {
    const page = await stage.open();
    // Which storage goes with the cookies is the browser's choice; the status has to be true.
    const stores = await page.call<boolean>(`(() => {
      try { return localStorage.length >= 0; } catch { return false; }
    })()`);
    expect(await work(stage, page)).toBe(stores);
    const two = await stage.open();
    await two.create('Second tab');
    await stage.expectSynced(two, ['Asher', 'Second tab', ...kSeeds]);
    return stores ? 'works, storage is not blocked' : 'in memory';
  },
};

/** As strict as it can be without 'unsafe-eval'. */
const policy = (scripts: string): Record<string, string> => ({
  'Content-Security-Policy':
    `default-src 'none'; script-src ${scripts}; style-src 'self'; connect-src 'self';` +
    " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; " +
    "require-trusted-types-for 'script'",
});

export const strictPolicy: Case = {
  title: "a Content-Security-Policy of 'self' and 'wasm-unsafe-eval'",
  isLong: true,
  wishes: { pageHeaders: policy("'self' 'wasm-unsafe-eval'") },
  async run(stage) {
    const page = await stage.open();
    expect(await work(stage, page)).toBe(true);
    return undefined;
  },
};

export const noWebAssembly: Case = {
  title: "a Content-Security-Policy without 'wasm-unsafe-eval': the page lives and says why",
  wishes: { pageHeaders: policy("'self'") },
  async run(stage) {
    const page = await stage.openUnread();
    await page.isReady();
    // Rendering and questions never throw; an operation rejects with one clear error.
    expect(await page.call('window.bench.queue.getPendingCount()')).toBe(0);
    await page.call(`window.bench.queue.setUser({ id: 'u1' })`);
    const code = await page.call<string>(`window.bench.queue
      .enqueue({ type: 'POST', endpoint: '/api/patients', data: { last_name: 'Nobody' } })
      .then(() => 'accepted', (error) => error.code)`);
    expect(code).toMatch(/^[A-Z_]+$/);
    expect(await page.text()).not.toContain('Everything is synced');
    expect(await stage.api.rows('patients')).toHaveLength(3);
    return 'one clear error';
  },
};

export const plainHttp: Case = {
  title: 'plain http, where browsers keep Web Locks and crypto.subtle from a page',
  wishes: { plainHttp: true },
  async run(stage) {
    const page = await stage.open();
    expect(await page.call('isSecureContext')).toBe(false);
    expect(await work(stage, page)).toBe(true);
    const two = await stage.open();
    await two.create('Second tab');
    await stage.expectSynced(two, ['Asher', 'Second tab', ...kSeeds]);
    await stage.expectSynced(page, ['Asher', 'Second tab', ...kSeeds]);
    return 'works, by a lease';
  },
};
