import { type ReactNode } from 'react';
import { createMemoryRouter, RouterProvider, useLoaderData } from 'react-router';
import { onSynced, onUserChange, readFor, useResolvedId } from 'synchrone';
import { endpoint, type Patient } from '../../query/query_page.js';
import {
  type Layer,
  type Show,
  type Answer,
  type Page,
  names,
  rowsOf,
  readList,
  readPage,
  Rows,
  Endless,
  actions,
  useShownRecord,
} from './shared.js';

/** Lists by the loader of a route, which keeps what it read last. */
export const router: Layer = (api, _, stored) => {
  interface Loaded {
    readonly lists: Readonly<Record<string, Answer>>;
    readonly pages: readonly Page[];
  }
  let last: Loaded = stored === '' ? { lists: {}, pages: [] } : (JSON.parse(stored) as Loaded);
  let wanted = 1;
  let show: Show = () => undefined;
  let id = '';
  const load = async (): Promise<Loaded> => {
    const read = names.map(
      async (name) => [name, await readFor(() => readList(api, name))] as const,
    );
    const pages = Array.from({ length: wanted }, (_, index) =>
      readFor(() => readPage(api, index + 1)),
    );
    await Promise.all([Promise.all(read), Promise.all(pages)]).then(
      ([all, pages]) => (last = { lists: Object.fromEntries(all), pages }),
      () => undefined, // offline: what was read last
    );
    return last;
  };
  const Detail = (): ReactNode => {
    const now = useResolvedId(endpoint, id);
    const rows = rowsOf(useLoaderData<Loaded>().lists['all']);
    useShownRecord(
      show,
      now,
      rows.find((row) => row.id === now),
    );
    return null;
  };
  const Screens = (): ReactNode => {
    const loaded = useLoaderData<Loaded>();
    return [
      ...names.map((name) => (
        <Rows key={name} name={name} rows={rowsOf(loaded.lists[name])} show={shown} />
      )),
      <Endless key="endless" pages={loaded.pages} show={shown} />,
      <Detail key="detail" />,
    ];
  };
  const shown: Show = (...all) => show(...all);
  const action = async ({ request }: { request: Request }): Promise<Patient> =>
    actions().create(Object.fromEntries(await request.formData())).record;
  const routes = createMemoryRouter([{ path: '/', loader: load, action, Component: Screens }]);
  return {
    screens: (given, of) => {
      [show, id] = [given, of];
      return <RouterProvider key={of} router={routes} />;
    },
    start: (isRead) => [
      onSynced(endpoint, () => void (isRead && routes.revalidate())),
      onUserChange(() => {
        last = { lists: {}, pages: [] };
        void routes.revalidate();
      }),
    ],
    readAgain: () => routes.revalidate(),
    more: () => {
      wanted += 1;
      return routes.revalidate();
    },
    create: (record) => {
      const formData = new FormData();
      Object.entries(record).forEach(([name, value]) => formData.set(name, String(value)));
      return routes.navigate('/', { formMethod: 'post', formData });
    },
    stored: () => JSON.stringify(last),
  };
};
