import type { AnyRecord, ContextSink } from '../client/types.js';
import type { ContextSlot } from './context_slot.js';
import { hasId } from './list_changes.js';

/** A sink whose every call goes to the newest context value of the slot. */
export function contextSink(slot: ContextSlot): ContextSink {
  return {
    insert: (record, index) => insert(slot, record, index),
    patch: (id, changes) => {
      slot.warnUnlessRecovered('patch');
      return slot.call(() => slot.driver().patch?.(ownId(slot, id), changes));
    },
    remove: (id) => {
      slot.warnUnlessRecovered('remove');
      return slot.call(() => slot.driver().remove?.(ownId(slot, id)));
    },
    replaceId: (oldId, newId) => replaceId(slot, oldId, newId),
    find: (id) => find(slot, id),
  };
}

function insert(slot: ContextSlot, record: AnyRecord, index: number | null): unknown {
  slot.warnUnlessRecovered('insert');
  slot.ids.note(record['id']);
  const driver = slot.driver();
  if (index !== null && driver.place !== undefined) return driver.place(record, index);
  if (index !== null) slot.tellOnce('CONTEXT_CANNOT_PLACE');
  return noted(
    slot,
    slot.call(() => driver.insert?.(record, null)),
  );
}

/** Remembers the id of what the context gave back, at once or later. Its failure is the client's to tell. */
function noted(slot: ContextSlot, given: unknown): unknown {
  const note = (record: unknown): void => {
    if (typeof record === 'object' && record !== null && 'id' in record) slot.ids.note(record.id);
  };
  if (isThenable(given)) given.then(note, () => undefined);
  else note(given);
  return given;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

function replaceId(slot: ContextSlot, oldId: string, newId: string): unknown {
  const driver = slot.driver();
  const own = ownId(slot, oldId);
  slot.ids.renamed(String(own), newId, slot.value());
  if (driver.replaceId !== undefined) return driver.replaceId(own, newId);
  slot.tellOnce('CONTEXT_CANNOT_RENAME');
  return driver.patch?.(own, { id: newId });
}

function find(slot: ContextSlot, id: string): { record: AnyRecord; index: number } | undefined {
  const items = slot.driver().items ?? [];
  const own = String(ownId(slot, id));
  const index = items.findIndex((row) => hasId(row, own));
  const record = items[index];
  return record === undefined ? undefined : { record, index };
}

function ownId(slot: ContextSlot, id: string): string | number {
  return slot.ids.own(id, slot.value(), slot.driver().items);
}
