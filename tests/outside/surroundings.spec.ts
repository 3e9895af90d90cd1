import { expect, type Page } from '@playwright/test';
import {
  anna,
  edits,
  expectAllEdits,
  expectAllSynced,
  expectOne,
  expectSeeded,
} from './cases/expectations.ts';
import { builtPage } from './support/build.ts';
import { crossOrigin } from './servers/cross_origin.ts';
import { Site } from './servers/site.ts';
import { Stage } from './support/stage.ts';
import { test } from './support/test.ts';

// What other software does between the page and its API. BEHAVIOUR 3.12a, 4: nothing is lost or doubled.

const kHour = 3_600_000;

/** The device's clock in the page is set: no time passes. */
const setClock = (page: Page, byMs: number): Promise<void> =>
  page.evaluate((ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
  }, byMs);

/** It has been tried more than once; then an hour passes by the device's clock, after which it is parked. */
async function hourOfAttempts(stage: Stage, mutation: string): Promise<void> {
  const attempts = (id: string) => window.bench.queue.getEntry(id)?.attempts ?? 0;
  await expect.poll(() => stage.page.evaluate(attempts, mutation)).toBeGreaterThan(1);
  await setClock(stage.page, kHour + 60_000);
}

test.describe('a content blocker that lets one kind of request never leave', () => {
  for (const [blocked, tag] of [
    ['POST', '@long'],
    ['PATCH', ''],
    ['DELETE', '@long'],
  ] as const) {
    test(`${blocked}: all else is sent, and that change waits for a person in the end ${tag}`, async ({
      stage,
    }) => {
      let blocks = true;
      await stage.page.route(/\/api\/patients/, (route) =>
        blocks && route.request().method() === blocked
          ? route.abort('blockedbyclient')
          : route.fallback(),
      );
      await stage.open();
      await expectSeeded(stage);
      const ways = Object.entries(edits(stage));
      let id = '';
      for (const [method, edit] of ways) if (method === blocked) id = await edit();
      for (const [method, edit] of ways) if (method !== blocked) await edit();
      await expect.poll(() => stage.pending()).toBeLessThanOrEqual(1);
      await hourOfAttempts(stage, id);
      await expect.poll(async () => (await stage.parked()).map((entry) => entry.id)).toEqual([id]);
      expect(await stage.pending()).toBe(0);
      blocks = false;
      await stage.page.evaluate(() => window.bench.queue.retryAll());
      await expectAllEdits(stage);
    });
  }
});

test.describe('an API of another origin whose errors no page may read', () => {
  async function openElsewhere(stage: Stage): Promise<Site> {
    const site = new Site(
      crossOrigin(stage.api, (status) => status < 400),
      builtPage,
    );
    stage.sites.push(site);
    await site.start();
    await stage.open(`&base=${encodeURIComponent(site.origin)}`);
    await expectSeeded(stage);
    return site;
  }

  test('a refusal does not hold up the others, and is shown as what may have been saved', async ({
    stage,
  }) => {
    const site = await openElsewhere(stage);
    try {
      const { mutation } = await stage.create('patients', { ...anna, phone: 'letters' });
      await stage.mutate('patients', 'p1', { phone: '11' });
      await stage.remove('patients', 'p3');
      await expect.poll(() => stage.pending()).toBeLessThanOrEqual(1);
      await hourOfAttempts(stage, mutation);
      await expect.poll(async () => (await stage.parked()).length).toBe(1);
      expect((await stage.parked())[0]).toMatchObject({ id: mutation, kind: 'uncertain' });
      // It was not saved: the person gives it up, and makes it again.
      await stage.page.evaluate((id) => window.bench.queue.discard(id), mutation);
      await stage.create('patients', anna);
      await expectAllEdits(stage);
    } finally {
      await site.stop();
    }
  });

  test('a create that was made before the API failed is found and not made again', async ({
    stage,
  }) => {
    const site = await openElsewhere(stage);
    try {
      site.plan('POST', (asked, response) => {
        void Promise.resolve(stage.api.answer(asked)).then(() => response.writeHead(500).end());
      });
      await stage.create('patients', anna);
      await expectAllSynced(stage);
      await expectOne(stage, anna);
      expect(site.requests('POST')).toHaveLength(1);
    } finally {
      await site.stop();
    }
  });
});

test.describe('a session that the page renews by itself', () => {
  /** Each answer to a change is 401 until the cookie is there. */
  const demandSession = (stage: Stage): void => {
    for (const method of ['POST', 'PATCH', 'DELETE']) {
      stage.site.plan(
        method,
        function demandsSession(asked, response) {
          const isRenewal = asked.path === '/api/session';
          const isIn = (asked.headers['cookie'] ?? '').includes('session=new');
          if (isRenewal) {
            const cookie = { 'Set-Cookie': 'session=new; Path=/; HttpOnly' };
            return void response.writeHead(204, cookie).end();
          }
          if (!isIn) return void response.writeHead(401).end('{"error":"expired"}');
          void Promise.resolve(stage.api.answer(asked)).then(({ status, body }) => {
            response.writeHead(status, { 'Content-Type': 'application/json' });
            response.end(body === undefined ? undefined : JSON.stringify(body));
          });
        },
        50,
      );
    }
  };

  test('a wrapper around fetch that renews it and asks again: nobody is asked to sign in', async ({
    stage,
  }) => {
    await stage.page.addInitScript(() => {
      const original = window.fetch.bind(window);
      let renewal: Promise<unknown> | undefined;
      window.fetch = async (input, init) => {
        const response = await original(input, init);
        if (response.status !== 401) return response;
        renewal ??= original('/api/session', { method: 'POST' });
        await renewal;
        return original(input, init);
      };
    });
    await stage.open();
    await expectSeeded(stage);
    demandSession(stage);
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
    expect(await stage.page.evaluate(() => window.bench.events)).not.toContain(
      'sync:auth-required',
    );
  });

  test('a listener that renews it and resumes: all is sent once', async ({ stage }) => {
    await stage.open();
    await expectSeeded(stage);
    demandSession(stage);
    await stage.page.evaluate(() => {
      const { queue } = window.bench;
      queue.on('sync:auth-required', () => {
        void fetch('/api/session', { method: 'POST' }).then(() => queue.resume());
      });
    });
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
  });
});

test.describe('lists that may be cached', () => {
  const kCached = { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=60' };

  test('a create whose answer is lost is found past the cache of the browser', async ({
    stage,
  }) => {
    stage.site.plan(
      'GET',
      function cacheable(asked, response) {
        void Promise.resolve(stage.api.answer(asked)).then(({ status, body }) =>
          response.writeHead(status, kCached).end(JSON.stringify(body)),
        );
      },
      100,
    );
    await stage.open();
    await expectSeeded(stage);
    // Code of the page reads the same address with the cache, as it will be looked up.
    const isCached = await stage.page.evaluate(async () => {
      const read = async () => (await fetch('/api/patients?limit=1000&page=1')).headers.get('date');
      return (await read()) === (await read());
    });
    expect(isCached).toBe(true);
    stage.site.plan('POST', 'lose the answer');
    await stage.create('patients', anna);
    await expectAllSynced(stage);
    await expectOne(stage, anna);
    expect(stage.site.requests('POST')).toHaveLength(1);
  });

  test('304 to a list, or to a change, is not an answer: both are asked for again', async ({
    stage,
  }) => {
    function notModified(_asked: unknown, response: import('node:http').ServerResponse): void {
      response.writeHead(304, { ETag: '"list"' }).end();
    }
    await stage.open();
    await expectSeeded(stage);
    stage.site.plan('GET', notModified, 2);
    await stage.readAgain('patients').catch(() => undefined);
    expect((await stage.rows('patients')).length).toBe(3);
    for (const method of ['POST', 'PATCH', 'DELETE']) stage.site.plan(method, notModified);
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
  });
});

test.describe('an API that has moved', () => {
  for (const status of [307, 308]) {
    test(`${status}: each change is carried out at its new place, once`, async ({ stage }) => {
      for (const method of ['POST', 'PATCH', 'DELETE']) {
        stage.site.plan(method, function moved({ path }, response) {
          response.writeHead(status, { Location: path.replace('/api/', '/v2/api/') }).end();
        });
        stage.site.plan(method, function atItsNewPlace(asked, response) {
          const there = { ...asked, path: asked.path.replace('/v2/', '/') };
          void Promise.resolve(stage.api.answer(there)).then(({ status: made, body }) => {
            response.writeHead(made, { 'Content-Type': 'application/json' });
            response.end(body === undefined ? undefined : JSON.stringify(body));
          });
        });
      }
      await stage.open();
      await expectSeeded(stage);
      for (const edit of Object.values(edits(stage))) {
        await edit();
        await expectAllSynced(stage);
      }
      await expectAllEdits(stage);
      expect(stage.site.requests('POST')).toHaveLength(2);
    });
  }
});

test.describe("the device's clock, set while the page is open", () => {
  for (const [title, by, tag] of [
    ['an hour back', -kHour, ''],
    ['a day ahead', 24 * kHour, '@long'],
  ] as const) {
    test(`${title}: what waits is sent, and a create that is lost later is found ${tag}`, async ({
      stage,
    }) => {
      await stage.open();
      await expectSeeded(stage);
      stage.site.cut();
      const { POST, ...others } = edits(stage);
      for (const edit of Object.values(others)) await edit();
      await expect.poll(() => stage.site.requests('HEAD').length).toBeGreaterThan(0);
      await setClock(stage.page, by);
      stage.site.mend();
      await expectAllSynced(stage);
      await stage.readAgain('patients');
      stage.site.plan('POST', 'lose the answer');
      await POST();
      await expectAllEdits(stage);
      expect(stage.site.requests('POST')).toHaveLength(1);
    });

    test(`${title} while an answer is lost: the create is there once ${tag}`, async ({ stage }) => {
      await stage.open();
      await expectSeeded(stage);
      stage.site.plan('POST', 'lose the answer');
      await stage.create('patients', anna);
      await expect.poll(() => stage.site.requests('POST').length).toBe(1);
      await setClock(stage.page, by);
      // By such a clock, a colleague has had a day for one like it: a person may be asked.
      await expect.poll(() => stage.pending()).toBe(0);
      expect(await stage.stored('Asher')).toHaveLength(1);
      expect(stage.site.requests('POST')).toHaveLength(1);
      expect((await stage.rows('patients')).length).toBe(4);
    });
  }
});

test.describe('another tab of the same page', () => {
  test('a duplicate, which has a copy of sessionStorage: each sends its own, once', async ({
    stage,
  }) => {
    await stage.open();
    await expectSeeded(stage);
    stage.site.cut('POST', 'HEAD');
    await stage.create('patients', { ...anna, last_name: 'First' });
    await stage.page.evaluate(() => sessionStorage.setItem('of the page', 'copied'));
    const [page] = await Promise.all([
      stage.page.context().waitForEvent('page'),
      stage.page.evaluate(() => void window.open(location.href)),
    ]);
    await page.waitForFunction(() => 'bench' in window);
    const copy = new Stage(page, stage.known, stage.api, stage.site, page.url());
    expect(await copy.page.evaluate(() => sessionStorage.getItem('of the page'))).toBe('copied');
    await copy.create('patients', { ...anna, last_name: 'Second' });
    await stage.create('patients', { ...anna, last_name: 'Third' });
    stage.site.mend();
    for (const tab of [stage, copy]) {
      await expectAllSynced(tab);
      for (const name of ['First', 'Second', 'Third'])
        await expectOne(tab, { ...anna, last_name: name });
    }
    await page.close();
  });
});
