import { useEffect, useRef } from 'react';
import { getMutationQueue } from 'synchrone/streaming';
import { usePerson } from '../session/useSession.ts';
import {
  useAppointments,
  useConsents,
  useMedicalRecords,
  usePatients,
  usePractitioners,
} from './hooks.ts';
import { mayOpenMedicalFiles } from '../session/person.ts';
import { useListFreshness } from './freshness.ts';
import { isUnread } from './unread.ts';
import { followChanges, type ChangeListener, type LiveChange } from './live-changes.ts';

/** Changes of one resource, the last one of each record, by its id. */
type Changes = ReadonlyMap<string, LiveChange>;

/** What is done with one list. */
interface List {
  lay(changes: Changes): void;
  readonly failed: boolean;
  readonly isUnread: boolean;
  readAgain(): Promise<unknown>;
}

/**
 * Shows what colleagues change, without a reload; what is on its way from here stays over it (2.9). Lists that could not
 * be read are read again as soon as the server answers. Renders nothing.
 */
export function LiveChanges() {
  const { id: self } = usePerson();
  const freshness = useListFreshness();
  const lists = useLists();
  const latest = useRef(lists);
  const failed = Object.values(lists).filter((list) => list.failed);
  const hasFailed = failed.length > 0;
  const isUnknown = failed.some((list) => list.isUnread);
  useEffect(() => {
    latest.current = lists;
    freshness.reading(hasFailed, isUnknown);
  });
  useEffect(() => freshness.start(), [freshness]);
  useEffect(() => {
    const all = () => Object.values(latest.current);
    const addresses = Object.keys(latest.current).map(addressOf);
    return gathered(self, addresses, freshness.readAt, {
      isUnread: (resource) => latest.current[resource]?.isUnread === true,
      lay: (resource, changes) => {
        const list = latest.current[resource];
        list?.lay(changes);
        // A read by changes takes it out of the list, and out of what is kept for a reload.
        const isDeleted = [...changes.values()].some(({ record }) => record === null);
        if (isDeleted) void list?.readAgain().catch(() => undefined);
      },
      onCurrent: () => {
        freshness.current();
        void readAgain(all().filter((list) => list.failed));
      },
      onLost: () => freshness.lost(),
      onGap: () => void readAgain(all()),
    });
    async function readAgain(some: readonly List[]): Promise<void> {
      const began = Date.now();
      const isAll = some.length === all().length;
      const answers = await Promise.allSettled(some.map((list) => list.readAgain()));
      if (isAll && answers.every(({ status }) => status === 'fulfilled'))
        freshness.readAgain(began);
    }
  }, [self, freshness]);
  return null;
}

/** Every list that this person may see, by the name of its resource. */
function useLists(): Readonly<Record<string, List>> {
  const mayOpenFiles = mayOpenMedicalFiles(usePerson());
  const patients = usePatients();
  const appointments = useAppointments();
  const practitioners = usePractitioners();
  const medicalRecords = useMedicalRecords();
  const consents = useConsents();
  return {
    patients: listOf(patients, patients.patients, patients.setPatients),
    appointments: listOf(appointments, appointments.appointments, appointments.setAppointments),
    practitioners: listOf(
      practitioners,
      practitioners.practitioners,
      practitioners.setPractitioners,
    ),
    ...(mayOpenFiles && {
      'medical-records': listOf(
        medicalRecords,
        medicalRecords.medicalRecords,
        medicalRecords.setMedicalRecords,
      ),
    }),
    consents: listOf(consents, consents.consents, consents.setConsents),
  };
}

const addressOf = (resource: string): string => `/api/v1/${resource}`;

function listOf<Kind extends Row>(
  state: { isLoading: boolean; error: string | null; getAll: () => Promise<unknown> },
  rows: readonly Kind[],
  set: (update: (rows: readonly Kind[]) => readonly Kind[]) => void,
): List {
  return {
    isUnread: isUnread(state, rows),
    lay: (changes) => set((rows) => withChanges(rows, changes)),
    failed: state.error !== null,
    readAgain: state.getAll,
  };
}

interface Follower extends Omit<ChangeListener, 'onChange'> {
  isUnread(resource: string): boolean;
  lay(resource: string, changes: Changes): void;
}

/**
 * Hands the changes of one moment on together: a batch of a hundred is laid over the list once. One's own wait until
 * the queue knows them: before that, the record that one has just made would be a stranger of another id. Those of a
 * list that has not been read wait for it: one row of it would look like the whole.
 */
function gathered(
  self: string,
  lists: readonly string[],
  readAt: number,
  { lay, isUnread: isListUnread, ...follower }: Follower,
): () => void {
  let heard: LiveChange[] = [];
  let timer: number | undefined;
  const layAll = (): void => {
    const busy = getMutationQueue().getPendingCount() > 0;
    const waiting = heard.filter(
      ({ userId, resource }) => (busy && userId === self) || isListUnread(resource),
    );
    const ready = heard.filter((change) => !waiting.includes(change));
    for (const [resource, changes] of Map.groupBy(ready, (change) => change.resource)) {
      lay(resource, new Map(changes.map((change) => [change.id, change])));
    }
    heard = waiting;
    timer = waiting.length > 0 ? window.setTimeout(layAll, 250) : undefined;
  };
  const onChange = (change: LiveChange): void => {
    heard.push(change);
    timer ??= window.setTimeout(layAll, 16);
  };
  const stop = followChanges(lists, readAt, { ...follower, onChange });
  return () => {
    window.clearTimeout(timer);
    stop();
  };
}

interface Row {
  readonly id: string;
}

/** The rows after the changes, in their order; new ones at the end, deleted ones as they were. */
function withChanges<Kind extends Row>(rows: readonly Kind[], changes: Changes): readonly Kind[] {
  const left = new Map(changes);
  const recordOf = ({ record }: LiveChange): Kind[] => (record === null ? [] : [record as Kind]);
  const kept = rows.map((row) => {
    const change = left.get(row.id);
    left.delete(row.id);
    return (change?.record ?? row) as Kind;
  });
  return [...kept, ...[...left.values()].flatMap(recordOf)];
}
