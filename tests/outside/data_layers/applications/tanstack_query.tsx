import { createSyncStoragePersister } from '@tanstack/query-sync-storage-persister';
import { QueryClient, QueryClientProvider, useMutation } from '@tanstack/react-query';
import { PersistQueryClientProvider, type Persister } from '@tanstack/react-query-persist-client';
import { Component, Suspense, useEffect, type PropsWithChildren, type ReactNode } from 'react';
import {
  attachSynchrone,
  syncMutationOptions,
  useSyncedInfiniteQuery,
  useSyncedQuery,
  useSyncedRecord,
  useSyncedSuspenseRecord,
} from 'synchrone/query';
import {
  endpoint,
  kKept,
  labelled,
  listOf,
  names,
  NONE,
  readList,
  readOne,
  readPage,
  rowsIn,
  rowsOf,
  Shown,
  type Answer,
  type Application,
  type Layer,
  type Patient,
  type Surroundings,
} from './shared.tsx';

/** What was shown in the place of the suspended record. */
export const notices: string[] = [];

function Notice({ text }: { text: string }): ReactNode {
  useEffect(() => void notices.push(text), [text]);
  return <p>{text}</p>;
}

class Boundary extends Component<PropsWithChildren, { hasFailed: boolean }> {
  override state = { hasFailed: false };
  static getDerivedStateFromError = () => ({ hasFailed: true });
  override render(): ReactNode {
    return this.state.hasFailed ? <Notice text="failed" /> : this.props.children;
  }
}

export const tanstackQuery: Layer = (surroundings) =>
  queryApplication(
    surroundings,
    createSyncStoragePersister({ storage: surroundings.storage, key: kKept, throttleTime: 0 }),
  );

/** @param persister where the cache is kept */
export function queryApplication(api: Surroundings, persister: Persister): Application {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } },
  });
  attachSynchrone(queryClient, {
    resources: {
      [endpoint]: {
        queries: ['patients', 'patient'],
        ...(!api.isRead && { invalidate: false }),
      },
    },
    persister,
  });
  const listOptions = (name: string) => ({
    queryKey: ['patients', name],
    queryFn: () => readList(api, name),
    ...(listOf(name).options as object),
  });
  const recordOptions = (id: string) => ({
    endpoint,
    id,
    queryKey: (now: string) => ['patient', now],
    queryFn: (now: string) => readOne(api, now),
  });
  const List = ({ name }: { name: string }): ReactNode => {
    const { data } = useSyncedQuery<Answer>(listOptions(name));
    return <Shown screen={name} rows={rowsOf(data)} />;
  };
  const Labels = (): ReactNode => {
    const { data = NONE } = useSyncedQuery({
      ...listOptions('all'),
      select: (read: Answer) => rowsOf(read).map(labelled),
    });
    return <Shown screen="labels" rows={data} />;
  };
  let more: () => unknown = () => undefined;
  const Scrolling = (): ReactNode => {
    const { data, fetchNextPage } = useSyncedInfiniteQuery({
      queryKey: ['patients', 'endless'],
      queryFn: ({ pageParam }) => readPage(api, pageParam),
      initialPageParam: 1,
      getNextPageParam: (last) => last.next,
    });
    more = fetchNextPage;
    return <Shown screen="endless" rows={rowsIn(data?.pages)} />;
  };
  let create: Application['create'] = () => undefined;
  const Form = (): ReactNode => {
    create = useMutation(syncMutationOptions<Patient, 'create'>(endpoint, 'create')).mutate;
    return null;
  };
  const Detail = ({ id }: { id: string }): ReactNode => {
    const { data } = useSyncedRecord<Patient>(recordOptions(id));
    return <Shown screen="detail" rows={data ? [data] : NONE} />;
  };
  const Suspended = ({ id }: { id: string }): ReactNode => {
    const { data } = useSyncedSuspenseRecord<Patient>(recordOptions(id));
    return <Shown screen="suspended" rows={data ? [data] : NONE} />;
  };
  return {
    screens: (id) => (
      <PersistQueryClientProvider client={queryClient} persistOptions={{ persister }}>
        {names.map((name) => (
          <List key={name} name={name} />
        ))}
        <Labels />
        <Scrolling />
        <Form />
        <Detail id={id} />
      </PersistQueryClientProvider>
    ),
    suspended: (id) => (
      <QueryClientProvider client={queryClient}>
        <Boundary>
          <Suspense fallback={<Notice text="loading" />}>
            <Suspended id={id} />
          </Suspense>
        </Boundary>
      </QueryClientProvider>
    ),
    more: () => more(),
    create: (record) => create(record),
    readAgain: () => queryClient.refetchQueries(),
  };
}
