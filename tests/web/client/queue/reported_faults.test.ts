import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, openPage, PATIENTS } from '../../support/open_page.js';

// What people have reported of other queues of offline changes, tried on this one.

const MINUTE = 60_000;

const names = ({ api }: KeylessClinic): unknown[] => api.rows.map(({ name }) => name);
const shown = ({ client }: OpenPage): AnyRecord[] =>
  [...client.resource(PATIENTS).getRows()] as AnyRecord[];
const ends = ({ client }: OpenPage): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);

async function readAgain({ client, page }: OpenPage): Promise<void> {
  await Promise.all([client.resource(PATIENTS).refetch(), page.settle()]);
}

function goOffline(open: KeylessClinic): void {
  open.api.fate = () => 'lost';
  open.page.goOnline(false);
}

function goOnline(open: KeylessClinic, page = open.page): void {
  open.api.fate = () => 'answered';
  page.goOnline(true);
}

async function offline(more: Parameters<typeof keylessClinic>[0] = {}): Promise<KeylessClinic> {
  const open = keylessClinic(more);
  await readList(open);
  goOffline(open);
  return open;
}

describe('3.4, 3.7: the connection comes back', () => {
  it('each change is sent once, in order, where the window gets the focus at the same moment', async () => {
    const open = await offline();
    const calls = open.client.mutations(PATIENTS);
    const { record } = calls.create({ name: 'Ana' });
    for (const phone of ['1', '2', '3']) calls.update(record['id'] as string, { phone });
    await open.page.advance(MINUTE);
    const before = open.browser.server.requests.length;
    goOnline(open);
    for (let i = 0; i < 3; i += 1) {
      open.page.signal('window', 'focus');
      open.page.signal('document', 'visibilitychange');
      open.page.signal('window', 'online');
      void open.client.queue.process();
    }
    await open.page.advance(MINUTE);
    const written = open.browser.server.requests
      .slice(before)
      .filter(({ method }) => method === 'POST' || method === 'PATCH');
    expect(written.map(({ method, body }) => [method, (body as AnyRecord)['phone']])).toEqual([
      ['POST', undefined],
      ['PATCH', '1'],
      ['PATCH', '2'],
      ['PATCH', '3'],
    ]);
  });

  it('changes that are made meanwhile come after those that wait', async () => {
    const open = await offline({ ordering: 'fifo' });
    const calls = open.client.mutations(PATIENTS);
    for (const name of ['1', '2', '3']) calls.create({ name });
    open.browser.server.holding = true;
    goOnline(open);
    await open.page.settle();
    for (const name of ['4', '5']) calls.create({ name });
    await open.page.settle();
    open.browser.server.release();
    await open.page.advance(MINUTE);
    expect(names(open)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('no change leaves the queue while the server is down, however often it is tried', async () => {
    const open = await offline();
    for (const name of ['1', '2', '3']) open.client.mutations(PATIENTS).create({ name });
    open.api.fate = () => ({ status: 503 });
    open.page.goOnline(true);
    for (let i = 0; i < 5; i += 1) {
      await open.client.queue.process();
      await open.page.advance(MINUTE);
    }
    expect(open.client.queue.getAll()).toHaveLength(3);
    goOnline(open);
    await open.page.advance(30 * MINUTE);
    expect(names(open).sort()).toEqual(['1', '2', '3']);
  });
});

describe('5.1: a page that is opened again', () => {
  it('does not make the queue grow: ten times without a connection', async () => {
    const open = await offline();
    const { record } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.client.mutations(PATIENTS).update(record['id'] as string, { phone: '1' });
    let at: OpenPage = open;
    for (let i = 0; i < 10; i += 1) {
      await at.page.advance(1_000);
      at.page.end();
      at = openPage(open.browser);
      at.page.online = false;
      at.client.start();
      await at.page.settle();
      expect(at.client.queue.getPendingCount()).toBe(2);
    }
    goOnline(open, at.page);
    await at.page.advance(5 * MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Ana', phone: '1' }]);
    expect(open.api.posts).toBe(1);
  });

  it('carries out a chain in order, whichever step it was opened after', async () => {
    const open = await offline();
    const calls = open.client.mutations(PATIENTS);
    const { record } = calls.create({ name: 'Ana' });
    for (const phone of ['1', '2']) calls.update(record['id'] as string, { phone });
    const order: unknown[] = [];
    open.api.stored = (stored) => (order.push(stored['phone'] ?? stored['name']), stored);
    let at: OpenPage = open;
    for (let i = 0; i < 6; i += 1) {
      at.page.end();
      at = openPage(open.browser);
      at.client.start();
      goOnline(open, at.page);
      await at.page.advance(10);
    }
    await at.page.advance(5 * MINUTE);
    expect(order).toEqual(['Ana', '1', '2']);
    expect(ends(at)).toEqual(['synced', 'synced', 'synced']);
  });
});

describe('3.3, 3.4: a change that the server refuses', () => {
  it('is rolled back, holds up nothing, and can be given up', async () => {
    const open = keylessClinic();
    const row = open.api.add({ name: 'Zoe' });
    await readList(open);
    open.api.fate = ({ method, url }) =>
      method === 'PATCH' && url.endsWith('/101') ? { status: 422 } : 'answered';
    const calls = open.client.mutations(PATIENTS);
    const { mutationId } = calls.update('101', { name: 'Zoé' });
    calls.create({ name: 'Ana' });
    await open.page.advance(MINUTE);
    expect(shown(open)).toMatchObject([row, { name: 'Ana' }]);
    const sent = open.browser.server.requests.length;
    await open.client.queue.discard(mutationId);
    await open.page.advance(10 * MINUTE);
    expect(open.browser.server.sent('PATCH')).toHaveLength(1);
    expect(open.browser.server.requests.slice(sent).every(({ method }) => method === 'GET')).toBe(
      true,
    );
    expect(open.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
  });
});

describe('10: a queue that is emptied while a request is in flight', () => {
  it('keeps what is made after it', async () => {
    const open = keylessClinic();
    await readList(open);
    const calls = open.client.mutations(PATIENTS);
    open.browser.server.holding = true;
    calls.create({ name: 'before' });
    await open.page.settle();
    await open.client.queue.clear();
    calls.create({ name: 'after' });
    await open.page.settle();
    open.browser.server.release();
    await open.page.advance(5 * MINUTE);
    expect(names(open)).toContain('after');
    expect(names(open).filter((name) => name === 'after')).toHaveLength(1);
    expect(open.client.queue.getPendingCount()).toBe(0);
  });
});

describe('2.9, 3.5: a list that is read while a create of it is answered', () => {
  it('has one row for it in the end, whatever it is called, and nothing is made twice', async () => {
    const open = keylessClinic();
    await readList(open);
    open.browser.server.holding = true;
    const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    // A colleague's row and ours are read while the answer is on its way.
    open.api.add({ name: 'Ben' });
    const reading = open.client.resource(PATIENTS).refetch();
    open.browser.server.release();
    await open.page.settle();
    await Promise.all([reading, synced]);
    expect(
      shown(open)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Ana', 'Ben']);
    expect(open.api.posts).toBe(1);
  });
});

describe('2.9: a record that is made, saved, and deleted at once', () => {
  it('does not come back by a read that began before', async () => {
    const open = keylessClinic();
    await readList(open);
    const calls = open.client.mutations(PATIENTS);
    const { record } = calls.create({ name: 'Ana' });
    await open.page.settle();
    open.browser.server.holding = true;
    const reading = open.client.resource(PATIENTS).refetch();
    await open.page.settle();
    calls.delete(record['id'] as string);
    open.browser.server.release();
    await open.page.settle();
    await reading;
    expect(shown(open)).toEqual([]);
    await open.page.advance(MINUTE);
    await readAgain(open);
    expect(shown(open)).toEqual([]);
    expect(open.api.rows).toEqual([]);
  });
});

describe('3.4: a record that is changed while its change is in flight', () => {
  it('is sent again, and counts as saved only then', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    await readList(open);
    const calls = open.client.mutations(PATIENTS);
    open.browser.server.holding = true;
    calls.update('101', { phone: '1' });
    await open.page.settle();
    const second = calls.update('101', { phone: '2' });
    open.browser.server.release();
    await open.page.settle();
    await open.page.advance(MINUTE);
    await expect(second.synced).resolves.toMatchObject({ phone: '2' });
    expect(open.api.rows).toMatchObject([{ name: 'Zoe', phone: '2' }]);
    expect(
      open.browser.server.sent('PATCH').map(({ body }) => (body as AnyRecord)['phone']),
    ).toEqual(['1', '2']);
  });

  it('shows what a colleague has changed in its other fields', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe', room: 1 });
    await readList(open);
    open.api.fate = ({ method }) => (method === 'PATCH' ? 'lost' : 'answered');
    open.client.mutations(PATIENTS).update('101', { name: 'Zoé' });
    await open.page.settle();
    open.api.rows[0] = { id: 101, name: 'Zoe', room: 2, note: 'x' };
    await readAgain(open);
    expect(shown(open)).toEqual([{ id: 101, name: 'Zoé', room: 2, note: 'x' }]);
    goOnline(open);
    await open.page.advance(MINUTE);
    expect(open.api.rows).toEqual([{ id: 101, name: 'Zoé', room: 2, note: 'x' }]);
  });
});

describe('2.3, 6.2: a tab that does not send', () => {
  it('gets the verdict of the server for its own change', async () => {
    const open = keylessClinic();
    open.client.start();
    await open.page.settle();
    const other = openPage(open.browser);
    other.client.start();
    await other.page.settle();
    const saved = other.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.api.fate = ({ body }) =>
      (body as AnyRecord | undefined)?.['name'] === 'Bad' ? { status: 422 } : 'answered';
    const refused = other.client.mutations(PATIENTS).create({ name: 'Bad' });
    for (let i = 0; i < 5; i += 1) {
      await other.page.settle();
      await open.page.advance(1_000);
    }
    await other.page.settle();
    await expect(saved.synced).resolves.toMatchObject({ id: 101 });
    await expect(refused.synced).rejects.toMatchObject({ status: 422 });
  });
});
