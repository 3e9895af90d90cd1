import { describe, expect, it } from 'vitest';
import { keylessClinic, once } from '../support/keyless_clinic.js';
import { PATIENTS } from '../support/open_page.js';
import type { ScriptedAnswer } from '../support/scripted_server.js';

const MINUTE = 60_000;

describe('4: an API without HEAD', () => {
  it.each<[string, ScriptedAnswer]>([
    ['no answer that a page may see', 'network-error'],
    ['a time limit', 'never'],
    ['500', { status: 500 }],
    ['501', { status: 501 }],
    ['a failure of its gateway', { status: 502 }],
  ])('is asked by GET by turns, and gets what waits: %s', async (_, failure) => {
    const { api, browser, client, page } = keylessClinic();
    api.add({ name: 'Zoe' });
    browser.server.on(`HEAD ${PATIENTS}`, failure);
    api.fate = once('PATCH', 'lost');
    client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await page.advance(MINUTE);
    expect(api.rows).toEqual([{ id: 101, name: 'Zoé' }]);
  });

  it('is asked once at a time, and no more often, while it is away', async () => {
    const { api, browser, client, page } = keylessClinic();
    api.add({ name: 'Zoe' });
    api.fate = () => 'lost';
    client.mutations(PATIENTS).update(101, { name: 'Zoé' });
    await page.advance(MINUTE);
    const probes = browser.server.requests.filter(({ url }) => url === PATIENTS);
    const methods = probes.map(({ method }) => method);
    expect(methods.slice(0, 4)).toEqual(['HEAD', 'GET', 'HEAD', 'GET']);
    expect(probes.length).toBeLessThan(8);
  });
});
