// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import { useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions, useSyncedRecord, useSyncedRows, useSyncMutation } from 'synchrone';
import { useSyncedQuery, useSyncedRecord as useRecordQuery } from 'synchrone/query';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';

afterEach(cleanup);

const actions = () => syncActions<Patient>(endpoint);
const rows: readonly Patient[] = [
  { id: 'p1', name: 'Ann', city: 'Lyon', version: 1 },
  { id: 'p2', name: 'Bob', city: 'Paris', version: 1 },
];
const withoutVersions = rows.map(({ version: _version, ...row }) => row);
const never = {
  attach: { resources: { [endpoint]: { queries: ['patients', 'patient'], invalidate: false } } },
} as const;

/** A store that does not say when it was read, or says so by the device's clock. */
class Store {
  names: readonly string[] = [];
  private set: (rows: readonly Patient[], readBegan?: number) => void = () => undefined;

  constructor(private readonly api: ClinicApi) {}

  readonly List = (): ReactNode => {
    const [read, set] = useState<{ rows: readonly Patient[]; readBegan?: number }>({ rows: [] });
    const { readBegan } = read;
    this.set = (given, began) =>
      set({ rows: given, ...(began !== undefined && { readBegan: began }) });
    const options = readBegan === undefined ? {} : { readBegan };
    this.names = useSyncedRows(read.rows, endpoint, options).map(({ name }) => name);
    return null;
  };

  /** What a read brings that begins now. */
  get answer(): readonly Patient[] {
    return structuredClone(this.api.rows) as unknown as Patient[];
  }

  show(answer: readonly Patient[] = this.answer, readBegan?: number): void {
    act(() => this.set(answer, readBegan));
  }
}

function opened(given: readonly Patient[]) {
  const api = new ClinicApi(given);
  api.versions = given === rows;
  const page = new QueryPage(api, never);
  return { api, page, store: new Store(api) };
}

describe.each([
  ['with versions', rows],
  ['without versions', withoutVersions],
])('2.9: a deleted record stays away, %s', (_name, given) => {
  it('that was edited and read before, in a store that does not say when it was read', async () => {
    const { page, store } = opened(given);
    await page.mount(<store.List />);
    store.show();
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.passes(1_000);
    store.show();
    expect(store.names).toEqual(['Mine', 'Bob']);
    act(() => void actions().delete('p1'));
    const before = store.answer;
    await page.rest();
    expect(store.names).toEqual(['Bob']);
    store.show(before);
    expect(store.names).toEqual(['Bob']);
  });

  it('on its own page, while the cache still has it as it once was', async () => {
    const { api, page } = opened(given);
    const seen: (string | undefined)[] = [];
    const List = (): ReactNode => {
      useSyncedQuery({
        queryKey: ['patients'],
        queryFn: () => api.read(endpoint) as Promise<Patient[]>,
      });
      return null;
    };
    const Detail = (): ReactNode => {
      const { data } = useRecordQuery<Patient>({
        endpoint,
        id: 'p1',
        queryKey: (id) => ['patient', id],
        queryFn: () => new Promise(() => undefined),
      });
      seen.push(data?.name);
      return null;
    };
    await page.mount(<List />);
    await page.passes(5);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.passes(5);
    await page.mount(<Detail />);
    expect(seen.at(-1)).toBe('Mine');
    seen.length = 0;
    act(() => void actions().delete('p1'));
    await page.passes(5);
    expect(seen).not.toContain('Ann');
    expect(seen.at(-1)).toBeUndefined();
  });
});

it('2.9: a deleted record stays away from a list that shows more of it than its page does', async () => {
  const { page } = opened(withoutVersions);
  let names: readonly string[] = [];
  const listed = withoutVersions.map((row) => ({ ...row, doctor: { id: 'd1' } }));
  const record = { id: 'p1', name: 'Ann', history: [] };
  const began = page.browser.now;
  const Screen = (): ReactNode => {
    names = useSyncedRows<Patient>(listed, endpoint).map(({ name }) => name);
    useSyncedRecord<Patient>(record, endpoint, { readBegan: began });
    return null;
  };
  await page.mount(<Screen />);
  act(() => void actions().delete('p1'));
  await page.rest();
  expect(names).toEqual(['Bob']);
});

it('2.9: a read between a create and an edit confirmed in one moment undoes no edit', async () => {
  const { api, page, store } = opened(withoutVersions);
  await page.mount(<store.List />);
  store.show();
  let answer: readonly Patient[] = [];
  const { record, synced } = actions().create({ name: 'New', city: 'Lyon' });
  void synced.then(() => (answer = store.answer));
  act(() => void actions().mutate(record.id, { name: 'Newer' }));
  await page.rest(); // no time passes
  answer = answer.map((row) => (row.name === 'Newer' ? { ...row, name: 'New' } : row));
  expect(api.rows.map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Newer']);
  store.show(answer, page.browser.now);
  expect(store.names).toEqual(['Ann', 'Bob', 'Newer']);
});

/** A store that the hook drives. */
function Driven({ store }: { store: DrivenStore }): ReactNode {
  const [items, setItems] = useState<readonly Patient[]>([]);
  Object.assign(store, { items, setItems });
  useSyncMutation<Patient>(null, endpoint, { adapter: { items, setItems } });
  return null;
}
interface DrivenStore {
  items: readonly Patient[];
  setItems: (rows: readonly Patient[]) => void;
}

describe('2.9: a read that is late by several changes, without versions', () => {
  /** Three names, each confirmed, and what a read of that moment would bring. */
  async function threeNames(page: QueryPage, store: Store): Promise<(readonly Patient[])[]> {
    const answers: (readonly Patient[])[] = [];
    for (const name of ['First', 'Second', 'Third']) {
      act(() => void actions().mutate('p1', { name }));
      await page.passes(5);
      answers.push(store.answer);
    }
    return answers;
  }

  it.each([0, 1])('undoes no edit (read after edit %s)', async (index) => {
    const { page, store } = opened(withoutVersions);
    await page.mount(<store.List />);
    store.show();
    const answers = await threeNames(page, store);
    store.show(answers[index]);
    expect(store.names).toEqual(['Third', 'Bob']);
    store.show();
    store.show(answers[index]);
    expect(store.names).toEqual(['Third', 'Bob']);
  });

  it('revives no deleted record', async () => {
    const { page, store } = opened(withoutVersions);
    await page.mount(<store.List />);
    store.show();
    const [, second] = await threeNames(page, store);
    act(() => void actions().delete('p1'));
    await page.passes(5);
    store.show(second);
    expect(store.names).toEqual(['Bob']);
  });

  it('removes no created record that was edited since, and undoes no edit, in a driven list', async () => {
    const { page, store } = opened(withoutVersions);
    const driven: DrivenStore = { items: [], setItems: () => undefined };
    await page.mount(<Driven store={driven} />);
    const names = () => driven.items.map(({ name }) => name);
    const first = store.answer;
    act(() => driven.setItems(first));
    const [, second] = await threeNames(page, store);
    const { record } = actions().create({ name: 'New' });
    await page.passes(5);
    act(() => void actions().mutate(record.id, { name: 'Newer' }));
    await page.passes(5);
    expect(names()).toEqual(['Third', 'Bob', 'Newer']);
    act(() => driven.setItems(second ?? []));
    await page.rest();
    expect(names()).toEqual(['Third', 'Bob', 'Newer']);
  });
});

describe.each([
  ['is set forward', 3_600_000],
  ['is set back', -3_600_000],
])('2.9: a store that reads the device clock, when that %s', (_name, by) => {
  it('keeps what was confirmed since its read began', async () => {
    const { page, store } = opened(withoutVersions);
    await page.mount(<store.List />);
    store.show(store.answer, page.browser.now);
    page.browser.setClock(by);
    await page.passes(10);
    const late = store.answer;
    const began = page.browser.now;
    await page.passes(10);
    act(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'New' });
    });
    await page.passes(10);
    store.show(late, began);
    expect(store.names).toEqual(['Mine', 'Bob', 'New']);
  });

  it('shows what a colleague has changed since', async () => {
    const { api, page, store } = opened(withoutVersions);
    await page.mount(<store.List />);
    store.show(store.answer, page.browser.now);
    page.browser.setClock(by);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.passes(10);
    api.rows = api.rows.map((row) => ({ ...row, name: row.id === 'p1' ? 'Ann' : row['name'] }));
    store.show(store.answer, page.browser.now);
    expect(store.names).toEqual(['Ann', 'Bob']);
  });
});
