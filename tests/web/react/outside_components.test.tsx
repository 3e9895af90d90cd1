// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import {
  getMutationQueue,
  onSynced,
  onUserChange,
  syncActions,
  SyncMutationError,
  useResolvedId,
  useRowStates,
  type RowSyncState,
  type SyncedBatch,
  type UserChange,
} from 'synchrone';
import { probe } from './support/render.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const endpoint = '/api/v1/patients';
const other = '/api/v1/appointments';

/** Answers the write that waits, and lets the next one leave. */
async function answer(page: TestPage, id: string): Promise<void> {
  page.api.last.answer(200, { ...page.api.last.body, id });
  await page.settle();
}

describe('2.1: syncActions', () => {
  it('shows and stores inside the call, without a component, and resolves with the confirmed record', async () => {
    const page = new TestPage();
    page.client.start();
    await page.settle();
    const { writes } = page;
    const made = syncActions(endpoint).create({ name: 'Ann' });
    expect(made.record).toMatchObject({ name: 'Ann', id: expect.any(String) as string });
    expect(page.writes).toBe(writes + 1);
    await page.settle();
    page.api.last.answer(201, { id: 's1', name: 'Ann' });
    await page.settle();
    await expect(made).resolves.toEqual({ id: 's1', name: 'Ann' });
  });

  it('changes and deletes', async () => {
    const page = new TestPage();
    const actions = syncActions(endpoint);
    void actions.mutate('p1', { name: 'Anna' });
    void actions.delete(2);
    await page.settle();
    expect(page.api.writes.map(({ method, path }) => [method, path])).toEqual([
      ['PATCH', `${endpoint}/p1`],
      ['DELETE', `${endpoint}/2`],
    ]);
  });
});

describe('3.5: useResolvedId', () => {
  it('is the local id until the server has given its own, for that component alone', async () => {
    const page = new TestPage();
    const made = syncActions(endpoint).create({ name: 'Ann' });
    let renders = 0;
    const { Probe, handle } = probe(() => {
      renders += 1;
      return useResolvedId(endpoint, String(made.record['id']));
    });
    const Other = (): ReactNode => useResolvedId(endpoint, 'p9');
    const ui = render(
      <>
        <Probe />
        <Other />
      </>,
    );
    await page.settle();
    expect(handle.current).toBe(made.record['id']);
    const before = renders;
    await answer(page, 's1');
    expect(handle.current).toBe('s1');
    expect(renders).toBe(before + 1);
    expect(ui.container.textContent).toBe('p9');
  });

  it('knows a bookmark of an earlier page', async () => {
    const page = new TestPage();
    const made = syncActions(endpoint).create({ name: 'Ann' });
    await page.settle();
    await answer(page, 's1');
    page.reload();
    const { Probe, handle } = probe(() => useResolvedId(endpoint, String(made.record['id'])));
    render(<Probe />);
    expect(handle.current).toBe('s1');
  });
});

describe('2.8a: useRowStates', () => {
  it('has what is queued, by the present id, and is the same map until a state changes', async () => {
    const page = new TestPage();
    const maps: ReadonlyMap<string, RowSyncState>[] = [];
    const { Probe, handle } = probe(() => {
      const states = useRowStates(endpoint);
      if (maps.at(-1) !== states) maps.push(states);
      return states;
    });
    render(<Probe />);
    await page.settle();
    expect(handle.current.size).toBe(0);
    act(() => void syncActions(endpoint).mutate(7, { name: 'Ann' }));
    expect([...handle.current]).toEqual([['7', 'pending']]);
    const seen = maps.length;
    act(() => void syncActions(endpoint).mutate(7, { name: 'Anna' }));
    act(() => void syncActions(other).create({ day: 1 }));
    await page.settle();
    expect(maps.length, 'another change of the row, and one of another endpoint').toBe(seen);
    page.api.writes[0]?.answer(422, { error: 'no' });
    await page.settle();
    expect(handle.current.get('7')).toBe('error');
  });

  it('is empty again when another person works here', async () => {
    const page = new TestPage();
    page.queue.setUser({ id: 'u1' });
    const { Probe, handle } = probe(() => useRowStates(endpoint));
    render(<Probe />);
    await page.settle();
    act(() => void syncActions(endpoint).mutate('p1', { name: 'Ann' }));
    expect(handle.current.size).toBe(1);
    act(() => page.queue.setUser({ id: 'u2' }));
    await page.settle();
    expect(handle.current.size).toBe(0);
  });
});

describe('9.4: onSynced', () => {
  function listening(endpoints: string | readonly string[], options?: { maxWaitMs?: number }) {
    const batches: (readonly SyncedBatch[])[] = [];
    const end = onSynced(endpoints, (batch) => batches.push(batch), options);
    return { batches, end };
  }

  it('calls once for a drain, however many changes it had', async () => {
    const page = new TestPage();
    const { batches } = listening([endpoint, other]);
    for (const id of ['p1', 'p2', 'p3']) void syncActions(endpoint).mutate(id, { a: 1 });
    void syncActions(other).mutate('a1', { a: 1 });
    await page.settle();
    for (const write of page.api.writes) {
      write.answer(200, { id: write.path.split('/').at(-1) });
      await page.settle();
      await page.advance(200);
    }
    expect(batches).toEqual([]);
    await page.advance(300);
    expect(batches).toEqual([
      [
        { endpoint, ids: ['p1', 'p2', 'p3'] },
        { endpoint: other, ids: ['a1'] },
      ],
    ]);
    await page.advance(60_000);
    expect(batches).toHaveLength(1);
  });

  it('waits while a request of the endpoint is under way, but not for ever', async () => {
    const page = new TestPage();
    const { batches } = listening(endpoint, { maxWaitMs: 2_000 });
    void syncActions(endpoint).mutate('p1', { a: 1 });
    void syncActions(endpoint).mutate('p2', { a: 1 });
    await page.settle();
    page.api.writes[0]?.answer(200, { id: 'p1' });
    await page.settle();
    await page.advance(1_900);
    expect(batches).toEqual([]);
    await page.advance(200);
    expect(batches).toEqual([[{ endpoint, ids: ['p1'] }]]);
  });

  it('names the id that the server gave, and the endpoint as it was written', async () => {
    const page = new TestPage();
    const { batches } = listening(`${endpoint}/?city=Lyon`);
    void syncActions(endpoint).create({ name: 'Ann' });
    await page.settle();
    await answer(page, 's1');
    await page.advance(300);
    expect(batches).toEqual([[{ endpoint: `${endpoint}/?city=Lyon`, ids: ['s1'] }]]);
  });

  it('is silent for what is refused, for another person, and after its end', async () => {
    const page = new TestPage();
    page.queue.setUser({ id: 'u1' });
    const { batches, end } = listening(endpoint);
    void syncActions(endpoint).mutate('p1', { a: 1 });
    await page.settle();
    page.api.last.answer(422, { error: 'no' });
    await page.settle();
    await page.advance(400);
    expect(batches).toEqual([]);
    void syncActions(endpoint).mutate('p2', { a: 1 });
    await page.settle();
    await answer(page, 'p2');
    page.queue.setUser({ id: 'u2' });
    await page.advance(400);
    expect(batches).toEqual([]);
    end();
    void syncActions(endpoint).mutate('p3', { a: 1 });
    await page.settle();
    await answer(page, 'p3');
    await page.advance(400);
    expect(batches).toEqual([]);
  });

  it('calls in another tab too', async () => {
    const one = new TestPage();
    const two = new TestPage({ browser: one.browser });
    const { batches } = listening(endpoint);
    await two.settle();
    one.show();
    void syncActions(endpoint).mutate('p1', { a: 1 });
    await one.settle();
    await two.settle();
    const writer = [one, two].find((page) => page.api.writes.length > 0) ?? one;
    writer.api.last.answer(200, { id: 'p1' });
    await one.settle();
    await two.settle();
    await two.advance(1_500);
    expect(batches).toEqual([[{ endpoint, ids: ['p1'] }]]);
  });

  it.each([
    ['endpoints', () => onSynced(7 as unknown as string, () => undefined)],
    ['listener', () => onSynced(endpoint, null as unknown as () => void)],
    ['quietMs', () => onSynced(endpoint, () => undefined, { quietMs: -1 })],
  ])('refuses a wrong %s', (field, call) => {
    new TestPage();
    expect(call).toThrow(SyncMutationError);
    expect(call).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }) as Error);
  });
});

describe('7.1b: onUserChange', () => {
  it('calls when the user changes or signs out, and never for a first render', async () => {
    const page = new TestPage();
    const changes: UserChange[] = [];
    const end = onUserChange((user) => changes.push(user));
    page.queue.setUser({ id: 'u1', companyId: 'c1' });
    await page.settle();
    changes.length = 0;
    getMutationQueue().setUser({ id: 'u1', companyId: 'c1' });
    await page.settle();
    expect(changes).toEqual([]);
    page.queue.setUser({ id: 'u2', companyId: 'c1' });
    await page.settle();
    await page.queue.logout();
    await page.settle();
    expect(changes).toEqual([
      { userId: 'u2', companyId: 'c1' },
      { userId: null, companyId: null },
    ]);
    end();
    page.queue.setUser({ id: 'u3' });
    await page.settle();
    expect(changes).toHaveLength(2);
  });

  it('calls in the other tab of the workstation', async () => {
    const one = new TestPage();
    one.queue.setUser({ id: 'u1' });
    await one.settle();
    const two = new TestPage({ browser: one.browser });
    two.queue.getSnapshot();
    await two.settle();
    const changes: UserChange[] = [];
    onUserChange((user) => changes.push(user));
    one.queue.setUser({ id: 'u2' });
    await one.settle();
    await two.settle();
    expect(changes.at(-1)).toMatchObject({ userId: 'u2' });
  });
});
