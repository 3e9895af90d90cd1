import { QueryClient } from '@tanstack/react-query';
import {
  attachSynchrone,
  useSyncedInfiniteQuery,
  useSyncedMutation,
  useSyncedQuery,
  useSyncedRecord,
} from 'synchrone/query';
import { api, type Patient } from './api.ts';

// set-up
export const queryClient = new QueryClient();
attachSynchrone(queryClient, { resources: { '/patients': { queries: ['patients'] } } });

// list
export function List() {
  const { data = [], ...list } = useSyncedQuery({
    queryKey: ['patients'],
    queryFn: () => api.list(),
  });
  const { create } = useSyncedMutation<Patient>('/patients');
  return (
    <ul onClick={() => create.mutate({ name: 'New' })}>
      {data.map((row) => (
        <li key={list.rowKey(row)} data-state={list.syncState(row)}>
          {row.name}
        </li>
      ))}
    </ul>
  );
}

// filtered
export function Filtered({ city }: { city: string }) {
  const { data = [] } = useSyncedQuery({
    queryKey: ['patients', { city }],
    queryFn: () => api.list(city),
    belongs: (row) => row.city === city,
  });
  return <p>{data.length}</p>;
}

// infinite
export function Infinite() {
  const { data, fetchNextPage } = useSyncedInfiniteQuery({
    queryKey: ['patients', 'pages'],
    queryFn: ({ pageParam }) => api.page(pageParam),
    initialPageParam: 1,
    getNextPageParam: (last) => last.next,
  });
  return <button onClick={() => void fetchNextPage()}>{data?.pages.length}</button>;
}

// detail
export function Detail({ id }: { id: string }) {
  const { data } = useSyncedRecord({
    endpoint: '/patients',
    id,
    queryKey: (now) => ['patients', now],
    queryFn: (now) => api.one(now),
  });
  return <h1>{data?.name}</h1>;
}
