import { dehydrate, hydrate, useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import {
  syncMutationOptions,
  useSyncedInfiniteQuery,
  useSyncedQuery,
  useSyncedRecord as useQueriedRecord,
} from 'synchrone/query';
import { endpoint, type Patient } from '../../query/query_page.js';
import {
  type Application,
  type Layer,
  type Show,
  type Answer,
  listOf,
  NONE,
  rowsOf,
  readList,
  readPage,
  rowsIn,
  readOne,
  Mark,
  names,
} from './shared.js';

export const tanstackQuery: Layer = (api, page, stored) => {
  const List = ({ name, show }: { name: string; show: Show }): ReactNode => {
    const { data } = useSyncedQuery<Answer>({
      queryKey: ['patients', name],
      queryFn: () => readList(api, name),
      ...(listOf(name).options as object),
    });
    const seen = rowsOf(data);
    show(name, seen);
    return name === 'all' ? seen.map(({ id }) => <Mark key={id} id={id} />) : null;
  };
  let more: () => unknown = () => undefined;
  const Scrolling = ({ show }: { show: Show }): ReactNode => {
    const { data, fetchNextPage } = useSyncedInfiniteQuery({
      queryKey: ['patients', 'endless'],
      queryFn: ({ pageParam }) => readPage(api, pageParam),
      initialPageParam: 1,
      getNextPageParam: (last) => last.next,
    });
    more = fetchNextPage;
    show('endless', rowsIn(data?.pages));
    return null;
  };
  let create: Application['create'] = () => undefined;
  const Form = (): ReactNode => {
    create = useMutation(syncMutationOptions<Patient, 'create'>(endpoint, 'create')).mutate;
    return null;
  };
  const Detail = ({ id, show }: { id: string; show: Show }): ReactNode => {
    const { data } = useQueriedRecord<Patient>({
      endpoint,
      id,
      queryKey: (now) => ['patient', now],
      queryFn: (now) => readOne(api, now),
    });
    show('detail', data ? [data] : NONE);
    return null;
  };
  const { queryClient } = page;
  if (stored !== '') hydrate(queryClient, JSON.parse(stored) as object);
  return {
    screens: (show, id) => [
      ...names.map((name) => <List key={name} name={name} show={show} />),
      <Scrolling key="endless" show={show} />,
      <Form key="form" />,
      <Detail key="detail" id={id} show={show} />,
    ],
    more: () => more(),
    create: (record) => create(record),
    start: () => [], // attachSynchrone
    readAgain: () => queryClient.refetchQueries(),
    stored: () => JSON.stringify(dehydrate(queryClient)),
  };
};
