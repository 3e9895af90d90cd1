// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PageClient } from '../../../web/src/client/page_client.js';
import { browserGlobals } from '../../../web/src/host/globals.js';
import { quiet } from '../support/fake_page.js';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('the real globals, in jsdom', () => {
  it('TheClientWorksOverThemWithoutLocksAndChannels', async () => {
    const sent: { url: string; init: RequestInit }[] = [];
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      sent.push({ url, init });
      return Promise.resolve(
        new Response(JSON.stringify({ success: true, data: { id: 's1' } }), {
          status: 201,
          headers: { 'content-type': 'application/json' },
        }),
      );
    });
    vi.stubGlobal('BroadcastChannel', undefined);
    const heard: unknown[] = [];
    window.addEventListener('mutation:synced', (event) =>
      heard.push((event as CustomEvent<{ record: unknown }>).detail.record),
    );
    const client = new PageClient(browserGlobals());
    const promise = client.mutations('/api/v1/patients').create({ id: 'local', first_name: 'Ana' });
    expect(Object.keys(localStorage).some((key) => key.startsWith('synchrone:'))).toBe(true);
    await expect(promise).resolves.toEqual({ id: 's1', first_name: 'Ana' });
    await quiet();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      url: '/api/v1/patients',
      init: { method: 'POST', credentials: 'same-origin' },
    });
    expect(heard).toEqual([{ id: 's1', first_name: 'Ana' }]);
  });

  it('TellThePage', () => {
    const globals = browserGlobals();
    expect(globals.origin()).toBe(window.location.origin);
    expect(globals.visible()).toBe(document.visibilityState !== 'hidden');
    expect(globals.onLine()).toBe(true);
    expect(globals.languages()).toEqual(navigator.languages);
    expect(globals.locks()).toBeNull();
    expect(globals.storage()).toBe(window.localStorage);
    expect(globals.randomBytes(16)).toHaveLength(16);
    const heard = vi.fn();
    globals.listen('document', 'visibilitychange', heard);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('APlatformWithoutFetchRejects_OneWithoutCryptoHasNoBytes', async () => {
    vi.stubGlobal('fetch', undefined);
    vi.stubGlobal('crypto', undefined);
    const globals = browserGlobals();
    await expect(globals.fetch('/x', {})).rejects.toThrow(TypeError);
    expect(globals.randomBytes(4)).toBeNull();
  });

  it('AChannelPassesTextOnlyAndSurvivesTheEndOfThePage', () => {
    class Channel {
      static opened: Channel[] = [];
      onmessage: ((event: { data: unknown }) => void) | null = null;
      constructor(readonly name: string) {
        Channel.opened.push(this);
      }
      postMessage(): void {
        throw new DOMException('closed', 'InvalidStateError');
      }
    }
    vi.stubGlobal('BroadcastChannel', Channel);
    const heard: string[] = [];
    const post = browserGlobals().openChannel('synchrone.v1', (message) => heard.push(message));
    for (const data of ['text', { not: 'text' }]) Channel.opened[0]?.onmessage?.({ data });
    expect(heard).toEqual(['text']);
    expect(() => post?.('x')).not.toThrow();
  });
});
