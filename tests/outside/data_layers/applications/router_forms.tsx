import { StrictMode, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import {
  Form,
  Outlet,
  redirect,
  RouterProvider,
  useLoaderData,
  useParams,
  type createMemoryRouter,
  type RouteObject,
} from 'react-router';
import {
  getMutationQueue,
  readFor,
  syncActions,
  useResolvedId,
  useRowState,
  useSyncedRecord,
  useSyncedRows,
} from 'synchrone';
import { endpoint, type Patient, type Surroundings } from './shared.tsx';

const NONE: readonly Patient[] = [];
const isInLyon = (row: Patient): boolean => row.city === 'Lyon';

/** An application by loaders and actions of a router, and forms of react-hook-form. */
export function routesWithForms(api: Pick<Surroundings, 'read'>): RouteObject[] {
  const patients = syncActions<Patient>(endpoint);
  const read = (path: string): Promise<unknown> => readFor(() => api.read(path));

  // A loader runs after each action, offline too: it gives what was read last.
  let last: unknown = NONE;

  function Lists(): ReactNode {
    const all = useSyncedRows(useLoaderData<Patient[]>(), endpoint);
    return (
      <>
        <ul data-testid="all">{all.map((row) => row.name).join(' ')}</ul>
        <Form method="post" data-testid="new">
          <input name="name" defaultValue="New" />
          <input name="city" defaultValue="Lyon" />
          <button>Create</button>
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
        <button>Save</button>
      </form>
    );
  }
  return [
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
          // The server is not asked about an id that only this device knows.
          loader: async ({ params }) => {
            const given = params['id'] ?? '';
            const id = getMutationQueue().resolveId(given) ?? given;
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
}

export const WithForms = ({ router }: { router: ReturnType<typeof createMemoryRouter> }) => (
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>
);
