import type { AnyRecord, ContextSink } from '../../types/index.js';
import { idOf } from '../../client/base/rows.js';
import { awaited } from '../../client/base/thenables.js';
import type { EndpointContext } from './endpoint_context.js';
import { hasId, patched, renamed, type Rows } from './row_edits.js';

/** A sink whose every call goes to the newest context value of the slot. */
export function contextSink(slot: EndpointContext): ContextSink {
  return {
    insert: (record, index, isOutcome = false) => insert(slot, record, index, isOutcome),
    patch: (id, changes, isOutcome = false) => {
      slot.warnUnlessRecovered('patch');
      return ways(slot, isOutcome).patch?.(ownId(slot, id), changes);
    },
    remove: (id, isOutcome = false) => {
      slot.warnUnlessRecovered('remove');
      return ways(slot, isOutcome).remove?.(ownId(slot, id));
    },
    replaceId: (oldId, newId) => replaceId(slot, oldId, newId),
    replaceRecord: (oldId, record) => replaceRecord(slot, oldId, record),
    find: (id) => find(slot, id),
    isByName: (operation) =>
      slot.driver().setNamed === undefined &&
      slot.driver().byName.has(operation === 'replaceId' ? 'patch' : operation),
  };
}

type Ways = Pick<ReturnType<EndpointContext['driver']>, 'insert' | 'patch' | 'remove'>;

const ways = (slot: EndpointContext, isOutcome: boolean): Ways =>
  isOutcome ? slot.driver().outcome : slot.driver();

function insert(
  slot: EndpointContext,
  record: AnyRecord,
  index: number | null,
  isOutcome: boolean,
): unknown {
  slot.warnUnlessRecovered('insert');
  slot.ids.note(record['id']);
  const { place, items: before } = slot.driver();
  if (index !== null && place !== undefined) return place(record, index);
  if (index !== null && before?.some((row) => hasId(row, idOf(record)))) return undefined;
  if (index !== null) slot.reportOnce('CONTEXT_CANNOT_PLACE');
  const given = awaited(ways(slot, isOutcome).insert?.(record, null));
  const ownOf = (answer: unknown): unknown => ownRecord(slot, answer, before);
  return given instanceof Promise ? given.then(ownOf) : ownOf(given);
}

/**
 * What the context gave back for a new record, whose id is remembered; undefined for a record that it
 * had before: that one is another's, and its id no name of the new one.
 */
function ownRecord(slot: EndpointContext, given: unknown, before: Rows | undefined): unknown {
  if (typeof given !== 'object' || given === null || !('id' in given)) return given;
  if (before?.some((row) => hasId(row, idOf(given)))) return undefined;
  slot.ids.note(given.id);
  return given;
}

function replaceId(slot: EndpointContext, oldId: string, newId: string): unknown {
  const { outcome } = slot.driver();
  const own = ownId(slot, oldId);
  slot.ids.renamed(String(own), newId, slot.value());
  if (outcome.replaceId !== undefined) return outcome.replaceId(own, newId);
  slot.reportOnce('CONTEXT_CANNOT_RENAME');
  return outcome.patch?.(own, { id: newId });
}

/** The new id and the confirmed fields in one call: two would undo each other in a context that sets `[...rows, x]`. */
function replaceRecord(slot: EndpointContext, oldId: string, record: AnyRecord): unknown {
  const { outcome, setItems, setNamed } = slot.driver();
  const newId = String(record['id']);
  const own = ownId(slot, oldId);
  slot.ids.renamed(String(own), newId, slot.value());
  const isOwnRename = slot.adapterRenames();
  if (isOwnRename) {
    const renaming = outcome.replaceId?.(own, newId);
    outcome.patch?.(newId, record);
    return renaming;
  }
  const setList = setItems ?? setNamed;
  if (setList) return setList((rows) => patched(newId, record)(renamed(String(own), newId)(rows)));
  slot.reportOnce('CONTEXT_CANNOT_RENAME');
  return outcome.patch?.(own, record);
}

function find(slot: EndpointContext, id: string): { record: AnyRecord; index: number } | undefined {
  const items = slot.driver().items ?? [];
  const own = String(ownId(slot, id));
  const index = items.findIndex((row) => hasId(row, own));
  const record = items[index];
  const { laid } = slot.list;
  return record === undefined ? laid.hiddenRow(own) : { record: laid.bareRow(record), index };
}

function ownId(slot: EndpointContext, id: string): string | number {
  return slot.ids.own(id, slot.value(), slot.driver());
}
