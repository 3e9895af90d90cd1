// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { Activity, useContext, useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { names, patientsEndpoint, subjects, type Subject } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

type Mode = 'visible' | 'hidden';
type Part = 'the list' | 'the form' | 'all of it';

const kParts: readonly Part[] = ['the list', 'the form', 'all of it'];
const kCases = subjects.flatMap(([name, subject]) =>
  kParts.map((part) => [part, name, subject] as const),
);

/** A list and a form over one context; one part of it can be hidden, which ends its effects. */
async function open(part: Part, subjectOf: (page: TestPage) => Subject) {
  const page = new TestPage();
  const stored = [{ id: 'p1', last_name: 'Martin' }];
  page.api.lists[patientsEndpoint] = stored;
  const { Provider, Context, options } = subjectOf(page);
  const seen: { rows: readonly AnyRecord[]; hook?: SyncMutation; show?: (mode: Mode) => void } = {
    rows: [],
  };
  const List = (): ReactNode => {
    seen.rows = useContext(Context).patients;
    return null;
  };
  const Form = (): ReactNode => {
    const value = useContext(Context);
    seen.hook = useSyncMutation(value, patientsEndpoint, options?.(value));
    return null;
  };
  const App = (): ReactNode => {
    const [mode, setMode] = useState<Mode>('visible');
    seen.show = setMode;
    const at = (here: Part, inner: ReactNode): ReactNode => (
      <Activity mode={here === part ? mode : 'visible'}>{inner}</Activity>
    );
    return at(
      'all of it',
      <Provider>
        {at('the list', <List />)}
        {at('the form', <Form />)}
      </Provider>,
    );
  };
  render(<App />);
  await page.settle();
  return {
    page,
    shown: () => names(seen.rows).toSorted(),
    stores: (row: AnyRecord) => {
      page.api.lists[patientsEndpoint] = [...stored, row];
    },
    show: async (mode: Mode) => {
      act(() => seen.show?.(mode));
      await page.settle();
    },
    call: async (run: (hook: SyncMutation) => Promise<unknown>) => {
      const { hook } = seen;
      act(() => void (hook && run(hook).catch(() => undefined)));
      await page.settle();
    },
  };
}

describe('2.7: what Activity hides', () => {
  it.each(kCases)(
    '%s of %s shows what was made, confirmed and refused meanwhile',
    async (part, _, subject) => {
      const { page, shown, stores, show, call } = await open(part, subject);
      await call((hook) => hook.create({ last_name: 'Eva' }));
      await show('hidden');
      stores({ id: 's1', last_name: 'EVA' });
      page.api.last.answer(201, { id: 's1', last_name: 'EVA' });
      await page.settle();
      await show('visible');
      expect(shown()).toEqual(['EVA', 'Martin']);
      await show('hidden');
      await call((hook) => hook.mutate('p1', { last_name: 'Durand' }));
      await call((hook) => hook.create({ last_name: 'Luc' }));
      await show('visible');
      expect(shown()).toEqual(['Durand', 'EVA', 'Luc']);
      for (const write of page.api.writes.slice(1)) write.answer(422, { message: 'no' });
      await page.settle();
      expect(shown()).toEqual(['EVA', 'Martin']);
      await call((hook) => hook.delete('p1'));
      expect(shown()).toEqual(['EVA']);
      page.api.last.answer(422, { message: 'no' });
      await page.settle();
      expect([shown(), page.api.writes.length]).toEqual([['EVA', 'Martin'], 4]);
    },
  );
});
