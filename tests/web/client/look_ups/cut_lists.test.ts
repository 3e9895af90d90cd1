import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, once } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const states = ({ client }: OpenPage): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);

/** The list shows some of the rows, and says that these are all. */
function showOnly({ api, browser }: KeylessClinic, isShown: (row: AnyRecord) => boolean): void {
  browser.server.on(`GET ${PATIENTS}`, () => {
    const items = api.rows.filter(isShown);
    return { status: 200, body: { items, total: items.length } };
  });
}

/** Ben is made, confirmed, and known to be there; then the answer to Ana is lost. */
async function makeAnaAfterBen(open: KeylessClinic, waitMs: number): Promise<void> {
  open.client.mutations(PATIENTS).create({ name: 'Ben' });
  await open.page.advance(waitMs);
  open.api.fate = once('POST', 'reset');
  open.client.mutations(PATIENTS).create({ name: 'Ana' });
  await open.page.advance(5 * MINUTE);
}

describe('3.12a: a list that does not show what this page knows to be there', () => {
  it.each<[string, number, (row: AnyRecord) => boolean]>([
    ['a filter of the server’s own', DAY, ({ status }) => status === 'active'],
    ['an old copy', MINUTE, ({ name }) => name !== 'Ben' && name !== 'Ana'],
    ['an end that is not said', DAY, ({ name }) => name === 'Zoe'],
  ])('is not the whole list: %s', async (_, waitMs, isShown) => {
    const open = keylessClinic();
    open.api.stored = (record) => ({ status: 'draft', ...record });
    open.api.add({ name: 'Zoe', status: 'active' });
    showOnly(open, isShown);
    await makeAnaAfterBen(open, waitMs);
    expect(open.api.posts).toBe(2);
    expect(states(open).toSorted()).toEqual(['synced', 'uncertain']);
  });

  it('is not the whole list where it leaves out what this page has changed', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe', status: 'active' });
    const { id } = open.api.add({ name: 'Ben', status: 'active' });
    showOnly(open, ({ status }) => status === 'active');
    open.client.mutations(PATIENTS).update(id as number, { status: 'archived' });
    await open.page.advance(DAY);
    open.api.stored = (record) => ({ ...record, status: 'archived' });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toContain('uncertain');
  });

  it.each<[string, (open: KeylessClinic, id: number) => void]>([
    ['this page', ({ client }, id) => void client.mutations(PATIENTS).delete(id)],
    ['a colleague', ({ api }) => void api.rows.splice(1, 1)],
  ])('is the whole list where %s has deleted that record', async (_, remove) => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    const { record, synced } = open.client.mutations(PATIENTS).create({ name: 'Ben' });
    void record;
    await open.page.settle();
    remove(open, (await synced)['id'] as number);
    await open.page.advance(DAY);
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Zoe', 'Ana']);
    expect(states(open)).not.toContain('uncertain');
  });

  it('is asked about where single records cannot be read either', async () => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    showOnly(open, ({ name }) => name === 'Zoe');
    open.browser.server.onPrefix(`${PATIENTS}/`, { status: 404, body: { error: 'no such route' } });
    for (const { id } of open.api.rows)
      open.browser.server.on(`GET ${PATIENTS}/${String(id)}`, { status: 404, body: {} });
    open.browser.server.on(`GET ${PATIENTS}/102`, { status: 404, body: {} });
    await makeAnaAfterBen(open, DAY);
    expect(open.api.posts).toBe(2);
    expect(states(open)).toContain('uncertain');
  });

  it.each<[string, AnyRecord | unknown[], Record<string, string>]>([
    ['it comes from a cache that was filled before', { items: [] }, { age: '50' }],
    ['it counts more than it shows', { items: [], count: 1 }, {}],
    ['it holds ids only', [101], {}],
    ['its rows are ids', { items: ['/api/v1/patients/101'] }, {}],
  ])('does not count as read to its end: %s', async (_, body, headers) => {
    const open = keylessClinic();
    open.browser.server.on(`GET ${PATIENTS}`, { status: 200, body, headers });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(20 * MINUTE);
    expect(open.api.posts).toBe(1);
  });

  it('may come from a cache that was filled since', async () => {
    const open = keylessClinic();
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    open.browser.server.on(`GET ${PATIENTS}`, {
      status: 200,
      body: { items: [], total: 0 },
      headers: { age: '1' },
    });
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['synced']);
  });

  it('proves nothing of the creates that follow where it hides some', async () => {
    const open = keylessClinic();
    open.api.stored = (record) => ({ status: 'draft', ...record });
    open.api.add({ name: 'Zoe', status: 'active' });
    open.api.add({ name: 'Eva', status: 'draft' });
    showOnly(open, ({ status }) => status === 'active');
    await makeAnaAfterBen(open, DAY);
    showOnly(open, () => true);
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Eva' });
    await open.page.advance(5 * MINUTE);
    expect(states(open).filter((state) => state === 'uncertain')).toHaveLength(2);
  });

  it.each([503, 429, 0])('waits where single records cannot be read now: %s', async (status) => {
    const open = keylessClinic();
    const zoe = open.api.add({ name: 'Zoe' });
    showOnly(open, ({ name }) => name !== 'Ben');
    open.client.mutations(PATIENTS).create({ name: 'Ben' });
    await open.page.advance(DAY);
    open.api.rows.splice(1, 1); // a colleague has deleted Ben
    open.browser.server.on(
      `GET ${PATIENTS}/${String(zoe['id'])}`,
      status === 0 ? 'network-error' : { status },
      { status: 200, body: zoe },
    );
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(10 * MINUTE);
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Zoe', 'Ana']);
    expect(states(open)).not.toContain('uncertain');
  });
});
