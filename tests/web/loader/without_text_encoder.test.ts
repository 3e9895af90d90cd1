import { afterEach, describe, expect, it, vi } from 'vitest';
import { ReferenceApi } from '../support/reference_api.js';

afterEach(() => void vi.unstubAllGlobals());

describe('a test environment without TextEncoder', () => {
  it('unpacks the embedded module, and sends text of any characters', async () => {
    vi.stubGlobal('TextEncoder', undefined);
    vi.resetModules();
    const { PATIENTS, openPage } = await import('../support/open_page.js');
    const { page, client } = openPage();
    const api = new ReferenceApi(page.server, PATIENTS, [{ id: 'p1', last_name: 'Petit' }]);
    client.mutations(PATIENTS).update('p1', { last_name: 'Noël 😀 Žák' });
    await page.settle();
    expect(api.rows.get('p1')).toMatchObject({ last_name: 'Noël 😀 Žák' });
  });
});
