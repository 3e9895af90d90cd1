// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { memo, useContext } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { rowKey, useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { existingContext, patientsEndpoint, syncedContext } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

/** What an edit costs does not depend on them: in the long run as many as a large clinic has. */
const kRows = process.env['SYNCHRONE_LONG'] === '1' ? 10_000 : 2_000;
const rows = Array.from({ length: kRows }, (_, i) => ({
  id: `p${i}`,
  last_name: `Nom ${i}`,
  version: 1,
}));

describe.each([
  ['an existing context', existingContext],
  ['createSyncContext', syncedContext],
] as const)(`1 L1, 2.8: ${kRows} rows of %s`, (_, subject) => {
  it('an edit renders its row and no other, and so does its confirmation', async () => {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = rows;
    const { Provider, Context } = subject(page);
    const rendered: unknown[] = [];
    const Row = memo(function Row({ row }: { row: AnyRecord }) {
      rendered.push(row['id']);
      return <li>{String(row['last_name'])}</li>;
    });
    let hook: SyncMutation | undefined;
    const List = () => {
      const value = useContext(Context);
      hook = useSyncMutation(value, patientsEndpoint);
      return (
        <ul>
          {value.patients.map((row) => (
            <Row key={rowKey(row)} row={row} />
          ))}
        </ul>
      );
    };
    const ui = render(
      <Provider>
        <List />
      </Provider>,
    );
    await page.settle();
    expect(ui.container.querySelectorAll('li')).toHaveLength(kRows);

    rendered.length = 0;
    act(
      () =>
        void hook?.mutate(
          'p1777',
          { last_name: 'DURAND' },
          { previousState: rows[1777] as AnyRecord },
        ),
    );
    expect(new Set(rendered)).toEqual(new Set(['p1777']));
    await page.settle();
    rendered.length = 0;
    page.api.last.answer(200, { id: 'p1777', last_name: 'DURAND', version: 2 });
    await page.settle();
    expect(new Set(rendered)).toEqual(new Set(['p1777']));
    expect(ui.container.querySelectorAll('li')[1777]?.textContent).toBe('DURAND');

    rendered.length = 0;
    act(() => void hook?.create({ id: 'local', last_name: 'Nouveau' }));
    await page.settle();
    page.api.last.answer(201, { id: 's1', last_name: 'Nouveau', version: 1 });
    await page.settle();
    expect(new Set(rendered)).toEqual(new Set(['local', 's1']));
    expect(ui.container.querySelectorAll('li')).toHaveLength(kRows + 1);
  });
});
