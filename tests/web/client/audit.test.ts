import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { sha256, utf8 } from '../../../web/src/host/browser/sha256.js';
import { FakeBrowser } from '../support/fake_page.js';
import { PATIENTS, openPage } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';

interface AuditLine {
  id: string;
  timestamp: number;
  status: string;
  settledAt: number;
  steps: [number, string][];
  digest: string;
  salt: string;
  head: string;
}

/** Three settled updates of Alice. */
async function settledPage() {
  const browser = new FakeBrowser();
  new ReferenceApi(browser.server, PATIENTS, [{ id: 'p1', first_name: 'Jean' }]);
  const open = openPage(browser);
  open.client.queue.setUser({ id: 'alice' });
  for (const name of ['Anne', 'Béa 🩺', 'Cléo']) {
    open.client.mutations(PATIENTS).update('p1', { first_name: name });
    await open.page.settle();
  }
  const storage = open.page.storage() as Storage;
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')
    .filter((key) => key.includes(':h:'))
    .sort();
  const lines = (): AuditLine[] =>
    open.client.queue
      .exportAudit()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditLine);
  return { ...open, storage, keys, lines };
}

const nodeSha256 = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('base64url');

describe('SHA-256 of the host', () => {
  it('is that of the platform', () => {
    for (const text of ['', 'abc', 'é€🩺', 'x'.repeat(1000), '\n'])
      expect(sha256(text)).toBe(nodeSha256(text));
    expect(utf8('é€🩺')).toEqual(new Uint8Array(Buffer.from('é€🩺', 'utf8')));
  });
});

describe('3.10: the audit trail', () => {
  it('is read without a look at what waits', async () => {
    const { page, client, storage, lines } = await settledPage();
    page.goOnline(false);
    for (const name of ['Dora', 'Ève']) client.mutations(PATIENTS).create({ first_name: name });
    await page.settle();
    const read = vi.spyOn(storage, 'getItem');
    expect(lines()).toHaveLength(5);
    const records = read.mock.calls.map(([key]) => key);
    expect(records.some((key) => key.includes(':h:'))).toBe(true);
    expect(records.filter((key) => key.includes(':m:'))).toEqual([]);
    read.mockRestore();
  });

  it('lists each mutation with its steps and a proof of its contents', async () => {
    const { lines } = await settledPage();
    expect(lines()).toHaveLength(3);
    const second = lines()[1];
    expect(second).toMatchObject({ status: 'synced', steps: [[expect.any(Number), 'HTTP 200']] });
    expect(second?.settledAt).toBeGreaterThanOrEqual(second?.timestamp ?? Infinity);
    const contents = JSON.stringify({ first_name: 'Béa 🩺' });
    expect(second?.digest).toBe(nodeSha256(`${second?.salt}\n${contents}`));
  });

  it('an untouched trail is sound also against a head that was kept', async () => {
    const { client, page } = await settledPage();
    const { ok, records, head, problems } = client.queue.verifyAudit();
    expect({ ok, records, problems }).toEqual({ ok: true, records: 3, problems: [] });
    client.mutations(PATIENTS).update('p1', { first_name: 'Dora' });
    await page.settle();
    expect(client.queue.verifyAudit(head)).toMatchObject({ ok: true, records: 4 });
  });

  it('a removed record is missed', async () => {
    const { client, storage, keys } = await settledPage();
    storage.removeItem(keys[1] ?? '');
    expect(client.queue.verifyAudit()).toMatchObject({
      ok: false,
      problems: [{ fault: 'removed', index: 2 }],
    });
  });

  it('an edited record is seen whatever its checksum', async () => {
    const { client, storage, keys } = await settledPage();
    const key = keys[0] ?? '';
    const edited = (storage.getItem(key) ?? '').slice(9).replace('"attempts":1', '"attempts":7');
    storage.setItem(key, `${crc32(edited)} ${edited}`);
    expect(client.queue.verifyAudit()).toMatchObject({
      ok: false,
      problems: [{ fault: 'altered', index: 1 }],
    });
  });

  it('the newest is missed against a known head', async () => {
    const { client, storage, keys } = await settledPage();
    const { head } = client.queue.verifyAudit();
    storage.removeItem(keys[2] ?? '');
    expect(client.queue.verifyAudit().ok).toBe(true);
    expect(client.queue.verifyAudit(head).ok).toBe(false);
  });
});

function crc32(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
