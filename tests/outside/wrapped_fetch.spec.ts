import { expect } from '@playwright/test';
import { anna, edits, expectAllEdits, expectOne, expectSeeded } from './cases/expectations.ts';
import { kBadPhone } from './servers/scripted.ts';
import type { Stage } from './support/stage.ts';
import { test } from './support/test.ts';

// Code between the page and the network. BEHAVIOUR 3.12a, 4: what the API says counts.

/** The API refuses an edit, and carries out the others. */
async function expectRefused(stage: Stage, message: RegExp): Promise<void> {
  await stage.open();
  await expectSeeded(stage);
  await stage.mutate('patients', 'p1', { phone: 'none' });
  await expect.poll(() => stage.parked()).toEqual([expect.objectContaining({ kind: 'refused' })]);
  expect((await stage.outcomes())[0]?.message).toMatch(message);
  expect(await stage.rowOf('patients', 'Seed 1')).toMatchObject({ phone: '1' });
  expect(stage.site.requests('PATCH')).toHaveLength(1);
  await edits(stage).POST();
  await expect.poll(() => stage.pending()).toBe(0);
  await expectOne(stage, anna);
}

test.describe('fetch of the page, replaced by monitoring tools', () => {
  test('one that reads a copy of each body and answer', async ({ stage }) => {
    await stage.page.addInitScript(() => {
      const original = window.fetch;
      window.fetch = async (input, init) => {
        const copy = new Request(input, init).clone();
        await copy.text();
        const response = await original(input, init);
        await response.clone().text();
        return response;
      };
    });
    await stage.open();
    await expectSeeded(stage);
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
    expect(stage.site.requests('POST')).toHaveLength(1);
  });

  test('one that throws now and then, before or after the request has left @long', async ({
    stage,
  }) => {
    await stage.page.addInitScript(() => {
      const original = window.fetch.bind(window);
      const counts = new Map<string, number>();
      window.fetch = (input, init) => {
        const method = init?.method ?? 'GET';
        const count = (counts.get(method) ?? 0) + 1;
        counts.set(method, count);
        if (count === 1 && method !== 'GET') throw new Error('the tool is at fault');
        const answer = original(input, init);
        if (count === 2 && method !== 'HEAD') throw new Error('the tool is at fault again');
        return answer;
      };
    });
    await stage.open();
    await expectSeeded(stage);
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
    expect(stage.site.requests('POST')).toHaveLength(1);
  });

  test('one whose promises are its own', async ({ stage }) => {
    await stage.page.addInitScript(() => {
      const original = window.fetch.bind(window);
      window.fetch = ((input: RequestInfo, init?: RequestInit) => ({
        then: (done: (response: Response) => void, failed: (error: unknown) => void) => {
          original(input, init).then(done, failed);
        },
      })) as unknown as typeof fetch;
    });
    await stage.open();
    await expectSeeded(stage);
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
  });

  test('one that gives no response until it is mended', async ({ stage }) => {
    await stage.page.addInitScript(() => {
      const original = window.fetch.bind(window);
      window.fetch = ((input: RequestInfo, init?: RequestInit) => {
        const answer = original(input, init);
        const isBroken = sessionStorage.getItem('mended') === null;
        return answer.then((response) => (isBroken ? undefined : response));
      }) as unknown as typeof fetch;
      sessionStorage.setItem('mended', 'yes');
    });
    await stage.open();
    await expectSeeded(stage);
    await stage.page.evaluate(() => sessionStorage.removeItem('mended'));
    for (const edit of Object.values(edits(stage))) await edit();
    await expect.poll(() => stage.site.requests('HEAD').length).toBeGreaterThan(0);
    expect(await stage.pending()).toBe(3);
    await stage.page.evaluate(() => sessionStorage.setItem('mended', 'yes'));
    await expectAllEdits(stage);
    expect(stage.site.requests('POST')).toHaveLength(1);
  });

  test('one over XMLHttpRequest, as polyfills are', async ({ stage }) => {
    await stage.page.addInitScript(() => {
      window.fetch = (input, init) =>
        new Promise((resolve, reject) => {
          const request = new XMLHttpRequest();
          request.open(init?.method ?? 'GET', String(input));
          for (const [name, value] of Object.entries((init?.headers ?? {}) as object))
            request.setRequestHeader(name, String(value));
          request.onload = () => {
            const headers = new Headers();
            for (const line of request.getAllResponseHeaders().trim().split('\r\n')) {
              const [name = '', value = ''] = line.split(': ');
              headers.set(name, value);
            }
            const { status, responseURL: url, responseText: text } = request;
            // No stream, and nothing about redirects.
            resolve({ status, url, headers, ok: status < 300, text: async () => text } as Response);
          };
          request.onerror = () => reject(new TypeError('Network request failed'));
          request.send((init?.body ?? null) as string | null);
        });
    });
    await stage.open();
    await expectSeeded(stage);
    stage.site.plan('POST', 'lose the answer');
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
  });

  test('one that reads what the API refuses, for its reports', async ({ stage }) => {
    await stage.page.addInitScript(() => {
      const original = window.fetch.bind(window);
      window.fetch = async (input, init) => {
        const response = await original(input, init);
        if (!response.ok) await response.text();
        return response;
      };
    });
    await expectRefused(stage, /./);
  });

  test('one that throws what the API refuses, as HTTP libraries do', async ({ stage }) => {
    await stage.page.addInitScript(() => {
      const original = window.fetch.bind(window);
      window.fetch = async (input, init) => {
        const response = await original(input, init);
        if (response.ok) return response;
        const { status, headers } = response;
        const answer = {
          status,
          headers: Object.fromEntries(headers),
          data: await response.json(),
        };
        throw Object.assign(new Error(`HTTP ${status}`), { response: answer });
      };
    });
    await expectRefused(stage, new RegExp(kBadPhone));
  });

  test('an AbortController whose signals fetch does not take', async ({ stage }) => {
    await stage.page.addInitScript(() => {
      class Signal extends EventTarget {
        aborted = false;
      }
      class Controller {
        signal = new Signal();
        abort(): void {
          this.signal.aborted = true;
          this.signal.dispatchEvent(new Event('abort'));
        }
      }
      Object.assign(window, { AbortController: Controller, AbortSignal: Signal });
    });
    await stage.open();
    await expectSeeded(stage);
    for (const edit of Object.values(edits(stage))) await edit();
    await expectAllEdits(stage);
  });
});
