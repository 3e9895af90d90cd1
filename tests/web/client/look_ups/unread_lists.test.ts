import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { openPage, type OpenPage, PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;

const states = ({ client }: OpenPage): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);
const answers = ({ browser }: KeylessClinic, body: unknown, status = 200): void =>
  void browser.server.on(`GET ${PATIENTS}`, { status, body: body as AnyRecord });

/** Ana is made; the answer, or the request, is lost. */
async function makeAna(open: KeylessClinic, fate: 'reset' | 'lost'): Promise<void> {
  open.api.fate = once('POST', fate);
  open.client.mutations(PATIENTS).create({ name: 'Ana' });
  await open.page.advance(5 * MINUTE);
}

describe('3.12a: a list that is not understood', () => {
  it.each<[string, unknown]>([
    ['its own name', { patients: [] }],
    ['_embedded', { _embedded: { patients: [] } }],
    ['data', { data: { patients: [] } }],
  ])('is not one that is empty: %s', async (_, body) => {
    const open = keylessClinic();
    answers(open, body);
    await readList(open);
    expect(open.client.resource(PATIENTS).getState().error).toBeNull();
    await makeAna(open, 'lost');
    expect(states(open)).toEqual(['synced']);
    expect(open.api.posts).toBe(1);
  });

  it.each<[string, unknown, number]>([
    ['two lists', { doctors: [{ id: 1 }], nurses: [{ id: 2 }] }, 200],
    ['a word', { count: 3 }, 200],
    ['nothing', undefined, 204],
    ['a refusal with 200', { success: false, error: { code: 'NO', message: 'no' } }, 200],
  ])('is asked about at once, and holds up nothing else: %s', async (_, body, status) => {
    const open = keylessClinic();
    answers(open, body, status);
    open.api.fate = once('POST', 'reset');
    const calls = open.client.mutations(PATIENTS);
    calls.create({ name: 'Ana' });
    await open.page.advance(20_000);
    expect(states(open)).toEqual(['uncertain']);
    const { synced } = calls.create({ name: 'Ben' });
    await open.page.settle();
    await expect(synced).resolves.toMatchObject({ name: 'Ben' });
    expect(open.client.queue.getSnapshot().waiting).toBeNull();
  });
});

describe('3.12a: a list that this person may not read', () => {
  it.each([401, 419, 500, 501])('is asked about after some tries: %i', async (status) => {
    const open = keylessClinic();
    const received: string[] = [];
    open.client.queue.on('sync:diagnostic', ({ code }) => received.push(code));
    answers(open, {}, status);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(10 * MINUTE);
    expect(states(open)).toEqual(['uncertain']);
    expect(received).toContain('LOOK_UP_FAILED');
    const { synced } = open.client.mutations(PATIENTS).create({ name: 'Ben' });
    await open.page.advance(MINUTE);
    await expect(synced).resolves.toMatchObject({ name: 'Ben' });
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Ana', 'Ben']);
  });

  it('is read for minutes where the session is over', async () => {
    const open = keylessClinic();
    await readList(open);
    answers(open, {}, 401);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(2 * MINUTE);
    answers(open, { items: open.api.rows, total: 1 });
    open.client.queue.resume();
    await open.page.advance(MINUTE);
    expect(states(open)).toEqual(['synced']);
  });
});

describe('3.12a: a record that cannot be read by itself', () => {
  it.each([403, 405, 500, 501])('is read in the list: %i', async (status) => {
    for (const fate of ['lost', 'reset'] as const) {
      const open = keylessClinic();
      const { id } = open.api.add({ name: 'Ana', phone: '1' });
      await readList(open);
      open.browser.server.on(`GET ${PATIENTS}/${String(id)}`, { status });
      open.api.fate = once('PATCH', fate);
      open.client.mutations(PATIENTS).update(id as number, { phone: '2' });
      await open.page.advance(20 * MINUTE);
      expect(states(open)).toEqual(['synced']);
      expect(open.api.rows).toEqual([{ id, name: 'Ana', phone: '2' }]);
    }
  });

  it('is asked about where the list shows it in part', async () => {
    const open = keylessClinic();
    const { id } = open.api.add({ name: 'Ana', phone: '1' });
    open.browser.server.on(`GET ${PATIENTS}/${String(id)}`, { status: 405 });
    answers(open, { items: [{ id, name: 'Ana' }], total: 1 });
    open.api.fate = once('PATCH', 'lost');
    open.client.mutations(PATIENTS).update(id as number, { phone: '2' });
    await open.page.advance(5 * MINUTE);
    expect(states(open)).toEqual(['uncertain']);
  });

  it.each([403, 405])('is deleted again: %i', async (status) => {
    const open = keylessClinic();
    const { id } = open.api.add({ name: 'Ana' });
    open.browser.server.on(`GET ${PATIENTS}/${String(id)}`, { status });
    open.api.fate = once('DELETE', 'lost');
    open.client.mutations(PATIENTS).delete(id as number);
    await open.page.advance(5 * MINUTE);
    expect(states(open)).toEqual(['synced']);
    expect(open.api.rows).toEqual([]);
  });
});

describe('3.12a: a list with a filter that the server adds', () => {
  // A page holds what it shows; the client holds it weakly.
  const mounted: unknown[] = [];
  it.each<[string, (open: KeylessClinic) => void]>([
    [
      'of a page that has only read rows',
      (open) => open.client.resource(`${PATIENTS}?status=all`).setConfirmed(open.api.rows),
    ],
    [
      'of a page whose rows are its own',
      (open) => {
        const overlay = open.client.overlay(PATIENTS);
        mounted.push(overlay);
        overlay.apply(open.api.rows);
      },
    ],
  ])('is not the whole list: %s', async (_, show) => {
    const open = keylessClinic();
    open.api.stored = (record) => ({ status: 'draft', ...record });
    open.api.add({ name: 'Zoe', status: 'active' });
    open.api.add({ name: 'Eva', status: 'draft' });
    show(open);
    open.browser.server.on(`GET ${PATIENTS}`, () => {
      const items = open.api.rows.filter(({ status }) => status === 'active');
      return { status: 200, body: { items, total: items.length } };
    });
    await makeAna(open, 'reset');
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['uncertain']);
  });

  it('is whole where a colleague has deleted what this page shows', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    open.api.add({ name: 'Eva' });
    await readList(open);
    open.api.rows.pop();
    await makeAna(open, 'lost');
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Zoe', 'Ana']);
  });
});

describe('3.12a: an application that gives toServer alone', () => {
  const toServer = ({ firstName, born, clinic }: AnyRecord): AnyRecord => ({
    first_name: firstName,
    birth_date: born,
    clinic_id: clinic,
  });
  const ana = { firstName: 'Ana', born: '1990-01-05', clinic: 3 };

  it.each(['lost', 'reset'] as const)('has its create found, or sent again: %s', async (fate) => {
    for (const isRead of [true, false]) {
      const open = keylessClinic({ toServer });
      open.api.stored = (record) => ({
        ...record,
        created_at: new Date(open.browser.now).toISOString(),
      });
      for (let n = 0; n < 30; n += 1)
        open.api.add({
          first_name: `Patient ${n}`,
          birth_date: `19${50 + n}-03-01`,
          clinic_id: 3,
          created_at: '2023-05-01T08:00:00Z',
        });
      if (isRead) await readList(open);
      open.api.fate = once('POST', fate);
      const calls = open.client.mutations(PATIENTS);
      calls.create(ana);
      await open.page.advance(5 * MINUTE);
      expect(states(open)).toEqual(['synced']);
      expect(open.api.rows).toHaveLength(31);
    }
  });

  it('has it found by a page after a reload, in a long list', async () => {
    const open = keylessClinic({ toServer });
    for (let n = 0; n < 250; n += 1)
      open.api.add({ first_name: `Patient ${n}`, birth_date: `19${10 + (n % 80)}-03-01` });
    await readList(open);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create(ana);
    await open.page.settle();
    open.page.end();
    const later = openPage(open.browser);
    later.client.queue.configure({ endpoints: { [PATIENTS]: { toServer } } });
    later.client.start();
    await later.page.advance(5 * MINUTE);
    expect(states(later)).toEqual(['synced']);
    expect(open.api.rows).toHaveLength(251);
  });

  it('has it found beside others that were confirmed', async () => {
    const open = keylessClinic({ toServer });
    await readList(open);
    const calls = open.client.mutations(PATIENTS);
    calls.create({ ...ana, firstName: 'Ben' });
    await open.page.settle();
    open.api.fate = once('POST', 'reset');
    calls.create(ana);
    calls.create({ ...ana, firstName: 'Eva' });
    await open.page.advance(5 * MINUTE);
    expect(states(open)).toEqual(['synced', 'synced', 'synced']);
    expect(open.api.rows.map((row) => row['first_name'])).toEqual(['Ben', 'Ana', 'Eva']);
  });
});
