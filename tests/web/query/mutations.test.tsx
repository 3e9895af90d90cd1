// @vitest-environment jsdom
import { onlineManager, useMutation } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  syncMutationOptions,
  useSyncedMutation,
  useSyncedQuery,
  type SyncedMutation,
} from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

const ann = { id: 'p1', name: 'Ann', version: 1 };

/** A list beside a form that has the operations of `useSyncedMutation`. */
async function open(api: ClinicApi, page = new QueryPage(api)) {
  const handle: { mutation?: SyncedMutation<Patient>; names: readonly string[] } = { names: [] };
  const Screen = (): ReactNode => {
    handle.mutation = useSyncedMutation<Patient>(endpoint);
    const { data = [] } = useSyncedQuery({
      queryKey: ['patients'],
      queryFn: () => api.read(endpoint) as Promise<Patient[]>,
    });
    handle.names = data.map(({ name }) => name);
    return null;
  };
  await page.mount(<Screen />);
  return {
    page,
    names: () => handle.names,
    get ops(): SyncedMutation<Patient> {
      if (!handle.mutation) throw new Error('not rendered');
      return handle.mutation;
    },
  };
}

describe('2.3: useSyncedMutation', () => {
  it('shows and stores inside the call, and follows it to its confirmation', async () => {
    const api = new ClinicApi([ann]);
    const screen = await open(api);
    const onSuccess = vi.fn();
    let applied: Patient | undefined;
    act(() => {
      screen.ops.create.mutate(
        { name: 'New' },
        {
          onApplied: (record) => {
            applied = record;
          },
          onSuccess,
        },
      );
      expect(applied).toMatchObject({ name: 'New', id: expect.any(String) as string });
    });
    expect(screen.names()).toEqual(['Ann', 'New']);
    expect(screen.ops.create.variables).toEqual({ name: 'New' });
    expect(screen.ops.create.mutationId).not.toBeNull();
    await screen.page.rest();
    expect(screen.ops.create).toMatchObject({
      status: 'success',
      isPending: false,
      isQueued: false,
      error: null,
      data: { id: 's1', name: 'New' },
    });
    expect(onSuccess.mock.calls[0]?.[0]).toMatchObject({ id: 's1' });
    act(() => screen.ops.create.reset());
    await screen.page.rest();
    expect(screen.ops.create.status).toBe('idle');
  });

  it('updates and deletes, each with one argument', async () => {
    const api = new ClinicApi([ann, { id: 'p2', name: 'Bob', version: 1 }]);
    const screen = await open(api);
    act(() => {
      screen.ops.update.mutate({ id: 'p1', changes: { name: 'Anna' }, reason: 'typo' });
      screen.ops.delete.mutate('p2');
    });
    expect(screen.names()).toEqual(['Anna']);
    expect(screen.page.queue.getPending().map(({ reason }) => reason)).toEqual(['typo', null]);
    await screen.page.rest();
    expect(api.rows.map(({ name }) => name)).toEqual(['Anna']);
    expect(screen.ops.delete.data).toEqual({ id: 'p2', deleted: true });
  });

  it('a refusal is an error with its code, and mutateAsync rejects with it', async () => {
    const api = new ClinicApi([ann]);
    const screen = await open(api);
    const onError = vi.fn();
    let made: Promise<unknown> = Promise.resolve();
    act(() => {
      made = screen.ops.update.mutateAsync({ id: 'p1', changes: { name: 'refuse' } }, { onError });
    });
    const rejected = expect(made).rejects.toMatchObject({ name: 'SyncMutationError' });
    await screen.page.rest();
    await rejected;
    expect(screen.ops.update.isError).toBe(true);
    expect(screen.ops.update.error?.code).toBe('NO');
    expect(onError).toHaveBeenCalledOnce();
    expect(screen.names()).toEqual(['Ann']);
  });

  it('a wrong call is an error, and nothing is queued or applied', async () => {
    const screen = await open(new ClinicApi([ann]));
    const onApplied = vi.fn();
    act(() => screen.ops.update.mutate({ id: '', changes: { name: 'x' } }, { onApplied }));
    await screen.page.rest();
    expect(screen.ops.update.error?.code).toBe('MISSING_ID');
    expect(onApplied).not.toHaveBeenCalled();
    expect(screen.ops.update.mutationId).toBeNull();
    expect(screen.page.queue.getPendingCount()).toBe(0);
  });

  it('offline it succeeds with the record as it is shown, and says that it is queued', async () => {
    const api = new ClinicApi([ann]);
    const screen = await open(api);
    await screen.page.goOnline(false);
    act(() => screen.ops.create.mutate({ name: 'New' }));
    await screen.page.rest();
    expect(screen.ops.create).toMatchObject({
      status: 'success',
      isPaused: false,
      isQueued: true,
      waiting: 'offline',
      data: { name: 'New' },
    });
  });

  it('two calls in one event each get their own outcome', async () => {
    const api = new ClinicApi([ann]);
    const screen = await open(api);
    const seen: string[] = [];
    act(() => {
      void screen.ops.create.mutateAsync({ name: 'One' }).then(({ name }) => seen.push(name));
      void screen.ops.create.mutateAsync({ name: 'Two' }).then(({ name }) => seen.push(name));
    });
    await screen.page.rest();
    expect(seen.sort()).toEqual(['One', 'Two']);
    expect(api.rows).toHaveLength(3);
  });
});

describe('3.1: syncMutationOptions', () => {
  it('offline the change is queued, shown and kept through a reload, where a plain mutation would be paused', async () => {
    const api = new ClinicApi([ann]);
    const page = new QueryPage(api);
    const handle: { save?: (data: Partial<Patient>) => void; paused?: boolean } = {};
    const Form = (): ReactNode => {
      const { mutate, isPaused } = useMutation(
        syncMutationOptions<Patient, 'create'>(endpoint, 'create'),
      );
      handle.save = mutate;
      handle.paused = isPaused;
      return null;
    };
    await page.mount(<Form />);
    await page.goOnline(false);
    act(() => handle.save?.({ name: 'New' }));
    await page.rest();
    expect(handle.paused).toBe(false);
    expect(page.queue.getPendingCount()).toBe(1);
    cleanup();
    page.end();
    const next = new QueryPage(api, { browser: page.browser });
    next.online = false;
    const { names } = await open(api, next);
    api.online = true;
    await next.goOnline(true);
    await next.passes(40_000);
    expect(names()).toEqual(['Ann', 'New']);
    expect(api.writes).toHaveLength(1);
  });

  it.each([
    ['plain', {}, undefined],
    ['with an onMutate that waits', { onMutate: () => new Promise(() => undefined) }, undefined],
    ['behind an onMutate of the cache', {}, { onMutate: () => Promise.resolve() }],
  ] as const)('the change is queued and shown when mutate returns: %s', async (_, own, config) => {
    const api = new ClinicApi([ann]);
    const page = new QueryPage(api);
    if (config) Object.assign(page.queryClient.getMutationCache().config, config);
    const handle: { save?: (data: Partial<Patient>) => void; names: readonly string[] } = {
      names: [],
    };
    const Form = (): ReactNode => {
      const options = syncMutationOptions<Patient, 'create'>(endpoint, 'create');
      handle.save = useMutation({ ...options, ...own }).mutate;
      const { data = [] } = useSyncedQuery({
        queryKey: ['patients'],
        queryFn: () => api.read(endpoint) as Promise<Patient[]>,
      });
      handle.names = data.map(({ name }) => name);
      return null;
    };
    await page.mount(<Form />);
    await page.goOnline(false);
    act(() => {
      handle.save?.({ name: 'New' });
      expect(page.queue.getPendingCount()).toBe(1);
    });
    expect(handle.names).toEqual(['Ann', 'New']);
    await page.rest();
    expect(page.queue.getPendingCount(), 'once').toBe(1);
    await page.goOnline(true);
    await page.passes(40_000);
    expect(api.writes).toHaveLength(1);
  });

  it('two calls with the same argument are two changes', async () => {
    const api = new ClinicApi([ann]);
    const page = new QueryPage(api);
    const handle: { save?: (data: Partial<Patient>) => void } = {};
    const Form = (): ReactNode => {
      handle.save = useMutation(syncMutationOptions<Patient, 'create'>(endpoint, 'create')).mutate;
      return null;
    };
    await page.mount(<Form />);
    const given = { name: 'Twin' };
    act(() => {
      handle.save?.(given);
      handle.save?.(given);
    });
    await page.rest();
    expect(api.writes).toHaveLength(2);
  });

  it('one that waits for its scope is left to TanStack Query, which calls it once', async () => {
    const api = new ClinicApi([ann]);
    const page = new QueryPage(api);
    const handle: { save?: (data: Partial<Patient>) => void } = {};
    const Form = (): ReactNode => {
      const options = syncMutationOptions<Patient, 'create'>(endpoint, 'create');
      handle.save = useMutation({ ...options, scope: { id: 'patients' } }).mutate;
      return null;
    };
    await page.mount(<Form />);
    act(() => {
      handle.save?.({ name: 'One' });
      handle.save?.({ name: 'Two' });
    });
    expect(page.queue.getPending().map(({ data }) => data)).toEqual([
      expect.objectContaining({ name: 'One' }),
    ]);
    await page.rest();
    expect(api.rows.map(({ name }) => name)).toEqual(['Ann', 'One', 'Two']);
  });

  it('another operation is refused, and nothing is deleted', () => {
    new QueryPage(new ClinicApi([ann]));
    expect(() => syncMutationOptions(endpoint, 'remove' as 'delete')).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'operation' }) as Error,
    );
  });

  it.each([
    ['update', { id: 'p1', changes: { name: 'x' } }, `PATCH ${endpoint}/p1`],
    ['delete', { id: 'p1', reason: 'double' }, `DELETE ${endpoint}/p1`],
    ['delete', 'p1', `DELETE ${endpoint}/p1`],
  ] as const)('%s', async (operation, variables, request) => {
    const api = new ClinicApi([ann]);
    const page = new QueryPage(api);
    const handle: { run?: (variables: never) => void } = {};
    const Form = (): ReactNode => {
      handle.run = useMutation(syncMutationOptions<Patient>(endpoint, operation)).mutate as never;
      return null;
    };
    await page.mount(<Form />);
    act(() => handle.run?.(variables as never));
    await page.rest();
    expect(api.writes[0]).toContain(request);
  });
});
