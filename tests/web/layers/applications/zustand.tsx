import { useEffect, type ReactNode } from 'react';
import { onSynced, onUserChange, readFor, useIsLocal, useResolvedId } from 'synchrone';
import { createStore, useStore } from 'zustand';
import { endpoint, type Patient } from '../../query/query_page.js';
import {
  type Layer,
  type Show,
  type Answer,
  type Page,
  rowsOf,
  readList,
  readPage,
  readOne,
  Rows,
  Endless,
  actions,
  useShownRecord,
  names,
} from './shared.js';

export const zustand: Layer = (api, _, stored) => {
  interface State {
    readonly lists: Readonly<Record<string, Answer>>;
    readonly record: Patient | null;
    readonly pages: readonly Page[];
  }
  const nothing: State = { lists: {}, record: null, pages: [] };
  const store = createStore<State>()(() =>
    stored === '' ? nothing : (JSON.parse(stored) as State),
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
  const Scrolling = ({ show }: { show: Show }): ReactNode => (
    <Endless pages={useStore(store, ({ pages }) => pages)} show={show} />
  );
  const List = ({ name, show }: { name: string; show: Show }): ReactNode => {
    const rows = rowsOf(useStore(store, (state) => state.lists[name]));
    return <Rows {...{ name, rows, show }} />;
  };
  const Detail = ({ id: given, show }: { id: string; show: Show }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const isLocal = useIsLocal(endpoint, given);
    useEffect(() => {
      if (isLocal) return;
      readFor(() => readOne(api, id)).then(
        (record) => store.setState({ record }),
        () => undefined,
      );
    }, [id, isLocal]);
    const record = useStore(store, (state) => state.record);
    useShownRecord(show, id, record?.id === id ? record : undefined);
    return null;
  };
  return {
    screens: (show, id) => [
      ...names.map((name) => <List key={name} name={name} show={show} />),
      <Scrolling key="endless" show={show} />,
      <Detail key="detail" id={id} show={show} />,
    ],
    more,
    create: (record) => actions().create(record),
    start: (isRead) => {
      void load();
      return [
        onSynced(endpoint, () => void (isRead && load())),
        onUserChange(() => store.setState(nothing)),
      ];
    },
    readAgain: load,
    stored: () => JSON.stringify(store.getState()),
  };
};
