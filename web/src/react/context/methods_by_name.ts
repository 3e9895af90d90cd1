import type { AnyRecord } from '../../types/index.js';
import type { ContextAdapter } from './adapter.js';
import { markOf, memberOf, type ContextMark } from './context_brand.js';
import {
  inserted,
  onList,
  patched,
  removed,
  renamed,
  type Rows,
  type RowsChange,
} from './row_edits.js';
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
  /** Ways to show an outcome: by a setter where there is one. */
  readonly outcome: Ways;
  /** Puts a deleted record back where it was; undefined: `insert` can only add it somewhere. */
  readonly place: Ways['insert'];
  /** The adapter's setter. */
  readonly setItems: SetItems | undefined;
  /** The setter found by name. */
  readonly setNamed: SetItems | undefined;
  /** The list, where there is one to look in. */
  readonly items: Rows | undefined;
  /** A collection that is not a list (an object by id, a Map, a page of rows) has that key. */
  readonly hasKey: (id: string) => boolean;
  /** The operations that use a method found by name. */
  readonly byName: ReadonlySet<ContextOperation>;
  /** Methods found by name that are operations of a hook, or of `createSyncContext`. */
  readonly marks: Readonly<Partial<Record<ContextOperation, ContextMark<object>>>>;
  /** The value's own functions that are used; a value with the same ones is the same context. */
  readonly functions: readonly unknown[];
}

/** Verbs of each operation, in the order in which they are looked for. */
const VERBS: Readonly<Record<ContextOperation, readonly string[]>> = {
  insert: ['create', 'add'],
  patch: ['update', 'edit'],
  remove: ['delete', 'archive', 'remove'],
};

/** Names that are looked for, the most telling first: createMedicalRecord, addMedicalRecord, createRecord, … */
export function methodNames(operation: ContextOperation, nouns: ResourceNouns): string[] {
  return nouns.singular.flatMap((noun) => VERBS[operation].map((verb) => verb + noun));
}

/** Names of the list's setter: setMedicalRecords, setRecords. */
export function setterNames(nouns: ResourceNouns): string[] {
  return nouns.plural.map((noun) => `set${noun}`);
}

const OPERATIONS = ['insert', 'patch', 'remove'] as const;

/** Finds the ways to drive a context: the adapter's, then methods by name, then a setter by name. */
export function contextDriver(
  context: unknown,
  adapter: ContextAdapter | undefined,
  nouns: ResourceNouns,
): ContextDriver {
  const own = adapterWays(adapter);
  const setOwn = boundMethod(adapter, ['setItems']);
  const setItems: SetItems | undefined = setOwn && ((change) => setOwn(onList(change)));
  const ownList = listWays(setItems);
  const named = namedWays(context, nouns);
  const held = collectionIn(context, nouns);
  const listed = Array.isArray(held) ? (held as Rows) : undefined;
  const keyed = listed ? {} : (held ?? {});
  const setNamed = namedSetter(context, nouns, held);
  const namedList = listWays(setNamed);
  const best = <Name extends keyof Ways>(name: Name, ...sources: readonly Ways[]): Ways[Name] =>
    sources.find((source) => source[name] !== undefined)?.[name];
  const bestOf = (...sources: readonly Ways[]): Ways => ({
    insert: best('insert', ...sources),
    patch: best('patch', ...sources),
    remove: best('remove', ...sources),
    replaceId: best('replaceId', ...sources),
  });
  return {
    ...bestOf(own, ownList, named, namedList),
    outcome: bestOf(own, ownList, namedList, named),
    place: best('insert', own, ownList, namedList),
    setItems,
    setNamed,
    items: Array.isArray(adapter?.items) ? adapter.items : listed,
    hasKey: (id) => (keyed instanceof Map ? keyed.has(id) : isOwn(keyed, id)),
    byName: new Set(OPERATIONS.filter((name) => best(name, own, ownList) === undefined)),
    marks: adapter === undefined ? marksIn(context, nouns) : {},
    functions: [
      ...ownFunctions(adapter, ADAPTER_MEMBERS),
      ...ownFunctions(context, namesOf(nouns)),
    ],
  };
}

/** The setter of the list of a context value; undefined: it has none, or none that can be used. */
export function hasNamedSetter(context: unknown, nouns: ResourceNouns): boolean {
  return namedSetter(context, nouns, collectionIn(context, nouns)) !== undefined;
}

/** The driver can do at least something. */
export function canDrive({ insert, patch, remove }: ContextDriver): boolean {
  return insert !== undefined || patch !== undefined || remove !== undefined;
}

const ADAPTER_MEMBERS = ['insert', 'patch', 'remove', 'replaceId', 'setItems'] as const;

const namesOf = (nouns: ResourceNouns): string[] => [
  ...OPERATIONS.flatMap((name) => methodNames(name, nouns)),
  ...setterNames(nouns),
];

function isOwn(value: object, name: string): boolean {
  try {
    return Object.hasOwn(value, name);
  } catch {
    return false; // a proxy that was revoked
  }
}

/** Own functions only: a method of a class is shared by all instances and does not identify one. */
function ownFunctions(value: unknown, names: readonly string[]): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return names
    .filter((name) => isOwn(value, name))
    .map((name) => memberOf(value, name))
    .filter((member) => typeof member === 'function');
}

/**
 * A setter of `useState` takes a function of the rows. Of any other it is not known whether it does,
 * so it is called with the rows themselves. That of another collection is not used.
 */
function namedSetter(
  context: unknown,
  nouns: ResourceNouns,
  held: object | undefined,
): SetItems | undefined {
  if (held !== undefined && !Array.isArray(held)) return undefined;
  const found = firstMember(context, setterNames(nouns), (value) => typeof value === 'function');
  if (typeof found !== 'function') return undefined;
  if (found.name.startsWith('bound '))
    return (change) => Reflect.apply(found, context, [onList(change)]) as unknown;
  if (held === undefined) return undefined;
  let rows: Rows = held;
  return (change) => {
    rows = change(rows);
    return Reflect.apply(found, context, [rows]) as unknown;
  };
}

function adapterWays(adapter: ContextAdapter | undefined): Ways {
  return {
    insert: boundMethod(adapter, ['insert']),
    patch: boundMethod(adapter, ['patch']),
    remove: boundMethod(adapter, ['remove']),
    replaceId: boundMethod(adapter, ['replaceId']),
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

function marksIn(context: unknown, nouns: ResourceNouns): ContextDriver['marks'] {
  const isMethod = (value: unknown): boolean => typeof value === 'function';
  const marks = OPERATIONS.map((name) => [
    name,
    markOf(firstMember(context, methodNames(name, nouns), isMethod)),
  ]);
  return Object.fromEntries(
    marks.filter(([, mark]) => mark !== undefined),
  ) as ContextDriver['marks'];
}

/** What the context has under the name of the records: its list, or another collection. */
function collectionIn(context: unknown, nouns: ResourceNouns): object | undefined {
  const names = nouns.plural.map(uncapitalize);
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
  return (firstMember(context, names, Array.isArray) ?? firstMember(context, names, isObject)) as
    object | undefined;
}

function firstMember(
  context: unknown,
  names: readonly string[],
  fits: (value: unknown) => boolean,
): unknown {
  if (typeof context !== 'object' || context === null) return undefined;
  const name = names.find((candidate) => fits(memberOf(context, candidate)));
  return name === undefined ? undefined : memberOf(context, name);
}
