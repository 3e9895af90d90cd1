// @vitest-environment jsdom
import {
  accept,
  conflict,
  loseReply,
  openTestPage,
  refuse,
  unreachable,
  type TestPage,
} from 'synchrone/testing';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { getMutationQueue, getSyncClient } from 'synchrone';
import { newRowStore } from '../../../web/src/client/new_row_store.js';
import { PatientsApp, queue, refused } from './patients_app.js';

const PATIENTS = '/api/v1/patients';
const dupont = { id: 'p1', last_name: 'Dupont', version: 1 };
let page: TestPage;

beforeEach(() => {
  page = openTestPage({ act });
});

afterEach(() => {
  cleanup();
  page.close();
  refused.length = 0;
});

/** The application over a list of one patient, as a person sees it. */
async function open() {
  const patients = page.server.collection(PATIENTS, [dupont]);
  render(<PatientsApp />);
  await page.settle();
  return patients;
}
const lines = (): string[] =>
  screen.queryAllByRole('listitem').map((line) => `${line.textContent} ${line.dataset['state']}`);
const click = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

describe('the queue of a test', () => {
  it.each([1, 2])('is a new one each time, with the application set up: %i', async () => {
    const patients = await open();
    expect(queue.getSnapshot()).toMatchObject({ pending: 0, userId: null });
    click('New');
    expect(lines()).toEqual(['Dupont Rename synced', 'Martin Rename pending']);
    await page.settle();
    expect(lines()).toEqual(['Dupont Rename synced', 'Martin Rename synced']);
    expect(patients.rows.map((row) => row['id'])).toEqual(['p1', 's1']);
    expect(page.server.sent(`POST ${PATIENTS}`)[0]?.headers['x-clinic']).toBe('c1');
    await act(async () => queue.setUser({ id: 'alice' }));
  });

  it('is the one object that the application holds, in each of its pages', () => {
    expect(getMutationQueue()).toBe(queue);
    const client = getSyncClient();
    page = openTestPage({ act, user: { id: 'bob', companyId: 'c1' } });
    expect(getMutationQueue()).toBe(queue);
    expect(getSyncClient()).not.toBe(client);
    expect(queue.getSnapshot().userId).toBe('bob');
  });

  it('keeps what is subscribed to at module level, once', async () => {
    await open();
    page.server.once(`PATCH ${PATIENTS}/:id`, refuse(422, { message: 'No such name.' }));
    click('Rename');
    await page.settle();
    expect(refused).toEqual(['No such name.']);
    expect(screen.getByRole('alert').textContent).toBe('No such name.');
  });

  it('does nothing while no page is open, and nothing of it is stored', async () => {
    page.close();
    const made = queue.enqueue({ type: 'POST', endpoint: PATIENTS, data: { id: 'x' } });
    await expect(made).resolves.toBeDefined();
    page = openTestPage();
    expect(queue.getPending()).toEqual([]);
    expect(localStorage.length).toBe(0);
  });
});

describe('the server of a test', () => {
  it('refuses, once', async () => {
    const patients = await open();
    page.server.once(`PATCH ${PATIENTS}/:id`, refuse(422, { code: 'TAKEN' }));
    click('Rename');
    expect(lines()).toEqual(['Durand Rename pending']);
    await page.settle();
    expect(lines()).toEqual(['Dupont Rename error']);
    await act(async () => void (await queue.discardAll()));
    click('Rename');
    await page.settle();
    expect(patients.rows[0]).toMatchObject({ last_name: 'Durand', version: 2 });
  });

  it('has been changed by a colleague meanwhile', async () => {
    const patients = await open();
    page.server.once(
      `PATCH ${PATIENTS}/:id`,
      conflict({ ...dupont, last_name: 'Petit', version: 2 }),
    );
    click('Rename');
    await page.settle();
    expect(queue.getAll().at(-1)?.kind).toBe('conflict');
    expect(patients.rows[0]).toMatchObject({ last_name: 'Dupont' });
  });

  it('compares versions by itself', async () => {
    const patients = await open();
    patients.change('p1', { last_name: 'Petit' });
    click('Rename');
    await page.settle();
    expect(page.server.sent(`PATCH ${PATIENTS}/:id`)[0]?.headers['if-match']).toBe('"1"');
    expect(queue.getAll().at(-1)?.kind).toBe('conflict');
  });

  it('loses an answer: a person is asked, or the key says that it was made', async () => {
    const patients = await open();
    page.server.once(`POST ${PATIENTS}`, loseReply());
    click('New');
    await page.drain();
    expect([lines()[1], patients.rows.length]).toEqual(['Martin Rename uncertain', 2]);

    cleanup();
    page = openTestPage({
      act,
      configure: { endpoints: { [PATIENTS]: { idempotencyHeader: true } } },
    });
    const keyed = page.server.collection(PATIENTS, [], { honoursKeys: true });
    page.server.once(`POST ${PATIENTS}`, loseReply());
    render(<PatientsApp />);
    click('New');
    await page.drain();
    expect([page.server.sent('POST').length, keyed.rows.length]).toEqual([2, 1]);
    expect(lines()).toEqual(['Martin Rename synced']);
  });

  it('answers late: the row is there meanwhile', async () => {
    await open();
    const gate = page.server.hold(`POST ${PATIENTS}`);
    click('New');
    await page.settle();
    expect([gate.waiting, lines()[1]]).toEqual([1, 'Martin Rename pending']);
    gate.release();
    await page.settle();
    expect(lines()[1]).toBe('Martin Rename synced');
  });

  it('is down for a while', async () => {
    const patients = await open();
    page.server.once(`POST ${PATIENTS}`, { status: 503 }, unreachable());
    const before = page.now;
    click('New');
    await page.settle();
    expect(patients.rows).toHaveLength(1);
    await page.drain();
    expect(patients.rows).toHaveLength(2);
    expect(page.now).toBeGreaterThan(before);
  });

  it('gives a list page by page', async () => {
    const rows = Array.from({ length: 5 }, (_, index) => ({ id: `p${index + 1}` }));
    page.server.collection(PATIENTS, rows, { pageSize: 2 });
    const store = getSyncClient().resource(PATIENTS, undefined, newRowStore);
    const loaded = store.load();
    await page.settle();
    await loaded;
    expect(store.getRows().map(({ id }) => id)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
  });

  it('takes an answer of the test, and complains about a request without one', async () => {
    await open();
    page.server.on('POST /api/v1/notes', accept({ id: 'n1' }, 201));
    await queue.enqueue({ type: 'POST', endpoint: '/api/v1/notes', data: { text: 'a' } });
    await page.drain();
    expect(page.server.sent('POST /api/v1/notes')[0]?.body).toMatchObject({ text: 'a' });
    await queue.enqueue({ type: 'POST', endpoint: '/api/v1/visits', data: { text: 'b' } });
    await expect(page.settle()).rejects.toThrow('no answer for POST /api/v1/visits');
  });
});

describe('the network and the clock of a test', () => {
  it('goes and comes back', async () => {
    const patients = await open();
    await page.goOffline();
    expect([navigator.onLine, queue.getSnapshot().waiting]).toEqual([false, 'offline']);
    click('New');
    await page.settle();
    expect(patients.rows).toHaveLength(1);
    await expect(page.drain()).rejects.toThrow(/offline.*\nPOST \/api\/v1\/patients: Waiting/s);
    await page.goOnline();
    expect(patients.rows).toHaveLength(2);
  });

  it('keeps what is queued over a reload', async () => {
    const patients = await open();
    await page.goOffline();
    click('New');
    cleanup();
    await act(async () => page.reload());
    render(<PatientsApp />);
    await page.settle();
    expect(lines()).toEqual(['Martin Rename pending']);
    await page.goOnline();
    expect(patients.rows).toHaveLength(2);
  });

  it('has other tabs of the same browser', async () => {
    const patients = await open();
    const other = page.openTab();
    await page.goOffline();
    await other.queue.enqueue({ type: 'POST', endpoint: PATIENTS, data: { last_name: 'Petit' } });
    await page.settle();
    expect(queue.getPending()).toHaveLength(1);
    await page.goOnline();
    await page.drain();
    expect(patients.rows.map((row) => row['last_name'])).toEqual(['Dupont', 'Petit']);
  });

  it('reports when storage is full', async () => {
    await open();
    page.fillStorage();
    await page.goOffline();
    click('New');
    await page.settle();
    expect(queue.getSnapshot().storage).toEqual({ durable: false, reason: 'full' });
  });

  it('works beside fake timers of the test', async () => {
    vi.useFakeTimers();
    try {
      page = openTestPage({ act, advanceTimers: (ms) => vi.advanceTimersByTimeAsync(ms) });
      const patients = page.server.collection(PATIENTS, [dupont]);
      const late = vi.fn();
      render(<PatientsApp />);
      await page.settle();
      setTimeout(late, 60_000);
      page.server.once(`POST ${PATIENTS}`, { status: 503 });
      click('New');
      await page.advance(59_999);
      expect([patients.rows.length, late.mock.calls.length]).toEqual([2, 0]);
      await page.advance(1);
      expect(late).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits for a state', async () => {
    await open();
    page.server.on(`POST ${PATIENTS}`, refuse(409, { code: 'TAKEN' }));
    click('New');
    expect(await page.until(({ attention }) => attention === 1)).toMatchObject({ pending: 0 });
  });

  it('puts everything back', async () => {
    page.close();
    const before = [globalThis.fetch, Object.getOwnPropertyDescriptor(navigator, 'onLine')];
    page = openTestPage();
    expect(globalThis.fetch).not.toBe(before[0]);
    await page.goOffline();
    page.close();
    expect([globalThis.fetch, Object.getOwnPropertyDescriptor(navigator, 'onLine')]).toEqual(
      before,
    );
    expect(navigator.onLine).toBe(true);
  });
});

it('says when the application was there before it', async () => {
  const KEY = Symbol.for('synchrone.v1');
  const planted: unknown = Reflect.get(globalThis, KEY);
  Reflect.set(globalThis, KEY, {});
  vi.resetModules();
  await expect(import('synchrone/testing')).rejects.toThrow("Import 'synchrone/testing' before it");
  Reflect.set(globalThis, KEY, planted);
});
