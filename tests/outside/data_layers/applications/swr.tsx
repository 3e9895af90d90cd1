import { useEffect, useState, type PropsWithChildren, type ReactNode } from 'react';
import useSWR, { SWRConfig, useSWRConfig, type Cache } from 'swr';
import useSWRInfinite from 'swr/infinite';
import useSWRMutation from 'swr/mutation';
import { onSynced, onUserChange, readFor, useIsLocal, useResolvedId } from 'synchrone';
import {
  actions,
  Endless,
  endpoint,
  kKept,
  listOf,
  names,
  readList,
  readOne,
  readPage,
  ShownRecord,
  Rows,
  rowsOf,
  type Application,
  type Layer,
  type Page,
  type Patient,
} from './shared.tsx';

interface Entry {
  data?: unknown;
}

export const swr: Layer = (api) => {
  const { storage } = api;
  let current: unknown;
  /** A cache that is stored with each entry, until another person has one. */
  class StoredCache extends Map<string, Entry> {
    override set(key: string, entry: Entry): this {
      super.set(key, entry);
      if (current !== this) return this;
      const entries = [...this].map(([name, { data }]) => [name, { data }]);
      storage.setItem(kKept, JSON.stringify(entries));
      return this;
    }
  }
  const restored = (): Cache => {
    const cache = new StoredCache();
    const entries = JSON.parse(storage.getItem(kKept) ?? '[]') as [string, Entry][];
    entries.forEach(([key, entry]) => cache.set(key, entry));
    current = cache;
    return cache as never;
  };
  let again: () => unknown = () => undefined;
  const kSwr = {
    compare: Object.is, // SWR keeps the former array where an answer is equal to it
    shouldRetryOnError: false,
    dedupingInterval: 0,
  } as const;
  const List = ({ name }: { name: string }): ReactNode => {
    const { data } = useSWR(
      endpoint + listOf(name).query,
      () => readFor(() => readList(api, name)),
      kSwr,
    );
    return <Rows name={name} rows={rowsOf(data)} />;
  };
  const Detail = ({ id: given }: { id: string }): ReactNode => {
    const id = useResolvedId(endpoint, given);
    const isLocal = useIsLocal(endpoint, given);
    const { data } = useSWR(
      isLocal ? null : `${endpoint}/${id}`,
      () => readFor(() => readOne(api, id)),
      kSwr,
    );
    return <ShownRecord id={id} read={data} />;
  };
  let more: () => unknown = () => undefined;
  let againPages: () => unknown = () => undefined;
  const Scrolling = (): ReactNode => {
    const { data, setSize, mutate } = useSWRInfinite(
      (index, last: Page | null) => (last?.next === null ? null : `${endpoint} ${index + 1}`),
      (key: string) => readFor(() => readPage(api, Number(key.split(' ')[1]))),
      kSwr,
    );
    more = () => setSize((size) => size + 1);
    againPages = () => mutate();
    return <Endless pages={data} />;
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
    useEffect(() => onSynced(endpoint, () => void (api.isRead && again())));
    return null;
  };
  /** Another person has a cache, and screens, of their own: one that is emptied notifies no hook. */
  const OfPerson = ({ children }: PropsWithChildren): ReactNode => {
    const [person, setPerson] = useState(0);
    useEffect(
      () =>
        onUserChange(() => {
          storage.removeItem(kKept);
          setPerson((count) => count + 1);
        }),
      [],
    );
    return (
      <SWRConfig key={person} value={{ provider: restored }}>
        {children}
      </SWRConfig>
    );
  };
  return {
    screens: (id) => (
      <OfPerson>
        <Again />
        {names.map((name) => (
          <List key={name} name={name} />
        ))}
        <Scrolling />
        <Form />
        <Detail id={id} />
      </OfPerson>
    ),
    readAgain: () => again(),
    more: () => more(),
    create: (record) => create(record),
  };
};
