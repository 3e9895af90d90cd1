// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { memo, useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { rowKey, useSyncMutation, useSyncedRows, type AnyRecord } from 'synchrone';
import { probe, renderCounted } from './support/render.js';
import {
  adaptedContext,
  existingContext,
  mount,
  names,
  patientsEndpoint,
} from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const stored = [
  { id: 'p1', last_name: 'Martin', version: 1 },
  { id: 'p2', last_name: 'Bernard', version: 1 },
];

/** Rows in React's state, laid over by `useSyncedRows`; no context is driven. */
function rowsOnly(initial: readonly AnyRecord[] = stored) {
  return probe(() => {
    const [rows, setRows] = useState(initial);
    return { setRows, rows: useSyncedRows(rows, patientsEndpoint), raw: rows };
  });
}

/** Changes made by an earlier page, offline. */
async function leftBehind(): Promise<TestPage> {
  const page = new TestPage({ online: false });
  const calls = page.client.mutations(patientsEndpoint);
  calls.create({ id: 'local', last_name: 'Dupont' });
  calls.update('p1', { last_name: 'Durand' }, { previousState: stored[0] });
  calls.delete('p2', { previousState: stored[1] });
  await page.settle();
  return page.reload();
}

describe('2.8: useSyncedRows', () => {
  it('is pure: without changes the array itself, and the same array in every render', async () => {
    const page = new TestPage();
    const { Probe, handle } = rowsOnly();
    const ui = renderCounted(<Probe />);
    await page.settle();
    expect(handle.current.rows).toBe(stored);
    ui.rerender(<Probe />);
    expect(handle.current.rows).toBe(stored);
  });

  it('shows what an earlier page left, and does not change the rows it was given', async () => {
    const page = await leftBehind();
    const { Probe, handle } = rowsOnly();
    render(<Probe />);
    await page.settle();
    expect(names(handle.current.rows)).toEqual(['Durand', 'Dupont']);
    expect(handle.current.raw).toEqual(stored);
  });

  it('lays the changes over the list again when its identity changes', async () => {
    const page = await leftBehind();
    const { Probe, handle } = rowsOnly([]);
    render(<Probe />);
    await page.settle();
    expect(names(handle.current.rows)).toEqual(['Dupont']);
    act(() => handle.current.setRows(stored));
    expect(names(handle.current.rows)).toEqual(['Durand', 'Dupont']);
    act(() => handle.current.setRows([...stored, { id: 'local', last_name: 'Dupont' }]));
    expect(names(handle.current.rows)).toEqual(['Durand', 'Dupont']);
  });

  it('keeps what was confirmed when the list is not read again, and the row when its id changes', async () => {
    const page = await leftBehind();
    const { Probe, handle } = rowsOnly();
    render(<Probe />);
    await page.settle();
    const created = handle.current.rows.at(-1) ?? {};
    expect(rowKey(created)).toBe('local');
    for (const { method, answer } of page.api.writes) {
      if (method === 'POST') answer(201, { id: 's1', last_name: 'Dupont', version: 1 });
      else if (method === 'PATCH') answer(200, { id: 'p1', last_name: 'Durand', version: 2 });
      else answer(204);
    }
    await page.settle();
    expect(handle.current.rows).toEqual([
      { id: 'p1', last_name: 'Durand', version: 2 },
      { id: 's1', last_name: 'Dupont', version: 1 },
    ]);
    expect(rowKey(handle.current.rows[1] ?? {})).toBe('local');
  });

  it('shows what is queued over a create that was confirmed meanwhile, and hides it when it is deleted', async () => {
    const page = await leftBehind();
    const { Probe, handle } = rowsOnly();
    render(<Probe />);
    await page.settle();
    page.api.writes
      .find(({ method }) => method === 'POST')
      ?.answer(201, { id: 's1', last_name: 'Dupont', version: 1 });
    await page.settle();
    const calls = page.client.mutations(patientsEndpoint);
    act(() => {
      calls.update('s1', { last_name: 'Dubois' });
    });
    expect(names(handle.current.rows)).toEqual(['Durand', 'Dubois']);
    act(() => {
      calls.delete('s1');
    });
    expect(names(handle.current.rows)).toEqual(['Durand']);
    await page.settle();
  });

  it('2.9: a list that was read before the confirmation undoes nothing; a newer one is taken as it is', async () => {
    const page = await leftBehind();
    const { Probe, handle } = rowsOnly();
    render(<Probe />);
    await page.settle();
    for (const { method, answer } of page.api.writes) {
      if (method === 'POST') answer(201, { id: 's1', last_name: 'Dupont', version: 1 });
      else if (method === 'PATCH') answer(200, { id: 'p1', last_name: 'Durand', version: 2 });
      else answer(204);
    }
    await page.settle();
    act(() => handle.current.setRows(stored.map((row) => ({ ...row }))));
    expect(names(handle.current.rows)).toEqual(['Durand', 'Dupont']);
    const read = [
      { id: 'p1', last_name: 'Dubois', version: 3 },
      { id: 's1', last_name: 'Dupont', version: 1 },
    ];
    act(() => handle.current.setRows(read));
    expect(handle.current.rows).toEqual(read);
  });

  it('takes a refused change off again', async () => {
    const page = await leftBehind();
    const { Probe, handle } = rowsOnly();
    render(<Probe />);
    await page.settle();
    for (const write of page.api.writes) write.answer(422, { message: 'non' });
    await page.settle();
    expect(handle.current.rows).toEqual(stored);
  });

  it('shows what another tab does, and what becomes of it', async () => {
    const other = new TestPage();
    const page = new TestPage({ browser: other.browser });
    const { Probe, handle } = rowsOnly();
    render(<Probe />);
    await page.settle();
    const calls = other.client.mutations(patientsEndpoint);
    calls.update('p1', { last_name: 'Durand' }, { previousState: stored[0] });
    calls.create({ id: 'local', last_name: 'Dupont' });
    await other.settle();
    await page.settle();
    expect(names(handle.current.rows)).toEqual(['Durand', 'Bernard', 'Dupont']);
    for (const { method, answer } of [...other.api.writes, ...page.api.writes]) {
      if (method === 'POST') answer(201, { id: 's1', last_name: 'Dupont', version: 1 });
      else answer(422, { message: 'non' });
    }
    await other.settle();
    await page.settle();
    expect(names(handle.current.rows)).toEqual(['Martin', 'Bernard', 'Dupont']);
  });

  it('rows that did not change stay the same objects: a memoised row is rendered once', async () => {
    const page = new TestPage();
    const rendered: unknown[] = [];
    const Row = memo(({ row }: { row: AnyRecord }): ReactNode => {
      rendered.push(row['id']);
      return String(row['last_name']);
    });
    const List = (): ReactNode =>
      useSyncedRows<AnyRecord>(stored, patientsEndpoint).map((row) => (
        <Row key={rowKey(row)} row={row} />
      ));
    renderCounted(<List />, false);
    await page.settle();
    rendered.length = 0;
    act(() => {
      page.client.mutations(patientsEndpoint).update('p2', { last_name: 'Blanc' });
    });
    expect(rendered).toEqual(['p2']);
    await page.settle();
    page.api.last.answer(200, { id: 'p2', last_name: 'Blanc', version: 2 });
    await page.settle();
    expect(rendered).toEqual(['p2', 'p2']);
  });
});

describe('2.8: by-name methods', () => {
  it('are called only in the page life that made the change, never for recovery', async () => {
    const page = await leftBehind();
    const called: string[] = [];
    const context = {
      createPatient: () => called.push('create'),
      updatePatient: () => called.push('update'),
      deletePatient: () => called.push('delete'),
    };
    const { Probe } = probe(() => useSyncMutation(context, patientsEndpoint));
    render(<Probe />);
    await page.settle();
    expect(page.api.writes).toHaveLength(3);
    for (const write of page.api.writes) write.answer(422, { message: 'non' });
    await page.settle();
    expect(called).toEqual([]);
  });

  it('without useSyncedRows a diagnostic says that a reload will not show the change, which is sent', async () => {
    const page = new TestPage();
    const { Probe, handle } = probe(() =>
      useSyncMutation({ createPatient: () => undefined }, patientsEndpoint),
    );
    render(<Probe />);
    act(() => {
      handle.current.create({ last_name: 'Dupont' });
    });
    await page.settle();
    expect(page.toldCodes).toEqual(['CONTEXT_NOT_RECOVERED']);
    expect(page.api.writes).toHaveLength(1);
  });

  it('with useSyncedRows there is no diagnostic', async () => {
    const page = new TestPage();
    const on = await mount(page, existingContext(page));
    on.during((hook) => hook.create({ last_name: 'Dupont' }));
    await page.settle();
    expect(page.toldCodes).toEqual([]);
  });
});

describe('2.8: an adapter with setItems', () => {
  it('has the changes of an earlier page laid over its list, and taken off when they are refused', async () => {
    const page = await leftBehind();
    page.api.lists[patientsEndpoint] = stored;
    const on = await mount(page, adaptedContext(page));
    expect(names(on.rows)).toEqual(['Durand', 'Dupont']);
    for (const write of page.api.writes) write.answer(422, { message: 'non' });
    await page.settle();
    expect(on.rows).toEqual(stored);
  });
});
