import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReferenceApi } from '../support/reference_api.js';

afterEach(() => void vi.unstubAllGlobals());

/** As older polyfills have it. */
class EncodeOnly {
  encode(text: string): Uint8Array {
    return Uint8Array.from(Buffer.from(text));
  }
}

describe('a test environment whose TextEncoder has no encodeInto', () => {
  it('unpacks the embedded module, and sends text of any characters', async () => {
    vi.stubGlobal('TextEncoder', EncodeOnly);
    vi.resetModules();
    const { PATIENTS, openPage } = await import('../support/open_page.js');
    const { page, client } = openPage();
    const api = new ReferenceApi(page.server, PATIENTS, [{ id: 'p1', last_name: 'Petit' }]);
    client.mutations(PATIENTS).update('p1', { last_name: 'Noël 😀 Žák' });
    await page.settle();
    expect(api.rows.get('p1')).toMatchObject({ last_name: 'Noël 😀 Žák' });
  });
});
