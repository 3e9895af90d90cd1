/**
 * Type tests: this file compiles, and each line under `@ts-expect-error` would not without it. It is
 * checked with all other projects by `tsc --noEmit`, and never run.
 */
import { createContext, useContext } from 'react';
import {
  createSyncContext,
  useAttention,
  useOptimisticMutation,
  usePendingMutations,
  useSyncMutation,
  useSyncStatus,
  useSyncedRows,
  getMutationQueue,
  SyncMutationError,
} from 'synchrone';
// @ts-expect-error the parts by which the package works are not types of applications
export type { SyncClient } from 'synchrone';
import type {
  AnyRecord,
  DeletedRecord,
  MutationEntry,
  MutationPromise,
  Plural,
  RowSyncState,
  SyncFailure,
  Waiting,
  rowKey,
  useMutationEntry,
} from 'synchrone';

interface Patient {
  id: string;
  first_name: string;
  last_name: string;
  email?: string;
}

/** The two types are the same. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

const PatientContext = createContext<{ patients: readonly Patient[] }>({ patients: [] });

/** 2.1, 2.3, 2.4: an existing context, as the seed's snippets have it. */
export function Existing(): null {
  const context = useContext(PatientContext);
  const loose = useSyncMutation(context, '/api/v1/patients');
  isTrue<Same<ReturnType<typeof loose.create>, MutationPromise<AnyRecord>>>();
  void loose.create({ first_name: 'Jean', anything: 1 });

  const {
    create,
    mutate,
    delete: remove,
    isPending,
    isSending,
    waiting,
    error,
    failure,
    clearError,
    getPending,
  } = useSyncMutation<Patient>(context, '/api/v1/patients', 'PUT');
  isTrue<Same<typeof isPending, boolean>>();
  isTrue<Same<typeof isSending, boolean>>();
  isTrue<Same<typeof waiting, Waiting>>();
  isTrue<Same<typeof error, string | null>>();
  isTrue<Same<typeof failure, SyncFailure | null>>();
  isTrue<Same<ReturnType<typeof getPending>, MutationEntry[]>>();
  clearError();

  const made = create({ first_name: 'Jean' }, { reason: 'visit' });
  isTrue<Same<Awaited<typeof made>, Patient>>();
  isTrue<Same<typeof made.record, Patient>>();
  isTrue<Same<Awaited<typeof made.applied>['durable'], boolean>>();
  void mutate('p1', { last_name: 'Durand' }, { previousState: context.patients[0] });
  void mutate(12, { last_name: 'Durand' });
  isTrue<Same<Awaited<ReturnType<typeof remove>>, DeletedRecord>>();

  // @ts-expect-error a field that a patient does not have
  void create({ firstName: 'Jean' });
  // @ts-expect-error changes are an object
  void mutate('p1', 'Durand');
  // @ts-expect-error an update needs the id
  void mutate({ last_name: 'Durand' });
  // @ts-expect-error options have no such member
  void remove('p1', { previous: context.patients[0] });
  // @ts-expect-error POST is not the method of an update
  useSyncMutation(context, '/api/v1/patients', 'POST');
  // @ts-expect-error an endpoint is text
  useSyncMutation(context, 12);
  return null;
}

/** 2.2, 2.5: options and adapters know the rows. */
export function Options(): null {
  useSyncMutation<Patient>(null, '/api/v1/patients', {
    method: 'PUT',
    toServer: (patient) => ({ name: patient.last_name }),
    fromServer: (json) => ({
      id: String(json['id']),
      first_name: '',
      last_name: String(json['name']),
    }),
    references: ['practitioner_id'],
    adapter: {
      insert: (record, index) => [record.first_name, index === null],
      setItems: (change) => change([]).map((patient) => patient.last_name),
      items: [],
    },
  });
  // @ts-expect-error a row needs its names
  useSyncMutation<Patient>(null, '/api/v1/patients', { fromServer: () => ({ id: 'p1' }) });
  const setItems = (rows: Patient[]) => rows.length;
  // @ts-expect-error setItems takes a function of the rows
  useSyncMutation<Patient>(null, '/api/v1/patients', { adapter: { setItems } });
  // @ts-expect-error there is no such option
  useSyncMutation(null, '/api/v1/patients', { retries: 3 });
  return null;
}

export const patients = createSyncContext<Patient, 'patient'>({
  endpoint: '/api/v1/patients',
  name: 'patient',
});
export const records = createSyncContext({
  endpoint: '/api/v1/medical-records',
  name: 'medical-record',
});
export const people = createSyncContext({
  endpoint: '/api/v1/staff',
  name: 'person',
  plural: 'staff',
});

/** 10: names of the value's members. */
export function Synced(): null {
  const value = patients.useResource();
  isTrue<Same<typeof value.patients, readonly Patient[]>>();
  isTrue<Same<Awaited<ReturnType<typeof value.createPatient>>, Patient>>();
  isTrue<Same<ReturnType<typeof value.getPatientById>, Patient | undefined>>();
  isTrue<Same<Awaited<ReturnType<typeof value.getAll>>, readonly Patient[]>>();
  isTrue<Same<ReturnType<typeof value.syncState>, RowSyncState>>();
  isTrue<Same<typeof value.error, string | null>>();
  value.setPatients((rows) => rows.filter((row) => row.last_name !== ''));
  void value.updatePatient('p1', { last_name: 'Durand' });
  void value.deletePatient(12, { reason: 'double' });
  value.rowKey({ id: 'p1', first_name: '', last_name: '' });

  const medical = records.useResource();
  isTrue<Same<typeof medical.medicalRecords, readonly AnyRecord[]>>();
  void medical.createMedicalRecord({ note: 'x' });
  void people.useResource().staff.length;
  void people.useResource().deletePerson('s1');

  // The rows of a marked context need not be named again.
  const hook = useSyncMutation(value, '/api/v1/patients');
  isTrue<
    Same<
      typeof hook.create,
      (
        data: Partial<Patient>,
        options?: import('synchrone').MutationOptions,
      ) => MutationPromise<Patient>
    >
  >();

  // @ts-expect-error named after 'patient'
  void value.createRecord({});
  // @ts-expect-error a field that a patient does not have
  void value.createPatient({ name: 'Jean' });
  // @ts-expect-error rows are not changed in place
  value.patients.push({ id: 'p2', first_name: '', last_name: '' });
  // @ts-expect-error outside the Provider the value is null
  void useContext(patients.Context).patients;
  // @ts-expect-error a name is needed
  createSyncContext({ endpoint: '/api/v1/patients' });
  return null;
}

isTrue<Same<Plural<'allergy'>, 'allergies'>>();
isTrue<Same<Plural<'day'>, 'days'>>();
isTrue<Same<Plural<'box'>, 'boxes'>>();
isTrue<Same<Plural<'branch'>, 'branches'>>();
isTrue<Same<Plural<'person'>, 'people'>>();

/** 2.7, 2.8 and the hooks over the queue. */
export function Others(): null {
  const theme = useOptimisticMutation(
    (name: string) => Promise.resolve({ ok: true, name }),
    () => () => undefined,
  );
  isTrue<Same<Awaited<ReturnType<typeof theme.mutate>>, { ok: boolean; name: string }>>();
  // @ts-expect-error the input is text
  void theme.mutate(12);

  const rows: Patient[] = [];
  isTrue<Same<ReturnType<typeof useSyncedRows<Patient>>, readonly Patient[]>>();
  void useSyncedRows(rows, '/api/v1/patients')[0]?.last_name;
  // @ts-expect-error rows are objects
  useSyncedRows(['a'], '/api/v1/patients');

  const { pending, attention } = useSyncStatus();
  isTrue<Same<typeof pending, number>>();
  isTrue<Same<typeof attention, number>>();
  isTrue<Same<ReturnType<typeof usePendingMutations>, readonly MutationEntry[]>>();
  usePendingMutations({ resource: '/api/v1/patients', operation: 'create' });
  usePendingMutations((entry) => entry.retries > 0);
  // @ts-expect-error there is no such operation
  usePendingMutations({ operation: 'replace' });
  isTrue<Same<ReturnType<typeof useMutationEntry>, MutationEntry | undefined>>();
  void useAttention().items.map(({ mutation, retry }) => [mutation.kind, retry({ data: {} })]);
  void getMutationQueue().getPendingCount();
  void new SyncMutationError({ code: 'X', message: 'x' }).retryable;
  isTrue<Same<ReturnType<typeof rowKey>, string>>();
  return null;
}
