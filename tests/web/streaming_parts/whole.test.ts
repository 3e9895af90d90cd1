import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../../web/src/client/base/diagnostics.js';
import { sentenceOf } from '../../../web/src/client/base/messages/sentence.js';
import { provideParts } from '../../../web/src/client/whole_parts_split.js';
import { FakeBrowser } from '../support/fake_page.js';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

describe('synchrone/whole', () => {
  it('has sentences, diagnostics and sealing in the first call', async () => {
    provideParts();
    expect(sentenceOf('DISCARDED', 'fr')).not.toBe(sentenceOf('DISCARDED', 'en'));
    expect(diagnostic('client', 'ROW_WITHOUT_ID').message).toContain('A row');

    const browser = new FakeBrowser();
    const { page, client } = openPage(browser);
    page.online = false;
    client.queue.configure({ encryption: { key: new Uint8Array(32).fill(1) } });
    void client.mutations(PATIENTS).create({ notes: 'Diabetes' });
    const stored = [...browser.storage.values.values()].join('\n');
    expect(stored).toContain('synchrone:sealed:1:');
    expect(stored).not.toContain('Diabetes');
    await page.settle();
  });

  it('3.12a: looks a create up whose answer was lost', async () => {
    provideParts();
    const { page, client } = openPage();
    const rows: Array<Record<string, unknown>> = [{ id: 'p1', first_name: 'Zoé' }];
    page.server.on(`GET ${PATIENTS}`, () => ok(rows));
    page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
    await client.resource(PATIENTS).load();
    page.server.on(`POST ${PATIENTS}`, () => {
      rows.push({ id: 'p9', first_name: 'Ana' });
      return 'network-error';
    });
    const { synced } = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.settle();
    await page.advance(60_000);
    await expect(synced).resolves.toMatchObject({ id: 'p9' });
    expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
  });
});
