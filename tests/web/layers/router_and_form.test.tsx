// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import {
  createMemoryRouter,
  Form,
  Outlet,
  redirect,
  RouterProvider,
  useLoaderData,
  useParams,
  type RouteObject,
} from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import {
  getMutationQueue,
  onSynced,
  readFor,
  syncActions,
  useResolvedId,
  useRowState,
  useSyncedRecord,
  useSyncedRows,
} from 'synchrone';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';

afterEach(cleanup);

const NONE: readonly Patient[] = [];
const isInLyon = (row: Patient): boolean => row.city === 'Lyon';
const rows = [
  { id: 'p1', name: 'Ann', city: 'Lyon' },
  { id: 'p2', name: 'Bob', city: 'Paris' },
];

/** An application by loaders and actions of a router, and forms of react-hook-form. */
function application(api: ClinicApi) {
  const patients = syncActions<Patient>(endpoint);
  const read = (path: string): Promise<unknown> => readFor(() => api.read(path));

  // A loader runs after each action, offline too: it gives what was read last.
  let last: unknown = NONE;

  function Lists(): ReactNode {
    const read = useLoaderData<Patient[]>();
    const all = useSyncedRows(read, endpoint);
    return (
      <>
        <ul data-testid="all">{all.map((row) => row.name).join(' ')}</ul>
        <Form method="post" data-testid="new">
          <input name="name" defaultValue="New" />
          <input name="city" defaultValue="Lyon" />
        </Form>
        <Outlet />
      </>
    );
  }
  function Filtered(): ReactNode {
    const inLyon = useSyncedRows(useLoaderData<Patient[]>(), endpoint, { belongs: isInLyon });
    return <ul data-testid="Lyon">{inLyon.map((row) => row.name).join(' ')}</ul>;
  }
  function Detail(): ReactNode {
    const id = useResolvedId(endpoint, useParams()['id'] ?? '');
    const patient = useSyncedRecord<Patient>(
      useLoaderData<Patient | null>() ?? ({ id } as Patient),
      endpoint,
    );
    const state = useRowState(id, endpoint);
    const { register, handleSubmit, formState } = useForm<Patient>({
      ...(patient && { values: patient }),
      resetOptions: { keepDirtyValues: true },
    });
    const { dirtyFields } = formState;
    // What was typed alone: the other fields may have been changed elsewhere.
    const save = ({ name, city = '' }: Patient): void =>
      void patients.mutate(id, {
        ...(dirtyFields.name === true && { name }),
        ...(dirtyFields.city === true && { city }),
      });
    return (
      <form
        data-testid="detail"
        data-id={id}
        data-state={state}
        onSubmit={(event) => void handleSubmit(save)(event)}
      >
        <h1>{patient?.name}</h1>
        <input data-testid="name" {...register('name')} />
        <input data-testid="city" {...register('city')} />
      </form>
    );
  }
  const routes: RouteObject[] = [
    {
      path: '/',
      id: 'lists',
      loader: () =>
        read(endpoint).then(
          (rows) => (last = rows),
          () => last,
        ),
      action: async ({ request }) => {
        const { record } = patients.create(Object.fromEntries(await request.formData()));
        return redirect(`/patients/${record.id}`);
      },
      Component: Lists,
      children: [
        {
          path: 'lyon',
          loader: () => read(`${endpoint}?city=Lyon`).catch(() => NONE),
          Component: Filtered,
        },
        {
          path: 'patients/:id',
          // Of an id that only this device knows nothing is asked.
          loader: async ({ params }) => {
            const id = getMutationQueue().resolveId(params['id'] ?? '');
            const isLocal = getMutationQueue()
              .getPending()
              .some(({ operation, entity }) => operation === 'create' && entity === id);
            return isLocal ? null : read(`${endpoint}/${id}`).catch(() => null);
          },
          Component: Detail,
        },
      ],
    },
  ];
  return routes;
}

async function open(page: QueryPage, api: ClinicApi, path = '/') {
  const router = createMemoryRouter(application(api), { initialEntries: [path] });
  const end = onSynced(endpoint, () => void router.revalidate());
  render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  );
  await page.rest();
  const text = (name: string): string => screen.queryByTestId(name)?.textContent ?? '';
  return { router, end, text, go: (to: string) => act(() => router.navigate(to)) };
}

describe('2.8 a router with loaders and actions, and forms', () => {
  it('an action creates offline, redirects to the record, and the page stays when it is confirmed', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const { router, text, end } = await open(page, api);
    expect(text('all')).toBe('Ann Bob');
    await page.goOnline(false);
    fireEvent.submit(screen.getByTestId('new'));
    await page.rest();
    expect(router.state.location.pathname).toMatch(/^\/patients\/.+/);
    expect(text('all')).toBe('Ann Bob New');
    const form = screen.getByTestId('detail');
    expect(form.textContent).toBe('New');
    expect(form.dataset['state']).toBe('pending');
    const local = form.dataset['id'] ?? '';
    await page.goOnline(true);
    await page.rest();
    await page.passes(400);
    expect(screen.getByTestId('detail')).toBe(form);
    expect(form.dataset).toMatchObject({ id: 's1', state: 'synced' });
    expect(text('all')).toBe('Ann Bob New');
    expect(api.reads.filter((one) => one.includes(local))).toEqual([]);
    expect(api.writes).toHaveLength(1);
    end();
  });

  it('a bookmark of the former id finds the record on a later page', async () => {
    const api = new ClinicApi(rows);
    const first = new QueryPage(api);
    const { record } = syncActions<Patient>(endpoint).create({ name: 'New' });
    await first.rest();
    const page = new QueryPage(api, { browser: first.browser });
    const { text, end } = await open(page, api, `/patients/${record.id}`);
    expect(text('detail')).toBe('New');
    expect(screen.getByTestId('detail').dataset['id']).toBe('s1');
    end();
  });

  it('what is typed stays when another change of the record is confirmed', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const { end } = await open(page, api, '/patients/p1');
    const name = screen.getByTestId<HTMLInputElement>('name');
    const city = screen.getByTestId<HTMLInputElement>('city');
    await act(async () => {
      fireEvent.input(name, { target: { value: 'Typed' } });
      await Promise.resolve();
    });
    act(() => void syncActions<Patient>(endpoint).mutate('p1', { city: 'Nice' }));
    await page.rest();
    await page.passes(400);
    expect([name.value, city.value]).toEqual(['Typed', 'Nice']);
    fireEvent.submit(screen.getByTestId('detail'));
    await page.rest();
    await page.passes(400);
    expect(api.rows[0]).toMatchObject({ name: 'Typed', city: 'Nice' });
    end();
  });

  it('confirmed work is shown by routes that are opened later, whatever their loaders had read', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const { text, go, end } = await open(page, api, '/lyon');
    expect(text('Lyon')).toBe('Ann');
    await go('/patients/p2');
    act(() => {
      void syncActions<Patient>(endpoint).mutate('p2', { city: 'Lyon', name: 'Bobby' });
      void syncActions<Patient>(endpoint).delete('p1');
    });
    expect(text('all')).toBe('Bobby');
    await page.rest();
    await go('/lyon');
    await page.rest();
    expect(text('Lyon')).toBe('Bobby');
    await page.passes(400);
    expect(text('all')).toBe('Bobby');
    end();
  });
});
