import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../../web/src/client/base/diagnostics.js';
import { sentenceOf } from '../../../web/src/client/base/messages/sentence.js';
import { provideParts } from '../../../web/src/client/whole_parts_split.js';
import { FakeBrowser } from '../support/fake_page.js';
import { openPage, PATIENTS } from '../support/open_page.js';

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
});
