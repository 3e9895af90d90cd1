import { memo, useMemo, type ReactNode } from 'react';
import {
  rowKey,
  syncActions,
  useRowState,
  useSyncedRecord,
  useSyncedRows,
  type SyncedRowsOptions,
} from 'synchrone';

export const endpoint = '/api/v1/patients';

export interface Patient {
  id: string;
  name: string;
  city?: string;
  version?: number;
}

/** What an application is in. */
export interface Surroundings {
  /** A read by its own code. Rejects where the server does not answer, or answers with an error. */
  read(path: string): Promise<unknown>;
  /** Where it keeps what it has read for its next page, by its layer's own means. */
  readonly storage: Storage;
  /** Lists are read again after a drain. */
  readonly isRead: boolean;
}

/** One application: the same screens over one data layer. Made, it is joined to the queue. */
export interface Application {
  /** The lists below, and the record of that id. */
  screens(id: string): ReactNode;
  /** The record of that id in a component that suspends while it is read, where the layer has that. */
  suspended?(id: string): ReactNode;
  /** Reads all lists again, as on a focus of the window. */
  readAgain(): unknown;
  /** Reads the next page of the endless list. */
  more(): unknown;
  /** Makes a record by the layer's own way to write, as its guides show it. */
  create(record: Partial<Patient>): unknown;
}

export type Layer = (surroundings: Surroundings) => Application;

/** Under which name the applications keep what they have read. */
export const kKept = 'read';

interface List {
  readonly query: string;
  readonly options: SyncedRowsOptions<Patient>;
}

/** Lists of one endpoint, as applications have them. */
export const lists: Readonly<Record<string, List>> = {
  all: { query: '', options: {} },
  Lyon: { query: '?city=Lyon', options: { belongs: ({ city }) => city === 'Lyon' } },
  search: { query: '?search=Z', options: { belongs: ({ name }) => name.includes('Z') } },
  page: { query: '?page=1', options: { complete: false } },
  descending: { query: '?of=names', options: { compare: (a, b) => b.name.localeCompare(a.name) } },
};
export const names = Object.keys(lists);
export const listOf = (name: string): List => lists[name] ?? { query: '', options: {} };

export const NONE: readonly Patient[] = [];
export type Answer = readonly Patient[] | { readonly data: readonly Patient[] };
export const rowsOf = (answer: Answer | undefined): readonly Patient[] =>
  answer === undefined ? NONE : 'data' in answer ? answer.data : answer;

type Read = Pick<Surroundings, 'read'>;
export const readList = ({ read }: Read, name: string): Promise<Answer> =>
  read(endpoint + listOf(name).query) as Promise<Answer>;
export interface Page {
  readonly data: Patient[];
  readonly next: number | null;
}
export const readPage = ({ read }: Read, page: number): Promise<Page> =>
  read(`${endpoint}?page=${page}&of=scroll`) as Promise<Page>;
export const rowsIn = (pages: readonly Page[] | undefined): readonly Patient[] =>
  pages?.flatMap(({ data }) => data) ?? NONE;
export const readOne = ({ read }: Read, id: string): Promise<Patient> =>
  read(`${endpoint}/${id}`) as Promise<Patient>;

/** How often the lines of the list of all were rendered, by id. */
export const renders = new Map<string, number>();

interface LineOptions {
  readonly id: string;
  readonly name: string;
  readonly screen: string;
}

const Line = memo(function Line({ id, name, screen }: LineOptions): ReactNode {
  const state = useRowState(id, endpoint);
  if (screen === 'all') renders.set(String(id), (renders.get(String(id)) ?? 0) + 1);
  return (
    <li data-id={id} data-state={state}>
      {name}
    </li>
  );
});

/** A list on the page, each row with its mark in a component of its own. */
export function Shown({ screen, rows }: { screen: string; rows: readonly Patient[] }): ReactNode {
  return (
    <ul data-screen={screen}>
      {rows.map((row) => (
        <Line key={rowKey(row, endpoint)} id={row.id} name={row.name} screen={screen} />
      ))}
    </ul>
  );
}

/** What a screen derives from rows. */
export const labelled = (row: Patient): Patient => ({ ...row, name: row.name.toUpperCase() });

interface RowsOptions {
  readonly name: string;
  readonly rows: readonly Patient[];
  readonly readBegan?: number;
  readonly readEnded?: number | undefined;
}

/** Shows a list that the layer has read; that of all also with what is derived from it. */
export function Rows({ name, rows, ...times }: RowsOptions): ReactNode {
  const { options } = listOf(name);
  const seen = useSyncedRows(rows, endpoint, { ...options, ...times });
  const labels = useMemo(() => seen.map(labelled), [seen]);
  return (
    <>
      <Shown screen={name} rows={seen} />
      {name === 'all' && <Shown screen="labels" rows={labels} />}
    </>
  );
}

/** An endless list, of the pages that were read. */
export function Endless({ pages }: { pages: readonly Page[] | undefined }): ReactNode {
  const rows = useMemo(() => rowsIn(pages), [pages]);
  const complete = pages?.at(-1)?.next === null;
  return <Shown screen="endless" rows={useSyncedRows(rows, endpoint, { complete })} />;
}

export const actions = () => syncActions<Patient>(endpoint);

interface RecordOptions {
  readonly id: string;
  readonly read: Patient | null | undefined;
  readonly readBegan?: number;
}

/** Shows the record with that id, as the layer has read it. */
export function ShownRecord({ id, read, readBegan }: RecordOptions): ReactNode {
  const record = useSyncedRecord(read ?? ({ id } as Patient), endpoint, { readBegan });
  return <Shown screen="detail" rows={record?.name === undefined ? NONE : [record]} />;
}
