import { useEffect, useRef } from 'react';
import { getMutationQueue } from 'synchrone';
import { usePerson } from '../session/useSession.ts';
import {
  useAppointments,
  useConsents,
  useMedicalRecords,
  usePatients,
  usePractitioners,
} from './hooks.ts';
import { followChanges, type LiveChange } from './live-changes.ts';

/** Changes of one resource, the last one of each record, by its id. */
type Changes = ReadonlyMap<string, LiveChange>;

/** Shows what colleagues change, without a reload; what is on its way from here stays over it (2.9). Renders nothing. */
export function LiveChanges() {
  const { id: self } = usePerson();
  const lists: Readonly<Record<string, (changes: Changes) => void>> = {
    patients: layingOver(usePatients().setPatients),
    appointments: layingOver(useAppointments().setAppointments),
    practitioners: layingOver(usePractitioners().setPractitioners),
    'medical-records': layingOver(useMedicalRecords().setMedicalRecords),
    consents: layingOver(useConsents().setConsents),
  };
  const latest = useRef(lists);
  useEffect(() => {
    latest.current = lists;
  });
  useEffect(
    () => gathered(self, (resource, changes) => latest.current[resource]?.(changes)),
    [self],
  );
  return null;
}

/**
 * Hands the changes of one moment on together: a batch of a hundred is laid over the list once. One's own wait until
 * the queue knows them: before that, the record that one has just made would be a stranger of another id.
 */
function gathered(self: string, lay: (resource: string, changes: Changes) => void): () => void {
  let heard: LiveChange[] = [];
  let timer: number | undefined;
  const layAll = (): void => {
    const busy = getMutationQueue().getPendingCount() > 0;
    const waiting = heard.filter(({ userId }) => busy && userId === self);
    const ready = heard.filter((change) => !waiting.includes(change));
    for (const [resource, changes] of Map.groupBy(ready, (change) => change.resource)) {
      lay(resource, new Map(changes.map((change) => [change.id, change])));
    }
    heard = waiting;
    timer = waiting.length > 0 ? window.setTimeout(layAll, 250) : undefined;
  };
  const stop = followChanges((change) => {
    heard.push(change);
    timer ??= window.setTimeout(layAll, 16);
  });
  return () => {
    window.clearTimeout(timer);
    stop();
  };
}

interface Row {
  readonly id: string;
}

function layingOver<Kind extends Row>(
  set: (update: (rows: readonly Kind[]) => readonly Kind[]) => void,
) {
  return (changes: Changes): void => set((rows) => withChanges(rows, changes));
}

/** The rows after the changes, in their order; new ones at the end. */
function withChanges<Kind extends Row>(rows: readonly Kind[], changes: Changes): readonly Kind[] {
  const left = new Map(changes);
  const recordOf = ({ record }: LiveChange): Kind[] => (record === null ? [] : [record as Kind]);
  const kept = rows.flatMap((row) => {
    const change = left.get(row.id);
    left.delete(row.id);
    return change === undefined ? [row] : recordOf(change);
  });
  return [...kept, ...[...left.values()].flatMap(recordOf)];
}
