// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { memo, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import {
  useMutationEntry,
  useMutationState,
  usePendingMutations,
  useResolvedId,
  useRowState,
  useSyncMutation,
  useSyncedRecord,
  type AnyRecord,
  type SyncMutation,
} from 'synchrone';
import { probe } from './support/render.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const endpoint = '/api/v1/patients';

/** Rows with a mark each, beside a hook without any context. */
function marks(ids: readonly (string | number)[]) {
  const states = new Map<string | number, string>();
  const rendered: (string | number)[] = [];
  const handle: { hook?: SyncMutation } = {};
  const Mark = memo(function Mark({ id }: { id: string | number }): ReactNode {
    rendered.push(id);
    states.set(id, useRowState(id, endpoint));
    return null;
  });
  const Form = (): ReactNode => {
    handle.hook = useSyncMutation(endpoint);
    return null;
  };
  render(
    <>
      {ids.map((id) => (
        <Mark key={id} id={id} />
      ))}
      <Form />
    </>,
  );
  const hook = (): SyncMutation => {
    if (!handle.hook) throw new Error('not rendered');
    return handle.hook;
  };
  return { states, rendered, hook };
}

describe('2.8a: useRowState', () => {
  it('says what is queued of a record, and renders again for that record alone', async () => {
    const page = new TestPage();
    const { states, rendered, hook } = marks(['p1', 'p2', 3]);
    await page.settle();
    rendered.length = 0;
    act(() => void hook().mutate('p1', { a: 1 }));
    expect([states.get('p1'), states.get('p2')]).toEqual(['pending', 'synced']);
    await page.settle();
    page.api.last.answer(200, { id: 'p1', a: 1 });
    await page.settle();
    expect([states.get('p1'), new Set(rendered)]).toEqual(['synced', new Set(['p1'])]);
    act(() => void hook().mutate(3, { a: 1 }));
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(states.get(3)).toBe('error');
  });

  it('a long queue of others renders no row', async () => {
    const page = new TestPage({ online: false });
    const { rendered, hook } = marks(['p1']);
    await page.settle();
    rendered.length = 0;
    act(() => {
      for (let n = 0; n < 50; n += 1) void hook().create({ id: `new-${n}` });
    });
    await page.settle();
    expect(rendered).toEqual([]);
  });

  it('follows a record to the id of the server, and shows conflicts', async () => {
    const page = new TestPage();
    const { states, hook } = marks(['local', 's1']);
    await page.settle();
    act(() => void hook().create({ id: 'local' }));
    expect(states.get('local')).toBe('pending');
    await page.settle();
    page.api.last.answer(201, { id: 's1', version: 1 });
    await page.settle();
    act(() => void hook().mutate('local', { a: 1 }));
    expect([states.get('local'), states.get('s1')]).toEqual(['pending', 'pending']);
    await page.settle();
    page.api.last.answer(412, { code: 'CONFLICT', details: { current: { id: 's1', version: 2 } } });
    await page.settle();
    expect([states.get('local'), states.get('s1')]).toEqual(['conflict', 'conflict']);
  });

  it('says that a change may have been saved, also after a reload', async () => {
    const page = new TestPage();
    const configure = (on: TestPage): void =>
      on.queue.configure({ endpoints: { [endpoint]: { classify: () => 'uncertain' } } });
    configure(page);
    const { states, hook } = marks(['p1']);
    await page.settle();
    act(() => void hook().mutate('p1', { a: 1 }));
    await page.settle();
    page.api.last.answer(200, { id: 'p1' });
    await page.settle();
    expect(states.get('p1')).toBe('uncertain');
    cleanup();
    const next = page.reload();
    configure(next);
    const again = marks(['p1']);
    await next.settle();
    expect(again.states.get('p1')).toBe('uncertain');
  });
});

describe('2.8a: useSyncedRecord', () => {
  it('lays what is queued over a record, and takes it off again', async () => {
    const page = new TestPage();
    const stored: AnyRecord = { id: 'p1', name: 'Martin' };
    const { Probe, handle } = probe(() => ({
      record: useSyncedRecord(stored, endpoint),
      hook: useSyncMutation(endpoint),
    }));
    render(<Probe />);
    await page.settle();
    expect(handle.current.record).toBe(stored);
    act(() => void handle.current.hook.mutate('p1', { name: 'Durand' }));
    expect(handle.current.record).toEqual({ id: 'p1', name: 'Durand' });
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(handle.current.record).toEqual(stored);
    act(() => void handle.current.hook.delete('p1'));
    expect(handle.current.record).toBeUndefined();
    await page.settle();
  });

  it('shows a record that is only queued by its id, also when it has another one', async () => {
    const page = new TestPage();
    const { Probe, handle } = probe(() => ({
      record: useSyncedRecord<AnyRecord>({ id: 'local' }, endpoint),
      none: useSyncedRecord(undefined, endpoint),
      hook: useSyncMutation(endpoint),
    }));
    render(<Probe />);
    await page.settle();
    act(() => void handle.current.hook.create({ id: 'local', name: 'Dupont' }));
    expect(handle.current.record).toMatchObject({ name: 'Dupont' });
    await page.settle();
    page.api.last.answer(201, { id: 's1', name: 'DUPONT' });
    await page.settle();
    expect([handle.current.record, handle.current.none]).toMatchObject([
      { name: 'DUPONT' },
      undefined,
    ]);
  });
});

describe('2.9: a record of which only the id is known', () => {
  it('is not a read that could be old: nothing is said of it when its create is confirmed', async () => {
    const page = new TestPage();
    const { Probe, handle } = probe(() => ({
      // A new object in each render, as `query.data ?? { id }` makes it.
      record: useSyncedRecord<AnyRecord>({ id: useResolvedId(endpoint, 'local') }, endpoint),
      hook: useSyncMutation(endpoint),
    }));
    const { rerender } = render(<Probe />);
    await page.settle();
    act(() => void handle.current.hook.create({ id: 'local', name: 'Dupont' }));
    await page.settle();
    page.api.last.answer(201, { id: 's1', name: 'DUPONT' });
    await page.settle();
    await page.advance(1_000);
    rerender(<Probe />);
    await page.settle();
    rerender(<Probe />);
    expect(handle.current.record).toMatchObject({ id: 's1', name: 'DUPONT' });
    expect(page.toldCodes).not.toContain('READ_TIME_UNKNOWN');
  });
});

describe('2.8a: useSyncMutation(endpoint)', () => {
  it('takes options in second place, and works with no context, list or provider', async () => {
    const page = new TestPage();
    const { Probe, handle } = probe(() => useSyncMutation(endpoint, { method: 'PUT' }));
    render(<Probe />);
    const made: Promise<unknown>[] = [];
    act(() => void made.push(handle.current.create({ name: 'Dupont' })));
    await page.settle();
    page.api.last.answer(201, { id: 's1', name: 'Dupont' });
    await page.settle();
    expect(await made[0]).toMatchObject({ id: 's1' });
    expect([page.toldCodes, handle.current.error]).toEqual([[], null]);
  });
});

describe('2.8a: names and filters', () => {
  it('useMutationState is the former name of useMutationEntry', () => {
    expect(useMutationState).toBe(useMutationEntry);
  });

  it('ids may be numbers in filters', async () => {
    const page = new TestPage({ online: false });
    const { Probe, handle } = probe(() => ({
      pending: usePendingMutations({ entity: 1 }),
      hook: useSyncMutation(endpoint),
    }));
    render(<Probe />);
    act(() => void handle.current.hook.mutate(1, { a: 1 }));
    await page.settle();
    expect(handle.current.pending).toHaveLength(1);
  });
});
