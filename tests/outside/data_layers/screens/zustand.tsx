import { useEffect } from 'react';
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
import { create as createStore } from 'zustand';
import { api, type Patient } from './api.ts';

// set-up
interface State {
  rows: Patient[];
  one: Partial<Patient>;
}
const nothing: State = { rows: [], one: {} };
export const useStore = createStore<State>()(() => nothing);
const load = () =>
  readFor(() => api.list()).then(
    (rows) => useStore.setState({ rows }),
    () => undefined,
  );
void load();
onSynced('/patients', () => void load());
onUserChange(({ userId }) => {
  useStore.setState(nothing);
  if (userId !== null) void load();
});
const usePatients = () =>
  useSyncedRows(
    useStore((state) => state.rows),
    '/patients',
  );

// list
export function List() {
  const rows = usePatients();
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
  return <p>{usePatients().filter((row) => row.city === city).length}</p>;
}

// infinite
export function Infinite({ count }: { count: number }) {
  return <p>{usePatients().slice(0, count).length}</p>;
}

// detail
export function Detail({ id: given }: { id: string }) {
  const id = useResolvedId('/patients', given);
  const isLocal = useIsLocal('/patients', given);
  const one = useStore((state) => state.one);
  useEffect(() => {
    if (!isLocal)
      readFor(() => api.one(id)).then(
        (read) => useStore.setState({ one: read }),
        () => undefined,
      );
  }, [id, isLocal]);
  return <h1>{useSyncedRecord(one.id === id ? one : { id }, '/patients')?.name}</h1>;
}
