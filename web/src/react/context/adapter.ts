import type { AnyRecord, EndpointOptions } from '../../types/index.js';

/**
 * How to drive an existing context whose methods do not have the names that the endpoint suggests.
 * Each member that is missing is made from `setItems`, else looked for by name.
 *
 * @example
 * useSyncMutation(context, '/api/v1/medical-records', {
 *   adapter: { setItems: context.setRecords, items: context.records },
 * });
 */
export interface ContextAdapter<Row extends object = AnyRecord> {
  /** Adds a record. @param index its position before it was deleted; null: a new one, at any position. */
  insert?(record: Row, index: number | null): unknown;
  /** Merges changes into the record with that id. */
  patch?(id: string | number, changes: Partial<Row>): unknown;
  /** Takes the record out. */
  remove?(id: string | number): unknown;
  /** The server gave the record its own id; nothing else of it changes. */
  replaceId?(oldId: string | number, newId: string): unknown;
  /** The list's setter, as `useState` makes it: takes a function of the rows. */
  setItems?(change: (rows: readonly Row[]) => readonly Row[]): unknown;
  /** The list as it is now: where the base of a rollback and a row's place are looked up. */
  items?: readonly Row[];
}

/** The third argument of `useSyncMutation`: what the application knows of the endpoint, and how to drive its context. */
export interface SyncMutationOptions<Row extends object = AnyRecord> extends EndpointOptions<Row> {
  /** How to change the rows of a context. Default: the context's own methods, found by their names. */
  adapter?: ContextAdapter<Row>;
}
