import type { AnyRecord } from '../client/types.js';
import type { ContextAdapter } from './context_adapter.js';
import { markedEndpoint } from './context_mark.js';
import { inserted, patched, removed, renamed, type Rows, type RowsChange } from './list_changes.js';
import { uncapitalize, type ResourceNouns } from './nouns.js';

/** What a mutation asks of a context inside the call. */
export type ContextOperation = 'insert' | 'patch' | 'remove';

/** Id of a record as the context has it. */
export type OwnId = string | number;

/** Takes a function of the rows, as the setter of `useState` does. */
export type SetItems = (change: RowsChange) => unknown;

/** Ways to change what a context shows. A member that is undefined: it cannot. */
interface Ways {
  readonly insert?: ((record: AnyRecord, index: number | null) => unknown) | undefined;
  readonly patch?: ((id: OwnId, changes: AnyRecord) => unknown) | undefined;
  readonly remove?: ((id: OwnId) => unknown) | undefined;
  readonly replaceId?: ((oldId: OwnId, newId: string) => unknown) | undefined;
}

/** How one context value is driven: the best way found for each operation. */
export interface ContextDriver extends Ways {
  /** Puts a deleted record back where it was; undefined: `insert` can only add it somewhere. */
  readonly place: Ways['insert'];
  /** The adapter's setter; never one found by name (2.8). */
  readonly setItems: SetItems | undefined;
  /** The setter found by name: for what calls of this page have made, and no more (2.8). */
  readonly setNamed: SetItems | undefined;
  /** The list, where there is one to look in. */
  readonly items: Rows | undefined;
  /** The operations that use a method found by name. */
  readonly byName: ReadonlySet<ContextOperation>;
  /** Endpoint of the `createSyncContext` that a method found by name belongs to: calling it would queue again. */
  readonly ours: string | undefined;
}

/** Verbs of each operation, in the order in which they are looked for. */
const kVerbs: Readonly<Record<ContextOperation, readonly string[]>> = {
  insert: ['create', 'add'],
  patch: ['update', 'edit'],
  remove: ['delete', 'archive', 'remove'],
};

/** Names that are looked for, the most telling first: createMedicalRecord, addMedicalRecord, createRecord, … */
export function methodNames(operation: ContextOperation, nouns: ResourceNouns): string[] {
  return nouns.singular.flatMap((noun) => kVerbs[operation].map((verb) => verb + noun));
}

/** Names of the list's setter: setMedicalRecords, setRecords. */
export function setterNames(nouns: ResourceNouns): string[] {
  return nouns.plural.map((noun) => `set${noun}`);
}

/** Finds the ways to drive a context: the adapter's, then methods by name, then a setter by name. */
export function contextDriver(
  context: unknown,
  adapter: ContextAdapter | undefined,
  nouns: ResourceNouns,
): ContextDriver {
  const own = adapterWays(adapter);
  const ownList = listWays(adapter?.setItems?.bind(adapter));
  const named = namedWays(context, nouns);
  const setNamed = boundMethod(context, setterNames(nouns));
  const namedList = listWays(setNamed);
  const best = <Name extends keyof Ways>(name: Name, ...sources: readonly Ways[]): Ways[Name] =>
    sources.find((source) => source[name] !== undefined)?.[name];
  const operations = ['insert', 'patch', 'remove'] as const;
  return {
    insert: best('insert', own, ownList, named, namedList),
    patch: best('patch', own, ownList, named, namedList),
    remove: best('remove', own, ownList, named, namedList),
    place: best('insert', own, ownList, namedList),
    replaceId: best('replaceId', own, ownList, namedList),
    setItems: adapter?.setItems?.bind(adapter),
    setNamed,
    items: adapter?.items ?? listIn(context, nouns),
    byName: new Set(operations.filter((name) => best(name, own, ownList) === undefined)),
    ours: markedMethod(context, nouns),
  };
}

/** The driver can do at least something. */
export function canDrive({ insert, patch, remove }: ContextDriver): boolean {
  return insert !== undefined || patch !== undefined || remove !== undefined;
}

function adapterWays(adapter: ContextAdapter | undefined): Ways {
  return {
    insert: adapter?.insert?.bind(adapter),
    patch: adapter?.patch?.bind(adapter),
    remove: adapter?.remove?.bind(adapter),
    replaceId: adapter?.replaceId?.bind(adapter),
  };
}

function listWays(setItems: SetItems | undefined): Ways {
  if (setItems === undefined) return {};
  return {
    insert: (record, index) => setItems(inserted(record, index)),
    patch: (id, changes) => setItems(patched(String(id), changes)),
    remove: (id) => setItems(removed(String(id))),
    replaceId: (oldId, newId) => setItems(renamed(String(oldId), newId)),
  };
}

function namedWays(context: unknown, nouns: ResourceNouns): Ways {
  const insert = boundMethod(context, methodNames('insert', nouns));
  return {
    insert: insert && ((record) => insert(record)),
    patch: boundMethod(context, methodNames('patch', nouns)),
    remove: boundMethod(context, methodNames('remove', nouns)),
  };
}

function boundMethod(
  context: unknown,
  names: readonly string[],
): ((...args: unknown[]) => unknown) | undefined {
  const found = firstMember(context, names, (value) => typeof value === 'function');
  return typeof found === 'function'
    ? (...args) => Reflect.apply(found, context, args) as unknown
    : undefined;
}

function markedMethod(context: unknown, nouns: ResourceNouns): string | undefined {
  const names = (['insert', 'patch', 'remove'] as const).flatMap((name) =>
    methodNames(name, nouns),
  );
  return markedEndpoint(
    firstMember(context, names, (value) => markedEndpoint(value) !== undefined),
  );
}

function listIn(context: unknown, nouns: ResourceNouns): Rows | undefined {
  const found = firstMember(context, nouns.plural.map(uncapitalize), Array.isArray);
  return Array.isArray(found) ? found : undefined;
}

function firstMember(
  context: unknown,
  names: readonly string[],
  fits: (value: unknown) => boolean,
): unknown {
  if (typeof context !== 'object' || context === null) return undefined;
  const name = names.find((candidate) => fits(Reflect.get(context, candidate)));
  return name === undefined ? undefined : Reflect.get(context, name);
}
