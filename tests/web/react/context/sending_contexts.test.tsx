// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { probe } from '../support/render.js';
import { patientsEndpoint } from '../support/subjects.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

const record = `${patientsEndpoint}/p1`;

/** A later task of the page. */
const task = (page: TestPage, ms: number): Promise<void> =>
  new Promise((resolve) => {
    page.setTimer('test', ms, resolve);
  });

/** Contexts that send by themselves, each in its way. */
const senders: readonly (readonly [string, (page: TestPage) => Record<string, unknown>])[] = [
  [
    'at once',
    (page) => ({
      createPatient: () => void page.pageSends('POST', patientsEndpoint),
      updatePatient: () => void page.pageSends('PUT', record),
      deletePatient: () => void page.pageSends('DELETE', record),
    }),
  ],
  [
    'after an await',
    (page) => ({
      createPatient: async () => {
        await Promise.resolve();
        page.pageSends('POST', `${patientsEndpoint}/`);
      },
      updatePatient: async () => {
        await Promise.resolve();
        page.pageSends('PUT', `https://api.example${record}`);
      },
      deletePatient: async () => {
        await Promise.resolve();
        page.pageSends('DELETE', `${record}?soft=1`);
      },
    }),
  ],
  [
    'after a token was fetched',
    (page) => ({
      createPatient: async () => {
        await task(page, 400);
        page.pageSends('POST', patientsEndpoint);
      },
      updatePatient: async () => {
        await task(page, 400);
        page.pageSends('PUT', record);
      },
      deletePatient: async () => {
        await task(page, 400);
        page.pageSends('DELETE', record);
      },
    }),
  ],
  [
    'without a word of it',
    (page) => ({
      createPatient: () =>
        void Promise.resolve().then(() => page.pageSends('POST', patientsEndpoint)),
      updatePatient: () => void Promise.resolve().then(() => page.pageSends('PUT', record)),
      deletePatient: () => void Promise.resolve().then(() => page.pageSends('DELETE', record)),
    }),
  ],
];

function open(context: unknown) {
  const { Probe, handle } = probe(() => useSyncMutation(context, patientsEndpoint));
  render(<Probe />);
  return handle;
}

const calls: readonly (readonly [string, (hook: SyncMutation) => Promise<unknown>])[] = [
  ['create', (hook) => hook.create({ id: 'p1', last_name: 'Dupont' })],
  ['mutate', (hook) => hook.mutate('p1', { last_name: 'Durand' })],
  ['delete', (hook) => hook.delete('p1')],
];

describe.each(senders)('2.5c: a context that sends %s', (_, make) => {
  it.each(calls)(
    '%s reaches the API once, and the queue says why it keeps out',
    async (_2, call) => {
      const page = new TestPage();
      const hook = open(make(page));
      for (let turn = 0; turn < 2; turn += 1) {
        const made: Promise<unknown>[] = [];
        act(() => void made.push(call(hook.current)));
        await page.advance(3_000);
        await expect(made[0]).rejects.toMatchObject({ code: 'CONTEXT_SENDS_TOO' });
        expect([page.pageSent.length, page.api.writes.length]).toEqual([turn + 1, 0]);
        expect(hook.current.error).toContain('elle-même');
        expect([page.queue.getPendingCount(), hook.current.isPending]).toEqual([0, false]);
      }
      expect(page.toldCodes.filter((code) => code === 'CONTEXT_SENDS_TOO')).toHaveLength(1);
    },
  );
});

describe('2.5c', () => {
  it('a request that comes when ours has left is stopped: the API gets one', async () => {
    const page = new TestPage();
    const hook = open({
      createPatient: async () => {
        await task(page, 10_000);
        page.pageSends('POST', patientsEndpoint);
      },
    });
    act(() => void hook.current.create({ last_name: 'Dupont' }));
    await page.advance(3_000);
    page.api.last.answer(201, { id: 's1', last_name: 'Dupont' });
    await page.advance(10_000);
    expect([page.api.writes.length, page.pageSent]).toEqual([1, []]);
    expect(page.toldCodes).toContain('CONTEXT_SENDS_TOO');
  });

  it('what else the page sends meanwhile is its own affair', async () => {
    const page = new TestPage();
    const hook = open({ updatePatient: () => undefined });
    const made: Promise<unknown>[] = [];
    act(() => void made.push(hook.current.mutate('p1', { last_name: 'Durand' })));
    page.pageSends('POST', `${record}/sms-reminders`);
    page.pageSends('POST', '/api/v1/consents');
    page.pageSends('PATCH', `${patientsEndpoint}/p2`);
    await page.settle();
    page.api.last.answer(200, { id: 'p1', last_name: 'Durand' });
    await page.settle();
    expect(await made[0]).toMatchObject({ last_name: 'Durand' });
    expect([page.pageSent.length, page.toldCodes]).toEqual([3, ['CONTEXT_NOT_RECOVERED']]);
  });

  it.each([
    ['refused create', 'DELETE', (hook: SyncMutation) => void hook.create({ id: 'p1' })],
    ['confirmed create', 'PUT', (hook: SyncMutation) => void hook.create({ id: 'p1' })],
  ])('a %s never becomes a %s on the server', async (what, method, call) => {
    const page = new TestPage();
    const rows: unknown[] = [];
    const hook = open({
      createPatient: (data: AnyRecord) => void rows.push(data),
      updatePatient: () => void page.pageSends('PUT', record),
      deletePatient: () => void page.pageSends('DELETE', record),
    });
    act(() => call(hook.current));
    await page.settle();
    if (what === 'refused create') page.api.last.answer(422, { message: 'non' });
    else page.api.last.answer(201, { id: 's1', last_name: 'from the server' });
    await page.advance(1_000);
    expect(page.pageSent.filter((line) => line.startsWith(method))).toEqual([]);
    expect(page.toldCodes).toContain('CONTEXT_SENDS_TOO');
  });

  it('a rollback of a context that sends is not even asked of it', async () => {
    const page = new TestPage();
    const asked: string[] = [];
    const hook = open({
      createPatient: () => {
        asked.push('create');
        page.pageSends('POST', patientsEndpoint);
      },
      deletePatient: () => asked.push('delete'),
    });
    act(() => void hook.current.create({ id: 'p1' }));
    await page.advance(1_000);
    expect(asked).toEqual(['create']);
  });
});
