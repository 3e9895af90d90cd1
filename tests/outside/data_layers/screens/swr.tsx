import { useEffect, useState, type PropsWithChildren } from 'react';
import useSWR, { SWRConfig, useSWRConfig } from 'swr';
import useSWRInfinite from 'swr/infinite';
import {
  onSynced,
  onUserChange,
  readFor,
  rowKey,
  useIsLocal,
  useResolvedId,
  useRowState,
  useSyncedRecord,
  useSyncedRows,
  useSyncMutation,
} from 'synchrone';
import { api, type Page, type Patient } from './api.ts';

// set-up
const NONE: Patient[] = [];
const whole = { compare: Object.is };
export function Cache({ children }: PropsWithChildren) {
  const [person, setPerson] = useState(0);
  useEffect(() => onUserChange(() => setPerson((count) => count + 1)), []);
  return (
    <SWRConfig key={person} value={{ provider: () => new Map() }}>
      <ReadsAfterDrains />
      {children}
    </SWRConfig>
  );
}
function ReadsAfterDrains() {
  const { mutate } = useSWRConfig();
  useEffect(() => onSynced('/patients', () => void mutate(() => true)), [mutate]);
  return null;
}

// list
export function List() {
  const { data = NONE } = useSWR('/patients', () => readFor(() => api.list()), whole);
  const rows = useSyncedRows(data, '/patients');
  const { create } = useSyncMutation<Patient>('/patients');
  return (
    <ul onClick={() => void create({ name: 'New' })}>
      {rows.map((row) => (
        <Row key={rowKey(row)} row={row} />
      ))}
    </ul>
  );
}
function Row({ row }: { row: Patient }) {
  return <li data-state={useRowState(row, '/patients')}>{row.name}</li>;
}

// filtered
export function Filtered({ city }: { city: string }) {
  const { data = NONE } = useSWR(['/patients', city], () => readFor(() => api.list(city)), whole);
  const rows = useSyncedRows(data, '/patients', { belongs: (row) => row.city === city });
  return <p>{rows.length}</p>;
}

// infinite
export function Infinite() {
  const { data, setSize, mutate } = useSWRInfinite(
    (index, last: Page | null) => (last?.next === null ? null : ['/patients', 'page', index + 1]),
    ([, , page]: [string, string, number]) => readFor(() => api.page(page)),
    whole,
  );
  useEffect(() => onSynced('/patients', () => void mutate()), [mutate]);
  const rows = useSyncedRows(data?.flatMap((page) => page.data) ?? NONE, '/patients', {
    complete: data?.at(-1)?.next === null,
  });
  return <button onClick={() => void setSize((size) => size + 1)}>{rows.length}</button>;
}

// detail
export function Detail({ id: given }: { id: string }) {
  const id = useResolvedId('/patients', given);
  const key = useIsLocal('/patients', given) ? null : ['/patients', id];
  const { data } = useSWR(key, () => readFor(() => api.one(id)), whole);
  return <h1>{useSyncedRecord<Partial<Patient>>(data ?? { id }, '/patients')?.name}</h1>;
}
