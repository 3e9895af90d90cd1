import { pageResponse } from './plain_response.js';
import type { TestBrowser } from './test_browser.js';
import { requestOf } from './test_server.js';

/**
 * Gives the test environment the network of the test: `navigator.onLine`, and a `fetch` that asks the
 * test server for what it knows. Returns the function that puts both back.
 */
export function replaceGlobals(browser: TestBrowser): () => void {
  const restores = [replaceOnLine(browser), replaceFetch(browser)];
  return () => {
    for (const restore of restores) restore();
  };
}

function replaceOnLine(browser: TestBrowser): () => void {
  if (typeof navigator === 'undefined') return () => undefined;
  const own = Object.getOwnPropertyDescriptor(navigator, 'onLine');
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => browser.online });
  return () => {
    if (own) Object.defineProperty(navigator, 'onLine', own);
    else Reflect.deleteProperty(navigator, 'onLine');
  };
}

function replaceFetch(browser: TestBrowser): () => void {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const platformFetch = own === undefined ? undefined : globalThis.fetch;
  const testFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = typeof input === 'object' && 'url' in input ? input.url : String(input);
    const request = requestOf(url, init);
    if (!browser.server.knows(request) && platformFetch) return platformFetch(input, init);
    return browser.exchange(async () => {
      if (!browser.online) throw new TypeError('Failed to fetch');
      return pageResponse(await browser.server.answer(request), url);
    });
  };
  Object.defineProperty(globalThis, 'fetch', {
    configurable: true,
    writable: true,
    value: testFetch,
  });
  return () => {
    if (globalThis.fetch !== testFetch) return;
    if (own) Object.defineProperty(globalThis, 'fetch', own);
    else Reflect.deleteProperty(globalThis, 'fetch');
  };
}
