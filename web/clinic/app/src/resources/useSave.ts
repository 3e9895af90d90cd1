import { getMutationQueue, type MutationOptions, type SyncMutation } from 'synchrone/streaming';
import type { FormStart } from '../dialogs/dialogs.tsx';
import { undoable, undoableTogether } from '../undo/undo.ts';
import { changedFields, filledFields } from '../clinic/form-values.ts';

/**
 * Saves the fields of a form; returns the record's id as it is shown at once.
 * @param whole sends every field, also those that have not changed: exactly what the person has seen.
 */
export type Save<Row extends object> = (fields: Partial<Row>, whole?: boolean) => string;

/**
 * What "Enregistrer" does: a create, which can be taken back for a moment, a change of the fields that differ, or the
 * correction of a refused change.
 * Nothing is waited for (the view changes inside the call); the notices report a later refusal.
 * @param created what was made, for people
 * @param reopen gives the form back when a create is taken back
 * @param moved what a change has moved, which can be taken back as well; null: it moves nothing
 */
export function useSave<Row extends { id: string }>(
  mutations: SyncMutation<Row>,
  start: FormStart<Row>,
  created: (fields: Partial<Row>) => string,
  reopen: () => void,
  moved: (changes: Partial<Row>) => string | null = () => null,
): Save<Row> {
  const { record, correcting } = start;
  return (fields, whole = false) => {
    if (correcting !== undefined) {
      const data =
        correcting.operation === 'create'
          ? filledFields(fields)
          : whole
            ? fields
            : changesOf(correcting.data, record, fields);
      settle(getMutationQueue().retry(correcting.id, { data }));
      return correcting.entity;
    }
    if (record === undefined) return createdId(mutations, fields, created(fields), reopen);
    const changes = whole ? fields : changedFields(record, fields);
    if (Object.keys(changes).length > 0) {
      const done = moved(changes);
      const change = (options: MutationOptions) =>
        mutations.mutate(record.id, changes, { previousState: record, ...options });
      if (done === null) settle(change({}));
      else undoable(done, change);
    }
    return record.id;
  };
}

/** What a refused update changed, and what differs from the record now. */
function changesOf<Row extends object>(
  before: unknown,
  record: Row | undefined,
  fields: Partial<Row>,
): object {
  const refused = Object.keys(typeof before === 'object' && before !== null ? before : {});
  const kept = Object.entries(fields).filter(([field]) => refused.includes(field));
  return {
    ...(record === undefined ? fields : changedFields(record, fields)),
    ...Object.fromEntries(kept),
  };
}

function createdId<Row extends { id: string }>(
  mutations: SyncMutation<Row>,
  fields: Partial<Row>,
  done: string,
  reopen: () => void,
): string {
  const filled = filledFields(fields) as Partial<Row>;
  return undoableTogether(
    done,
    (hold) => hold((options) => mutations.create(filled, options)).record.id,
    reopen,
  );
}

/** The sync pieces report every outcome; nothing here waits for it. */
function settle(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
