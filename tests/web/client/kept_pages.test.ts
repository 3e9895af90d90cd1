import { describe, expect, it } from 'vitest';
import type { FakePage } from '../support/fake_page.js';
import { type KeylessClinic, keylessClinic, readList } from '../support/keyless_clinic.js';
import { type OpenPage, PATIENTS, openPage } from '../support/open_page.js';

const MINUTE = 60_000;

/** Two tabs that show the list; the first is left, and kept by its browser. */
async function leftBehind(
  lacks: FakePage['lacks'] = {},
): Promise<{ left: KeylessClinic; other: OpenPage }> {
  const left = keylessClinic();
  left.page.lacks = lacks;
  left.api.add({ name: 'Zoe' });
  left.api.add({ name: 'Eva' });
  left.client.start();
  await readList(left);
  const other = openPage(left.browser, (page) => {
    page.lacks = lacks;
  });
  other.client.start();
  await readList(other);
  return { left, other };
}

const names = ({ client }: OpenPage): unknown[] =>
  client
    .resource<{ name: string }>(PATIENTS)
    .getRows()
    .map(({ name }) => name);

describe('6.2, 2.9: a page that the browser keeps while it is left', () => {
  it('shows what another tab has confirmed meanwhile', async () => {
    const { left, other } = await leftBehind();
    left.page.leave();
    const calls = other.client.mutations(PATIENTS);
    void calls.create({ name: 'Ana' });
    void calls.update('101', { name: 'Zora' });
    void calls.delete('102');
    await other.page.advance(MINUTE);
    expect(left.api.rows.map(({ name }) => name)).toEqual(['Zora', 'Ana']);
    left.page.comeBack();
    await left.page.advance(MINUTE);
    expect(names(left)).toEqual(['Zora', 'Ana']);
  });

  it('shows what waits in another tab', async () => {
    const { left, other } = await leftBehind();
    left.page.leave();
    left.api.fate = ({ method }) => (method === 'GET' ? 'answered' : 'lost');
    void other.client.mutations(PATIENTS).create({ name: 'Ana' });
    await other.page.settle();
    left.page.comeBack();
    await left.page.advance(2_000);
    expect(names(left)).toContain('Ana');
    expect(left.client.queue.getPendingCount()).toBe(1);
    left.api.fate = () => 'answered';
    await left.page.advance(5 * MINUTE);
    await other.page.advance(5 * MINUTE);
    expect(left.api.rows.filter(({ name }) => name === 'Ana')).toHaveLength(1);
  });

  it.each<[string, FakePage['lacks']]>([
    ['with Web Locks', {}],
    ['without', { locks: true }],
  ])('does not send again what another tab has sent: %s', async (_, lacks) => {
    const { left, other } = await leftBehind(lacks);
    left.api.fate = ({ method }) => (method === 'GET' ? 'answered' : 'lost');
    void left.client.mutations(PATIENTS).create({ name: 'Ana' });
    await left.page.advance(5_000);
    left.page.leave();
    left.api.fate = () => 'answered';
    await other.page.advance(5 * MINUTE);
    left.page.comeBack();
    for (let second = 0; second < 60; second += 1) {
      await left.page.advance(1_000);
      await other.page.settle();
    }
    expect(left.api.rows.map(({ name }) => name)).toEqual(['Zoe', 'Eva', 'Ana']);
    expect(names(left)).toEqual(['Zoe', 'Eva', 'Ana']);
    expect(left.client.queue.getPendingCount()).toBe(0);
  });
});
