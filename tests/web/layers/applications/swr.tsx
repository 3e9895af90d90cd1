import { useEffect, useState, type PropsWithChildren, type ReactNode } from 'react';
import useSWR, { SWRConfig, useSWRConfig, type Cache } from 'swr';
import useSWRInfinite from 'swr/infinite';
import useSWRMutation from 'swr/mutation';
import { onSynced, onUserChange, readFor, useIsLocal, useResolvedId } from 'synchrone';
import { endpoint, type Patient } from '../../query/query_page.js';
import {
  type Application,
  type Layer,
  type Show,
  type Page,
  names,
  listOf,
  rowsOf,
  readList,
  readPage,
  readOne,
  Rows,
  Endless,
  actions,
  useShownRecord,
} from './shared.js';

export const swr: Layer = (api, _, stored) => {
  type Entries = [string, { data?: unknown }][];
  /** One for each person. */
  const caches: Map<string, { data?: unknown }>[] = [
    new Map(stored === '' ? [] : (JSON.parse(stored) as Entries)),
  ];
  let again: () => unknown = () => undefined;
  let isReadAgain = false;
  const kSwr = {
    compare: Object.is, // SWR keeps the former array where an answer is equal to it
    revalidateOnFocus: false,
    shouldRetryOnError: false,
    dedupingInterval: 0,
  } as const;
  const List = ({ name, show }: { name: string; show: Show }): ReactNode => {
    const { data } = useSWR(
      endpoint + listOf(name).query,
      () => readFor(() => readList(api, name)),
      kSwr,
    );
    return <Rows {...{ name, rows: rowsOf(data), show }} />;
  };
  const Detail = ({ id: given, show }: { id: string; show: Show }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const isLocal = useIsLocal(endpoint, given);
    const { data } = useSWR(
      isLocal ? null : `${endpoint}/${id}`,
      () => readFor(() => readOne(api, id)),
      kSwr,
    );
    useShownRecord(show, id, data);
    return null;
  };
  let more: () => unknown = () => undefined;
  let againPages: () => unknown = () => undefined;
  const Scrolling = ({ show }: { show: Show }): ReactNode => {
    const { data, setSize, mutate } = useSWRInfinite(
      (index, last: Page | null) => (last?.next === null ? null : `${endpoint} ${index + 1}`),
      (key: string) => readFor(() => readPage(api, Number(key.split(' ')[1]))),
      kSwr,
    );
    more = () => setSize((size) => size + 1);
    againPages = () => mutate();
    return <Endless pages={data} show={show} />;
  };
  let create: Application['create'] = () => undefined;
  const Form = (): ReactNode => {
    create = useSWRMutation(endpoint, (_: string, { arg }: { arg: Partial<Patient> }) =>
      actions().create(arg),
    ).trigger;
    return null;
  };
  const Again = (): ReactNode => {
    const { mutate } = useSWRConfig();
    again = () => Promise.all([mutate((key) => String(key).startsWith(endpoint)), againPages()]);
    useEffect(() => onSynced(endpoint, () => void (isReadAgain && again())));
    return null;
  };
  /** Another person has a cache, and screens, of their own: one that is emptied notifies no hook. */
  const OfPerson = ({ children }: PropsWithChildren): ReactNode => {
    const [person, setPerson] = useState(0);
    useEffect(() => onUserChange(() => setPerson((count) => count + 1)), []);
    const provider = (): Cache => (caches[person] ??= new Map()) as never;
    return (
      <SWRConfig key={person} value={{ provider }}>
        {children}
      </SWRConfig>
    );
  };
  return {
    screens: (show, id) => (
      <OfPerson>
        <Again />
        {names.map((name) => (
          <List key={name} name={name} show={show} />
        ))}
        <Scrolling show={show} />
        <Form />
        <Detail id={id} show={show} />
      </OfPerson>
    ),
    start: (isRead) => {
      isReadAgain = isRead;
      return [];
    },
    readAgain: () => again(),
    more: () => more(),
    create: (record) => create(record),
    stored: () =>
      JSON.stringify([...(caches.at(-1) ?? [])].map(([key, { data }]) => [key, { data }])),
  };
};
