import { useEffect, type ReactNode } from 'react';
import { onSynced, onUserChange, readFor, useIsLocal, useResolvedId } from 'synchrone';
import { createStore, useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import {
  actions,
  Endless,
  endpoint,
  kKept,
  names,
  readList,
  readOne,
  readPage,
  ShownRecord,
  Rows,
  rowsOf,
  type Answer,
  type Layer,
  type Page,
  type Patient,
} from './shared.tsx';

interface State {
  readonly lists: Readonly<{ [name: string]: Answer }>;
  readonly record: Patient | null;
  readonly pages: readonly Page[];
  /** Counts the people who have worked here. */
  readonly person: number;
}
const kNothing: State = { lists: {}, record: null, pages: [], person: 0 };

export const zustand: Layer = (api) => {
  const store = createStore<State>()(
    persist(() => kNothing, { name: kKept, storage: createJSONStorage(() => api.storage) }),
  );
  const loadPages = async (count: number): Promise<void> => {
    const pages = await Promise.all(
      Array.from({ length: count }, (_, index) => readFor(() => readPage(api, index + 1))),
    ).catch(() => undefined);
    if (pages) store.setState({ pages });
  };
  const more = async (): Promise<void> => {
    const { next } = store.getState().pages.at(-1) ?? { next: 1 };
    if (next === null) return;
    const page = await readFor(() => readPage(api, next));
    store.setState(({ pages }) => ({ pages: [...pages, page] }));
  };
  const load = (): Promise<unknown> =>
    Promise.all([
      ...names.map(async (name) => {
        const read = await readFor(() => readList(api, name)).catch(() => undefined);
        if (read) store.setState(({ lists }) => ({ lists: { ...lists, [name]: read } }));
      }),
      loadPages(Math.max(1, store.getState().pages.length)),
    ]);
  void load();
  onSynced(endpoint, () => void (api.isRead && load()));
  onUserChange(() => store.setState(({ person }) => ({ ...kNothing, person: person + 1 })));
  const Scrolling = (): ReactNode => <Endless pages={useStore(store, ({ pages }) => pages)} />;
  const List = ({ name }: { name: string }): ReactNode => (
    <Rows name={name} rows={rowsOf(useStore(store, ({ lists }) => lists[name]))} />
  );
  const Detail = ({ id: given }: { id: string }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const isLocal = useIsLocal(endpoint, given);
    const person = useStore(store, (state) => state.person);
    useEffect(() => {
      if (isLocal) return;
      readFor(() => readOne(api, id)).then(
        (record) => store.setState({ record }),
        () => undefined,
      );
    }, [id, isLocal, person]);
    const record = useStore(store, (state) => state.record);
    return <ShownRecord id={id} read={record?.id === id ? record : undefined} />;
  };
  return {
    screens: (id) => [
      ...names.map((name) => <List key={name} name={name} />),
      <Scrolling key="endless" />,
      <Detail key="detail" id={id} />,
    ],
    more,
    create: (record) => actions().create(record),
    readAgain: load,
  };
};
