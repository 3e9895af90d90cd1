import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, once, readList } from '../../support/keyless_clinic.js';
import { type OpenPage, PATIENTS, openPage } from '../../support/open_page.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NAME = { name: 'Jean Martin' };

const states = ({ client }: OpenPage): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);

/** Ours is made, and its request is lost; an edit waits for it. */
function makeOurs(open: KeylessClinic): void {
  open.api.fate = once('POST', 'lost');
  const { record } = open.client.mutations(PATIENTS).create(NAME);
  open.client.mutations(PATIENTS).update(record['id'] as string, { allergies: 'none' });
}

async function lookedFor(open: KeylessClinic): Promise<void> {
  await open.page.advance(10 * MINUTE);
}

describe('3.12a: a list that was read long before a create left', () => {
  it.each<[string, (open: KeylessClinic, colleague: () => void) => Promise<void>]>([
    [
      'three hours ago',
      async ({ page }, colleague) => {
        await page.advance(2 * HOUR);
        colleague();
        await page.advance(HOUR);
      },
    ],
    [
      'before two days without a network',
      async ({ page }, colleague) => {
        page.goOnline(false);
        await page.advance(2 * DAY);
        colleague();
        page.goOnline(true);
        await page.advance(100);
      },
    ],
    [
      'eleven minutes ago',
      async ({ page }, colleague) => {
        await page.advance(11 * MINUTE);
        colleague();
      },
    ],
  ])('does not make a namesake ours: %s', async (_, wait) => {
    const open = keylessClinic();
    open.api.add({ name: 'Zoe' });
    await readList(open);
    let theirs: AnyRecord = {};
    await wait(open, () => (theirs = open.api.add({ ...NAME, allergies: 'penicillin' })));
    makeOurs(open);
    await lookedFor(open);
    expect(open.api.rows).toContainEqual({ ...theirs, allergies: 'penicillin' });
    expect(states(open)).toContain('uncertain');
    expect(open.api.posts).toBe(0);
  });

  it('does not make a namesake ours who was made while the change waited offline', async () => {
    const open = keylessClinic();
    await readList(open);
    open.page.goOnline(false);
    makeOurs(open);
    open.api.fate = () => 'lost';
    await open.page.advance(2 * DAY);
    const theirs = open.api.add({ ...NAME, allergies: 'penicillin' });
    open.api.fate = once('POST', 'lost');
    open.page.goOnline(true);
    await lookedFor(open);
    expect(open.api.rows).toEqual([theirs]);
    expect(states(open)).toContain('uncertain');
  });

  it('does not make a namesake ours who was made while ours could not be looked for', async () => {
    const open = keylessClinic();
    await readList(open);
    makeOurs(open);
    await open.page.settle();
    open.page.goOnline(false);
    open.api.fate = () => 'lost';
    await open.page.advance(2 * DAY);
    open.api.fate = () => 'answered';
    const theirs = open.api.add({ ...NAME, allergies: 'penicillin' });
    open.page.goOnline(true);
    await lookedFor(open);
    expect(open.api.rows).toEqual([theirs]);
    expect(states(open)).toContain('uncertain');
  });

  it('does not make a namesake ours in a page that opens two days later', async () => {
    const open = keylessClinic();
    await readList(open);
    open.browser.server.holding = true;
    makeOurs(open);
    await open.page.settle();
    open.page.end();
    open.browser.server.holding = false;
    open.browser.now += 2 * DAY;
    const theirs = open.api.add({ ...NAME, allergies: 'penicillin' });
    const later = openPage(open.browser);
    later.client.start();
    await later.page.advance(10 * MINUTE);
    expect(open.api.rows).toEqual([theirs]);
    expect(states(later)).toContain('uncertain');
  });

  it('does not make a namesake ours where a later list has shown that ours was not there', async () => {
    const open = keylessClinic();
    await readList(open);
    open.api.fate = once('POST', 'lost');
    open.client.mutations(PATIENTS).create(NAME);
    // It is sent again, and lost again; then there is no network for two days.
    let gets = 0;
    open.api.fate = ({ method }) => {
      if (method === 'GET') gets += 1;
      return method === 'POST' || gets > 2 ? 'lost' : 'answered';
    };
    await open.page.advance(2 * DAY);
    open.api.fate = () => 'answered';
    const theirs = open.api.add({ ...NAME, allergies: 'penicillin' });
    await lookedFor(open);
    expect(open.api.rows).toEqual([theirs]);
    expect(states(open)).toContain('uncertain');
  });

  it('lets ours be found where it says when it was made', async () => {
    const open = keylessClinic();
    await readList(open);
    await open.page.advance(3 * HOUR);
    open.api.stored = (record) => ({
      ...record,
      created_at: new Date(open.browser.now).toISOString(),
    });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create(NAME);
    await lookedFor(open);
    expect(states(open)).toEqual(['synced']);
    expect(open.api.rows).toHaveLength(1);
  });

  it('lets it be sent again where no person of that name is there', async () => {
    const open = keylessClinic();
    await readList(open);
    await open.page.advance(3 * HOUR);
    makeOurs(open);
    await lookedFor(open);
    expect(open.api.rows).toEqual([{ id: 101, ...NAME, allergies: 'none' }]);
  });
});

describe('3.12a: a device whose clock is wrong', () => {
  const theirsAt = (open: KeylessClinic, ago: number): AnyRecord => ({
    ...open.api.add({
      ...NAME,
      allergies: 'penicillin',
      created_at: new Date(open.browser.now + open.browser.serverAhead - ago).toISOString(),
    }),
  });

  it.each<[string, number, number, boolean]>([
    ['slow, and set right before the look-up', DAY, 12 * HOUR, true],
    ['slow', DAY, 12 * HOUR, false],
    ['slow by an hour, of a server that is asked for the first time', HOUR, HOUR / 2, false],
    ['fast', -DAY, HOUR / 2, false],
    ['fast, and set right before the look-up', -DAY, HOUR / 2, true],
  ])('takes no older record for ours: %s', async (_, slowBy, ago, setRight) => {
    const open = keylessClinic();
    open.browser.serverAhead = slowBy;
    const theirs = theirsAt(open, ago);
    makeOurs(open);
    await open.page.settle();
    if (setRight) open.browser.setClock(slowBy);
    await lookedFor(open);
    expect(open.api.rows[0]).toEqual(theirs);
  });

  it.each([DAY, -DAY])('finds ours by the clock of the server: %i ms behind', async (ahead) => {
    const open = keylessClinic();
    open.browser.serverAhead = ahead;
    open.api.stored = (record) => ({
      ...record,
      created_at: new Date(open.browser.now + ahead).toISOString(),
    });
    open.api.fate = once('POST', 'reset');
    open.client.mutations(PATIENTS).create(NAME);
    await lookedFor(open);
    expect(open.api.posts).toBe(1);
    expect(states(open)).toEqual(['synced']);
  });

  it('believes no time where the server does not say its own', async () => {
    const open = keylessClinic();
    open.browser.server.clock = () => NaN;
    const theirs = theirsAt(open, -MINUTE);
    makeOurs(open);
    await lookedFor(open);
    expect(open.api.rows).toEqual([theirs]);
    expect(states(open)).toContain('uncertain');
  });

  it('believes no answer of a cache about the time of the server', async () => {
    const open = keylessClinic();
    open.client.queue.configure({ baseUrl: '' });
    await readList(open);
    await open.page.advance(20 * MINUTE);
    const theirs = theirsAt(open, 5 * MINUTE);
    const old = { date: new Date(open.browser.now - 15 * MINUTE).toUTCString() };
    open.browser.server.on(`GET ${PATIENTS}`, () => ({
      status: 200,
      body: { items: open.api.rows, total: open.api.rows.length },
      headers: old,
    }));
    makeOurs(open);
    await lookedFor(open);
    expect(open.api.rows).toEqual([theirs]);
  });
});
