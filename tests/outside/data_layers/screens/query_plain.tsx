import {
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api } from './api.ts';

// set-up
export const queryClient = new QueryClient();
const useSaved = () => {
  const client = useQueryClient();
  return { onSuccess: () => client.invalidateQueries({ queryKey: ['patients'] }) };
};

// list
export function List() {
  const { data = [] } = useQuery({ queryKey: ['patients'], queryFn: () => api.list() });
  const { mutate } = useMutation({ mutationFn: api.create, ...useSaved() });
  return (
    <ul onClick={() => mutate({ name: 'New' })}>
      {data.map((row) => (
        <li key={row.id}>{row.name}</li>
      ))}
    </ul>
  );
}

// filtered
export function Filtered({ city }: { city: string }) {
  const { data = [] } = useQuery({
    queryKey: ['patients', { city }],
    queryFn: () => api.list(city),
  });
  return <p>{data.length}</p>;
}

// infinite
export function Infinite() {
  const { data, fetchNextPage } = useInfiniteQuery({
    queryKey: ['patients', 'pages'],
    queryFn: ({ pageParam }) => api.page(pageParam),
    initialPageParam: 1,
    getNextPageParam: (last) => last.next,
  });
  return <button onClick={() => void fetchNextPage()}>{data?.pages.length}</button>;
}

// detail
export function Detail({ id }: { id: string }) {
  const { data } = useQuery({ queryKey: ['patients', id], queryFn: () => api.one(id) });
  return <h1>{data?.name}</h1>;
}
