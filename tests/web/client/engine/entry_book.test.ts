import { describe, expect, it } from 'vitest';
import { EntryBook } from '../../../../web/src/client/engine/entry_book.js';
import type { MutationEntry } from '../../../../web/src/types/index.js';
import { PATIENTS, openPage } from '../../support/open_page.js';

const entry = (id: string, change: Partial<MutationEntry> = {}): MutationEntry =>
  ({ id, status: 'pending', sequence: [Number(id.slice(1)), 'tab'], ...change }) as MutationEntry;

function bookOf(...entries: MutationEntry[]) {
  const stored = new Map(entries.map((one) => [one.id, one]));
  const reads: string[] = [];
  const book = new EntryBook({
    read(id) {
      reads.push(id);
      return stored.get(id) ?? null;
    },
    readUnsettled() {
      reads.push('all');
      return [...stored.values()];
    },
  });
  const put = (one: MutationEntry): void => {
    stored.set(one.id, one);
    book.touch(one.id);
  };
  return { book, put, reads, ids: () => book.getPending().map(({ id }) => id) };
}

describe('the unsettled entries', () => {
  it('cost what has changed, and are the same arrays until one of theirs changes', () => {
    const { book, put, reads } = bookOf(entry('m1'), entry('m2'), entry('m3', { status: 'error' }));
    const [pending, parked] = [book.getPending(), book.getParked()];
    put(entry('m3', { status: 'error' }));
    expect(book.getPending()).toBe(pending);
    expect(book.getParked()).not.toBe(parked);
    put(entry('m2', { status: 'synced' }));
    expect(book.getPending()).toEqual([entry('m1')]);
    expect(reads).toEqual(['all', 'm3', 'm2']);
  });

  it('3.4: are in the order of the queue, where one has moved to the end, too', () => {
    const { put, ids } = bookOf(entry('m1', { status: 'error' }), entry('m2'), entry('m3'));
    expect(ids()).toEqual(['m2', 'm3']);
    put(entry('m1', { place: [4, 'tab'] }));
    expect(ids()).toEqual(['m2', 'm3', 'm1']);
  });

  it('are those of the queue', async () => {
    const { page, client } = openPage();
    const calls = client.mutations(PATIENTS);
    const base = { previousState: { id: 'p1', version: 1 } };
    page.server.on(`PATCH ${PATIENTS}/p1`, { status: 422, body: { code: 'NO', message: 'no' } });
    const refused = calls.update('p1', { phone: '1' }, base);
    await page.advance(1_000);
    expect(client.unsettled.getParked()).toEqual(client.queue.getAll());
    expect(client.unsettled.getParked()).toMatchObject([{ id: refused.mutationId }]);
    client.queue.setOfflineMode(true);
    calls.update('p1', { notes: 'later' }, base);
    await client.queue.retry(refused.mutationId);
    await page.settle();
    expect(client.queue.getPending()[1]?.id).toBe(refused.mutationId);
    expect(client.unsettled.getPending()).toEqual(client.queue.getPending());
    expect(client.unsettled.getParked()).toEqual([]);
  });
});
