// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { StrictMode, createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, useSyncedRows, type AnyRecord, type SyncMutation } from 'synchrone';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

const endpoint = '/api/v1/medical-records';
type Rows = readonly AnyRecord[];

/** A panel that shows the records of one patient: its own state, its own context value. */
interface Panel {
  rows: Rows;
  hook: SyncMutation;
  read: (rows: Rows) => void;
}

type MakeValue = (
  rows: Rows,
  setRecords: (change: Rows | ((rows: Rows) => Rows)) => void,
) => Record<string, unknown>;

const byName: MakeValue = (records, set) => ({
  records,
  createRecord: (data: AnyRecord) => set((prev) => [...prev, data]),
  updateRecord: (id: unknown, changes: AnyRecord) =>
    set((prev) => prev.map((row) => (row['id'] === id ? { ...row, ...changes } : row))),
  deleteRecord: (id: unknown) => set((prev) => prev.filter((row) => row['id'] !== id)),
});

/** The ways in which a context may hand out its value. */
const values: readonly (readonly [string, MakeValue])[] = [
  ['methods by name', byName],
  ['methods by name and a setter', (rows, set) => ({ ...byName(rows, set), setRecords: set })],
  ['a frozen value', (rows, set) => Object.freeze(byName(rows, set))],
];

function panels(make: MakeValue, isStrict = false) {
  const a: Partial<Panel> = {};
  const b: Partial<Panel> = {};
  const show = { b: (_shown: boolean): void => undefined };
  // One type of context, two providers.
  const Records = createContext<Record<string, unknown>>({});
  const Inner = ({ panel }: { panel: Partial<Panel> }): ReactNode => {
    const value = useContext(Records);
    panel.hook = useSyncMutation(value, endpoint);
    panel.rows = value['records'] as Rows;
    return null;
  };
  const Provider = ({ panel, first }: { panel: Partial<Panel>; first: Rows }): ReactNode => {
    const [rows, setRecords] = useState(first);
    panel.read = (next) => act(() => setRecords(next));
    return (
      <Records.Provider value={make(rows, setRecords)}>
        <Inner panel={panel} />
      </Records.Provider>
    );
  };
  const App = (): ReactNode => {
    const [isShown, setShown] = useState(true);
    show.b = (shown) => act(() => setShown(shown));
    return (
      <>
        <Provider panel={a} first={[{ id: 'ra', patient_id: 'A', text: 'old' }]} />
        {isShown && <Provider panel={b} first={[{ id: 'rb', patient_id: 'B' }]} />}
      </>
    );
  };
  render(isStrict ? <StrictMode>{<App />}</StrictMode> : <App />);
  return { a: a as Panel, b: b as Panel, show };
}

const texts = (rows: Rows): unknown[] => rows.map((row) => row['text'] ?? row['id']);

describe.each(values)('2.5: two panels over one endpoint, each with %s', (_, make) => {
  it.each([false, true])('each drives its own rows (StrictMode: %s)', async (isStrict) => {
    const page = new TestPage();
    const { a, b } = panels(make, isStrict);
    await page.settle();
    act(() => void a.hook.create({ patient_id: 'A', text: 'penicillin allergy' }));
    act(() => void a.hook.mutate('ra', { text: 'new' }));
    expect([texts(a.rows), texts(b.rows)]).toEqual([['new', 'penicillin allergy'], ['rb']]);
    await page.settle();
    page.api.writes[0]?.answer(201, { id: 's1', patient_id: 'A', text: 'PENICILLIN ALLERGY' });
    page.api.writes[1]?.answer(422, { message: 'non' });
    await page.settle();
    expect([texts(a.rows), texts(b.rows)]).toEqual([['old', 'PENICILLIN ALLERGY'], ['rb']]);
    expect(a.rows.map((row) => row['id'])).toEqual(['ra', 's1']);
  });

  it('what unmounts stops being driven, and what stays goes on', async () => {
    const page = new TestPage();
    const { a, b, show } = panels(make);
    await page.settle();
    act(() => void b.hook.delete('rb'));
    show.b(false);
    act(() => void a.hook.create({ text: 'note' }));
    await page.settle();
    for (const write of page.api.writes) write.answer(422, { message: 'non' });
    await page.settle();
    expect(texts(a.rows)).toEqual(['old']);
    show.b(true);
    await page.settle();
    expect([texts(a.rows), texts(b.rows)]).toEqual([['old'], ['rb']]);
  });

  it('a panel that is mounted again begins with its own rows', async () => {
    const page = new TestPage();
    const { a, b, show } = panels(make);
    await page.settle();
    show.b(false);
    show.b(true);
    act(() => void b.hook.create({ text: 'of B' }));
    expect([texts(a.rows), texts(b.rows)]).toEqual([['old'], ['rb', 'of B']]);
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(texts(b.rows)).toEqual(['rb']);
  });
});

describe('2.8: useSyncedRows over a list that holds some records of the endpoint', () => {
  const all: Rows = [
    { id: '1', city: 'Lyon' },
    { id: '2', city: 'Nice' },
  ];

  function lists(rows: Rows = all) {
    const seen: { lyon: Rows; nice: Rows; hook?: SyncMutation } = { lyon: [], nice: [] };
    const List = ({ city }: { city: 'Lyon' | 'Nice' }): ReactNode => {
      const own = useMemo(() => rows.filter((row) => row['city'] === city), [city]);
      const shown = useSyncedRows(own, endpoint, { belongs: (row) => row['city'] === city });
      seen[city === 'Lyon' ? 'lyon' : 'nice'] = shown;
      return null;
    };
    const Form = (): ReactNode => {
      seen.hook = useSyncMutation(endpoint);
      return null;
    };
    render(
      <>
        <List city="Lyon" />
        <List city="Nice" />
        <Form />
      </>,
    );
    const ids = (): unknown[][] => [seen.lyon, seen.nice].map((list) => list.map((r) => r['id']));
    return { seen, ids };
  }

  it('a create joins only the lists it belongs to, also when it is confirmed', async () => {
    const page = new TestPage();
    const { seen, ids } = lists();
    await page.settle();
    act(() => void seen.hook?.create({ id: 'new', city: 'Lyon' }));
    expect(ids()).toEqual([['1', 'new'], ['2']]);
    await page.settle();
    page.api.last.answer(201, { id: 's3', city: 'Lyon' });
    await page.settle();
    expect(ids()).toEqual([['1', 's3'], ['2']]);
  });

  it('an edit takes a record out of one list and into another, and a refusal takes it back', async () => {
    const page = new TestPage();
    const { seen, ids } = lists();
    await page.settle();
    act(() => void seen.hook?.mutate('1', { city: 'Nice' }, { previousState: all[0] as object }));
    expect(ids()).toEqual([[], ['2', '1']]);
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(ids()).toEqual([['1'], ['2']]);
  });

  it('once it is confirmed it stays where the edit has brought it', async () => {
    const page = new TestPage();
    const { seen, ids } = lists();
    await page.settle();
    act(() => void seen.hook?.mutate('1', { city: 'Nice' }));
    await page.settle();
    page.api.last.answer(200, { id: '1', city: 'Nice' });
    await page.settle();
    expect(ids()).toEqual([[], ['2', '1']]);
    await page.advance(31_000);
    act(() => void seen.hook?.mutate('2', { note: 'x' }));
    expect(ids()).toEqual([[], ['2', '1']]);
    await page.settle();
  });

  it('a list keeps what was confirmed whatever other lists show (no second read)', async () => {
    const page = new TestPage();
    const { seen } = lists();
    await page.settle();
    act(() => void seen.hook?.mutate('2', { note: 'mine' }));
    act(() => void seen.hook?.delete('1'));
    await page.settle();
    page.api.writes[0]?.answer(200, { id: '2', city: 'Nice', note: 'mine' });
    page.api.writes[1]?.answer(204);
    await page.settle();
    await page.advance(31_500);
    act(() => void seen.hook?.create({ id: 'other', city: 'Nice' }));
    expect([seen.lyon, seen.nice]).toEqual([
      [],
      [
        { id: '2', city: 'Nice', note: 'mine' },
        { id: 'other', city: 'Nice' },
      ],
    ]);
    await page.settle();
  });

  it('inline predicates make no list render for ever, and the list is the same until it changes', async () => {
    const page = new TestPage();
    const { seen } = lists();
    await page.settle();
    const before = seen.lyon;
    act(() => void seen.hook?.create({ id: 'new', city: 'Nice' }));
    expect(seen.lyon).toBe(before);
    await page.settle();
  });

  it('the row of a list is the base of an edit: it goes out with its version', async () => {
    const page = new TestPage();
    const { seen } = lists([{ id: '1', city: 'Lyon', version: 4 }]);
    await page.settle();
    act(() => void seen.hook?.mutate('1', { note: 'x' }));
    await page.settle();
    expect(page.api.last.headers.get('If-Match')).toBe('"4"');
  });

  it('readBegan: a read that began after the confirmation says what the list holds', async () => {
    const page = new TestPage();
    const seen: { rows: Rows; hook?: SyncMutation; read?: (n: number) => void } = { rows: [] };
    const rows: Rows = [{ id: '1', phone: '1' }];
    const List = (): ReactNode => {
      const [readBegan, setRead] = useState(0);
      seen.read = (at) => act(() => setRead(at));
      seen.rows = useSyncedRows(rows, endpoint, { readBegan });
      seen.hook = useSyncMutation(endpoint);
      return null;
    };
    render(<List />);
    await page.settle();
    act(() => void seen.hook?.mutate('1', { phone: 'arrived' }));
    await page.settle();
    page.api.last.answer(200, { id: '1', phone: 'arrived' });
    await page.settle();
    expect(seen.rows).toEqual([{ id: '1', phone: 'arrived' }]);
    await page.advance(10);
    seen.read?.(page.now());
    expect(seen.rows).toEqual([{ id: '1', phone: '1' }]);
  });
});

describe('2.8: a row without id', () => {
  it('is kept as it is, with a diagnostic', async () => {
    const page = new TestPage();
    const rows: Rows = [{ id: '1' }, { name: 'no id' }, { name: 'no id either' }];
    let seen: Rows = [];
    let hook: SyncMutation | undefined;
    const List = (): ReactNode => {
      seen = useSyncedRows(rows, endpoint);
      hook = useSyncMutation(endpoint);
      return null;
    };
    render(<List />);
    await page.settle();
    act(() => void hook?.create({ id: 'new' }));
    expect(seen).toEqual([...rows, { id: 'new' }]);
    await page.settle();
    expect(page.toldCodes.filter((code) => code === 'ROW_WITHOUT_ID')).toHaveLength(1);
  });
});
