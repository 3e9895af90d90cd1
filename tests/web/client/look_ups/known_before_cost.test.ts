import { describe, expect, it } from 'vitest';
import { type KeylessClinic, keylessClinic } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const ROWS = 3_000;
const CREATES = 120;

/** A clinic whose known rows count how often their names are read, and say so to `isRead`. */
function countedClinic(
  rows = ROWS,
  isRead: (count: number) => void = () => undefined,
): KeylessClinic & { read(): number } {
  const open = keylessClinic();
  let read = 0;
  const row = (index: number): { id: number; readonly name: string } => ({
    id: index + 1,
    get name() {
      read += 1;
      isRead(read);
      return `Patient ${index}`;
    },
  });
  open.client.resource(PATIENTS).setConfirmed(Array.from({ length: rows }, (_, at) => row(at)));
  return { ...open, read: () => read };
}

function makeMany({ client }: KeylessClinic): void {
  for (let made = 0; made < CREATES; made += 1)
    client.mutations(PATIENTS).create({ name: `New ${made}` });
}

describe('3.12a: what is known before a create leaves costs nothing where answers come', () => {
  it('is not searched for creates that are answered soon', async () => {
    const open = countedClinic();
    const before = open.read();
    makeMany(open);
    await open.page.settle();
    for (let second = 0; second < 10; second += 1) await open.page.advance(500);
    expect(open.api.rows).toHaveLength(CREATES);
    expect(open.read() - before).toBeLessThan(ROWS); // one search reads each row
  });

  it('is searched for some of the creates that wait, and not while others are sent', async () => {
    const open = countedClinic();
    open.client.queue.setOfflineMode(true);
    const before = open.read();
    makeMany(open);
    await open.page.advance(60_000);
    const searched = (open.read() - before) / ROWS;
    expect(searched).toBeGreaterThan(0);
    expect(searched).toBeLessThanOrEqual(50 * 3); // of 50 creates, each reads a row three times
    const waited = open.read();
    open.client.queue.setOfflineMode(false);
    await open.page.settle();
    await open.page.advance(5_000);
    expect(open.api.rows).toHaveLength(CREATES);
    expect(open.read() - waited).toBeLessThan(ROWS);
  });

  it('is searched no further once the network is there again', async () => {
    const open = countedClinic(ROWS, (read) => {
      if (read === ROWS / 2) open.client.queue.setOfflineMode(false);
    });
    open.browser.server.holding = true;
    open.client.queue.setOfflineMode(true);
    makeMany(open);
    await open.page.advance(1_500); // answers are late after another half second
    expect(open.read()).toBeGreaterThanOrEqual(ROWS / 2);
    expect(open.read()).toBeLessThan(ROWS);
  });

  it('is searched for one of many creates at a time where the list is short', async () => {
    const few = 400;
    const open = countedClinic(few);
    const before = open.read();
    makeMany(open);
    await open.page.settle();
    for (let turn = 0; turn < 5; turn += 1) await open.page.advance(100);
    expect(open.api.rows).toHaveLength(CREATES);
    expect(open.read() - before).toBeLessThanOrEqual(4 * few);
  });

  it('is searched where the answer is late', async () => {
    const open = countedClinic();
    const before = open.read();
    open.browser.server.holding = true;
    open.client.mutations(PATIENTS).create({ name: 'New' });
    await open.page.advance(500);
    expect(open.read() - before).toBe(0);
    await open.page.advance(2_000);
    expect(open.read() - before).toBeGreaterThanOrEqual(ROWS);
  });
});
