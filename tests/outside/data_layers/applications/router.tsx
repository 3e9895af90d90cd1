import { createContext, useContext, type ReactNode } from 'react';
import { createMemoryRouter, RouterProvider, useLoaderData } from 'react-router';
import { onSynced, onUserChange, readFor, useResolvedId } from 'synchrone';
import {
  actions,
  Endless,
  endpoint,
  kKept,
  names,
  readList,
  readPage,
  ShownRecord,
  Rows,
  rowsOf,
  type Answer,
  type Layer,
  type Page,
  type Patient,
} from './shared.tsx';

interface Loaded {
  readonly lists: Readonly<{ [name: string]: Answer }>;
  readonly pages: readonly Page[];
}
const kNothing: Loaded = { lists: {}, pages: [] };
const ShownId = createContext('');

/** Lists by the loader of a route, which keeps what it read last. */
export const router: Layer = (api) => {
  const stored = api.storage.getItem(kKept);
  let last = stored === null ? kNothing : (JSON.parse(stored) as Loaded);
  const keep = (loaded: Loaded): void => {
    last = loaded;
    api.storage.setItem(kKept, JSON.stringify(last));
  };
  let wanted = 1;
  const load = async (): Promise<Loaded> => {
    const read = names.map(
      async (name) => [name, await readFor(() => readList(api, name))] as const,
    );
    const pages = Array.from({ length: wanted }, (_, index) =>
      readFor(() => readPage(api, index + 1)),
    );
    await Promise.all([Promise.all(read), Promise.all(pages)]).then(
      ([all, pages]) => keep({ lists: Object.fromEntries(all), pages }),
      () => undefined, // offline: what was read last
    );
    return last;
  };
  const Detail = (): ReactNode => {
    const id = useResolvedId(endpoint, useContext(ShownId));
    const rows = rowsOf(useLoaderData<Loaded>().lists['all']);
    return <ShownRecord id={id} read={rows.find((row) => row.id === id)} />;
  };
  const Screens = (): ReactNode => {
    const loaded = useLoaderData<Loaded>();
    return [
      ...names.map((name) => <Rows key={name} name={name} rows={rowsOf(loaded.lists[name])} />),
      <Endless key="endless" pages={loaded.pages} />,
      <Detail key="detail" />,
    ];
  };
  const action = async ({ request }: { request: Request }): Promise<Patient> =>
    actions().create(Object.fromEntries(await request.formData())).record;
  const routes = createMemoryRouter([{ path: '/', loader: load, action, Component: Screens }]);
  onSynced(endpoint, () => void (api.isRead && routes.revalidate()));
  onUserChange(() => {
    keep(kNothing);
    void routes.revalidate();
  });
  return {
    screens: (id) => (
      <ShownId value={id}>
        <RouterProvider router={routes} />
      </ShownId>
    ),
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
  };
};
