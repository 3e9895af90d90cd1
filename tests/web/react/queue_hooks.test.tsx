// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  useAttention,
  useMutationEntry,
  usePendingMutations,
  useSyncMutation,
  useSyncStatus,
  type EntryFilter,
} from 'synchrone';
import { probe, renderCounted } from './support/render.js';
import { patientsEndpoint } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

/** Everything that the hooks over the queue say. */
function open({ page = new TestPage(), filter }: { page?: TestPage; filter?: EntryFilter } = {}) {
  let id: string | null = null;
  const { Probe, handle } = probe(() => ({
    status: useSyncStatus(),
    pending: usePendingMutations(filter),
    attention: useAttention(),
    entry: useMutationEntry(id),
  }));
  const ui = renderCounted(<Probe />);
  const calls = page.client.mutations(patientsEndpoint);
  const watch = (mutation: string): void => {
    id = mutation;
    ui.rerender(<Probe />);
  };
  return { page, handle, ui, calls, watch };
}

describe('9.1: useSyncStatus', () => {
  it('counts what is pending, in flight and waiting for a person', async () => {
    const { page, handle, calls } = open();
    expect(handle.current.status).toMatchObject({
      online: true,
      pending: 0,
      attention: 0,
      waiting: null,
    });
    act(() => {
      calls.create({ last_name: 'Dupont' });
      calls.create({ last_name: 'Durand' });
    });
    await page.settle();
    expect(handle.current.status).toMatchObject({ pending: 2, sending: 2 });
    page.api.writes[0]?.answer(422, { message: 'non' });
    page.api.writes[1]?.answer(201, { id: 's1' });
    await page.settle();
    expect(handle.current.status).toMatchObject({
      pending: 0,
      sending: 0,
      attention: 1,
      lastSyncedAt: page.now(),
    });
  });

  it('says that the network is away, and stays the same object until something changes', async () => {
    const { page, handle, watch } = open();
    await page.goOnline(false);
    expect(handle.current.status).toMatchObject({ online: false, waiting: 'offline' });
    const before = handle.current;
    watch('');
    expect(handle.current).not.toBe(before);
    expect(handle.current.status).toBe(before.status);
  });
});

describe('usePendingMutations', () => {
  it('lists entries on their way, in order, and is the same array until an entry changes', async () => {
    const { page, handle, calls, watch } = open();
    act(() => {
      calls.create({ id: 'a', last_name: 'Dupont' });
      calls.update('p1', { last_name: 'Durand' });
    });
    await page.settle();
    const { pending } = handle.current;
    expect(pending.map(({ operation, entity }) => [operation, entity])).toEqual([
      ['create', 'a'],
      ['update', 'p1'],
    ]);
    watch('');
    expect(handle.current.pending).toBe(pending);
    page.api.writes[0]?.answer(201, { id: 's1' });
    await page.settle();
    expect(handle.current.pending.map(({ entity }) => entity)).toEqual(['p1']);
  });

  it.each([
    ['members', { operation: 'update' as const }],
    ['a function', ({ operation }: { operation: string }) => operation === 'update'],
  ])('is filtered by %s', async (_, filter) => {
    const { page, handle, calls } = open({ filter });
    act(() => {
      calls.create({ last_name: 'Dupont' });
      calls.update('p1', { last_name: 'Durand' });
    });
    await page.settle();
    expect(handle.current.pending.map(({ entity }) => entity)).toEqual(['p1']);
  });
});

describe('9.2, 9.3: useAttention', () => {
  async function refused() {
    const opened = open();
    act(() => {
      opened.calls.create({ last_name: 'Dupont' });
    });
    await opened.page.settle();
    opened.page.api.last.answer(422, { code: 'INVALID', message: 'Nom invalide' });
    await opened.page.settle();
    return opened;
  }

  it('has the refused change with what it was, why, and its actions', async () => {
    const { handle } = await refused();
    expect(handle.current.attention.items).toMatchObject([
      {
        mutation: {
          kind: 'refused',
          data: { last_name: 'Dupont' },
          error: { code: 'INVALID', message: 'Nom invalide' },
        },
      },
    ]);
  });

  it('retry sends it again, discard gives it up, keepOffline holds it', async () => {
    const { page, handle } = await refused();
    await act(() => handle.current.attention.items[0]?.retry());
    await page.settle();
    expect([handle.current.attention.items, page.api.writes.length]).toEqual([[], 2]);
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    await act(() => handle.current.attention.items[0]?.keepOffline());
    await page.settle();
    expect(page.queue.getAll()).toMatchObject([{ keptOffline: true }]);
    await act(() => page.queue.discard(page.queue.getAll()[0]?.id ?? ''));
    await page.settle();
    expect([handle.current.attention.items, page.queue.getAll()]).toMatchObject([
      [],
      [{ status: 'rolled-back' }],
    ]);
  });

  it('retryAll and discardAll say how many', async () => {
    const { page, handle, calls } = await refused();
    act(() => {
      calls.delete('p1');
    });
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(handle.current.attention.items).toHaveLength(2);
    expect(await act(() => handle.current.attention.discardAll({ operation: 'delete' }))).toBe(1);
    expect(await act(() => handle.current.attention.retryAll())).toBe(1);
    await page.settle();
    expect(handle.current.attention.items).toEqual([]);
  });
});

describe('useMutationEntry', () => {
  it('follows one mutation from queued to synced', async () => {
    const { page, handle, calls, watch } = open();
    expect(handle.current.entry).toBeUndefined();
    let made = '';
    act(() => {
      made = calls.create({ last_name: 'Dupont' }).mutationId;
    });
    watch(made);
    expect(handle.current.entry).toMatchObject({ status: 'pending', attempts: 0 });
    await page.settle();
    expect(handle.current.entry).toMatchObject({ status: 'pending', sending: true, attempts: 1 });
    page.api.last.answer(201, { id: 's1' });
    await page.settle();
    expect(handle.current.entry).toMatchObject({ status: 'synced' });
  });

  it('is undefined for an unknown id', () => {
    const { Probe, handle } = probe(() => [
      useMutationEntry('unknown'),
      useMutationEntry(null),
      useMutationEntry(undefined),
    ]);
    new TestPage();
    render(<Probe />);
    expect(handle.current).toEqual([undefined, undefined, undefined]);
  });
});

describe('the cost of the hooks over the queue', () => {
  it('follows from what changes: not from the queue, its history, or the number of components', async () => {
    const page = new TestPage({ online: false });
    const calls = page.client.mutations(patientsEndpoint);
    for (let i = 0; i < 300; i += 1) calls.create({ last_name: `Patient ${i}` });
    await page.settle();
    for (const { id } of page.queue.getPending().slice(0, 200)) await page.queue.discard(id);
    await page.settle();
    const One = (): null => {
      usePendingMutations({ resource: patientsEndpoint });
      useAttention();
      return null;
    };
    render(
      <>
        {Array.from({ length: 20 }, (_, i) => (
          <One key={i} />
        ))}
      </>,
    );
    const whole = JSON.stringify(page.queue.getAll()).length;
    const parsed = vi.spyOn(JSON, 'parse');
    act(() => {
      calls.create({ last_name: 'Dupont' });
    });
    await page.settle();
    const read = parsed.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
    parsed.mockRestore();
    expect(read).toBeLessThan(whole / 10);
  });

  it('a new entry leaves lists unchanged whose filter excludes it', async () => {
    const { page, handle, calls } = open({ filter: { resource: '/api/v1/appointments' } });
    const before = handle.current.pending;
    const { items } = handle.current.attention;
    act(() => {
      calls.create({ last_name: 'Dupont' });
    });
    await page.settle();
    expect(handle.current.pending).toBe(before);
    expect(handle.current.attention.items).toBe(items);
  });

  it('counts a mutation that was queued in the same task', () => {
    const page = new TestPage({ online: false });
    const calls = page.client.mutations(patientsEndpoint);
    calls.create({ last_name: 'Dupont' });
    expect(page.queue.getPendingCount()).toBe(1);
  });
});

describe('2.4: isPending', () => {
  it.each(['after a reload', 'in another tab'])(
    'is false where all are parked, %s',
    async (where) => {
      const page = new TestPage();
      page.client.mutations(patientsEndpoint).create({ last_name: 'Dupont' });
      await page.settle();
      page.api.last.answer(422, { message: 'non' });
      await page.settle();
      const next =
        where === 'after a reload' ? page.reload() : new TestPage({ browser: page.browser });
      const { Probe, handle } = probe(() => ({
        hook: useSyncMutation(null, patientsEndpoint),
        attention: useAttention(),
      }));
      render(<Probe />);
      await next.settle();
      expect(handle.current.attention.items).toHaveLength(1);
      expect(handle.current.hook.isPending).toBe(false);
      expect(next.queue.getPending()).toEqual([]);
    },
  );
});
