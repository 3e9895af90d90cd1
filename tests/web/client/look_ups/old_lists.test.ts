import { describe, expect, it } from 'vitest';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import type { ScriptedAnswer } from '../../support/scripted_server.js';

const MINUTE = 60_000;

/**
 * A service worker before the API, which answers reads of the list with what it kept at that moment, and
 * says nothing of it but the `Date` of the server.
 * @param reads that it answers so; then it asks the API
 */
function keepsList(
  { api, browser }: KeylessClinic,
  reads: number,
  headers: Record<string, string> = { date: new Date(browser.server.clock()).toUTCString() },
): { asked: () => number } {
  const kept: ScriptedAnswer = {
    status: 200,
    body: { items: [...api.rows], meta: { total_pages: 1 } },
    headers,
  };
  let asked = 0;
  browser.server.on(`GET ${PATIENTS}`, () => {
    asked += 1;
    if (asked <= reads) return kept;
    return { status: 200, body: { items: [...api.rows], meta: { total_pages: 1 } } };
  });
  return { asked: () => asked };
}

const states = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);

describe('3.12a: a list that a service worker has kept', () => {
  it.each(['reset', 'gateway', 'timeout'] as const)(
    'does not show that a create was lost, and is read again: %s',
    async (fate) => {
      const open = keylessClinic();
      await readList(open);
      const list = keepsList(open, 2);
      await open.page.advance(MINUTE);
      open.api.fate = once('POST', fate);
      open.client.mutations(PATIENTS).create({ name: 'Ana' });
      await open.page.advance(5 * MINUTE);
      expect(list.asked()).toBeGreaterThan(2);
      expect(open.api.posts).toBe(1);
      expect(states(open)).toEqual(['synced']);
    },
  );

  it.each([0, 300, 1_500])(
    'does not show it either where it was kept %i ms before the create',
    async (before) => {
      const open = keylessClinic();
      open.page.worker = true;
      await readList(open);
      await open.page.advance(MINUTE - (open.browser.now % 1_000) + 100);
      const list = keepsList(open, 2);
      await open.page.advance(before);
      open.api.fate = once('POST', 'reset');
      open.client.mutations(PATIENTS).create({ name: 'Ana' });
      await open.page.settle();
      void open.client.queue.process(); // a person does not wait for a probe
      await open.page.advance(5 * MINUTE);
      expect(list.asked()).toBeGreaterThan(2);
      expect(open.api.posts).toBe(1);
      expect(states(open)).toEqual(['synced']);
    },
  );

  it('does not show it either where the page knows the clock from an older copy', async () => {
    const open = keylessClinic();
    open.page.worker = true;
    const old = { date: new Date(open.browser.server.clock() - 2_500).toUTCString() };
    open.browser.server.on(`GET ${PATIENTS}`, () => ({ status: 200, body: [], headers: old }));
    await readList(open);
    await open.page.advance(1_000);
    const list = keepsList(open, 2);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    void open.client.queue.process();
    await open.page.advance(5 * MINUTE);
    expect(list.asked()).toBeGreaterThan(2);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['synced']);
  });

  it('shows nothing where nothing says how old a copy is, as of another origin', async () => {
    const open = keylessClinic();
    open.page.worker = true;
    await readList(open);
    await open.page.advance(MINUTE);
    const { asked } = keepsList(open, Infinity, { date: '' });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(asked()).toBeGreaterThan(1);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['uncertain']);
  });

  it('is asked about where it is never read again', async () => {
    const open = keylessClinic();
    await readList(open);
    keepsList(open, Infinity);
    await open.page.advance(MINUTE);
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['uncertain']);
  });

  it('shows that a create was lost where it was kept after that', async () => {
    const open = keylessClinic();
    await readList(open);
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(1_000);
    await open.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(1);
    expect(states(open)).toEqual(['synced']);
  });

  it('is fresh however long it was on its way, also to a page that has not sent the create', async () => {
    const open = keylessClinic();
    await readList(open);
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.settle();
    open.page.end();
    const later = openPage(open.browser);
    later.client.start();
    // Its answer says when it was made, which is five seconds before it arrives.
    open.browser.server.on(`GET ${PATIENTS}`, () => {
      const date = new Date(open.browser.server.clock()).toUTCString();
      later.page.browser.now += 5_000;
      const body = { items: [...open.api.rows], meta: { total_pages: 1 } };
      return { status: 200, body, headers: { date } };
    });
    await later.page.advance(5 * MINUTE);
    expect(open.api.rows).toHaveLength(1);
    expect(later.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
  });

  it('is not a reason to send a create again that failed after it was made', async () => {
    const open = keylessClinic();
    await readList(open);
    keepsList(open, 2);
    await open.page.advance(MINUTE);
    let posts = 0;
    open.browser.server.on(`POST ${PATIENTS}`, ({ body }) => {
      posts += 1;
      open.api.add({ name: (body as { name: string }).name });
      return { status: 500 };
    });
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(5 * MINUTE);
    expect(posts).toBe(1);
    expect(states(open)).toEqual(['synced']);
  });
});
