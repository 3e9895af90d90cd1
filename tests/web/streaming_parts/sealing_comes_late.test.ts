import { describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../support/fake_page.js';
import { openPage, PATIENTS } from '../support/open_page.js';

/** Against hanging, not slowness. */
const patience = { timeout: 300_000 };
const gate = vi.hoisted(() => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
});
vi.mock('../../../web/src/host/storage/sealing.js', async (original) => {
  await gate.opened;
  return original();
});

const key = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

describe('7.4: sealing that is a file of its own', () => {
  it('locks the storage until it is here, writes nothing in clear, and takes the last key', async () => {
    const browser = new FakeBrowser();
    const { page, client } = openPage(browser);
    page.online = false;
    client.queue.configure({ encryption: { key: key(1) } });
    client.queue.configure({ encryption: { key: key(2) } });
    await page.settle();
    expect(client.queue.getSnapshot().waiting).toBe('locked');
    const early = client.mutations(PATIENTS).create({ notes: 'Hypertension' });
    await expect(early).rejects.toMatchObject({ code: 'LOCKED' });

    gate.open();
    await vi.waitFor(async () => {
      await page.settle();
      expect(client.queue.getSnapshot().waiting).not.toBe('locked');
    }, patience);
    void client.mutations(PATIENTS).create({ notes: 'Diabetes' });
    await page.settle();
    const stored = [...browser.storage.values.values()].join('\n');
    expect(stored).toContain('synchrone:sealed:1:');
    expect(stored).not.toMatch(/Hypertension|Diabetes/);
    page.end();

    const other = openPage(browser);
    other.page.online = false;
    other.client.queue.configure({ encryption: { key: key(2) } });
    await other.page.settle();
    expect(other.client.queue.getPending()).toMatchObject([{ data: { notes: 'Diabetes' } }]);
  });

  it('stays locked where the key is taken away before it is here', async () => {
    const { page, client } = openPage();
    client.queue.configure({ encryption: { key: key(1) } });
    client.queue.configure({ encryption: { key: null } });
    await page.settle();
    expect(client.queue.getSnapshot().waiting).toBe('locked');
  });
});
