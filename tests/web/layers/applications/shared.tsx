import { memo, useMemo, type ReactNode } from 'react';
import {
  syncActions,
  useRowState,
  useSyncedRecord,
  useSyncedRows,
  type RowState,
  type SyncedRowsOptions,
} from 'synchrone';
import type { ClinicApi } from '../../query/clinic_api.js';
import { endpoint, type Patient, type QueryPage } from '../../query/query_page.js';

/** One application: the same screens over one data layer. */
export interface Application {
  /** The lists below, and the record of that id. */
  screens(show: Show, id: string): ReactNode;
  /** Joins it to the queue, once. isRead: lists are read again after a drain. */
  start(isRead: boolean): readonly (() => void)[];
  /** Reads all lists again, as on a focus of the window. */
  readAgain(): unknown;
  /** What it keeps of the server, as it stores that for the next page. */
  stored(): string;
  /** Reads the next page of the endless list. */
  more(): unknown;
  /** Makes a record by the layer's own way to write, as its guides show it. */
  create(record: Partial<Patient>): unknown;
}

export type Show = (screen: string, rows: readonly Patient[]) => void;

/** @param stored by an earlier page; '': nothing */
export type Layer = (api: ClinicApi, page: QueryPage, stored: string) => Application;

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

export const readList = (api: ClinicApi, name: string): Promise<Answer> =>
  api.read(endpoint + listOf(name).query) as Promise<Answer>;
export interface Page {
  readonly data: Patient[];
  readonly next: number | null;
}
export const readPage = (api: ClinicApi, page: number): Promise<Page> =>
  api.read(`${endpoint}?page=${page}&of=scroll`) as Promise<Page>;
export const rowsIn = (pages: readonly Page[] | undefined): readonly Patient[] =>
  pages?.flatMap(({ data }) => data) ?? NONE;
export const readOne = (api: ClinicApi, id: string): Promise<Patient> =>
  api.read(`${endpoint}/${id}`) as Promise<Patient>;

/** The marks of the rows of a list, each in a component of its own. */
export const marks = new Map<string, RowState>();
/** How often each of them was rendered. */
export const markRenders = new Map<string, number>();

export const Mark = memo(function Mark({ id }: { id: string | number }): ReactNode {
  const state = useRowState(id, endpoint);
  marks.set(String(id), state);
  markRenders.set(String(id), (markRenders.get(String(id)) ?? 0) + 1);
  return null;
});

/** Shows a list, and a record, that the layer has read. */
export function Rows(props: {
  name: string;
  rows: readonly Patient[];
  show: Show;
  readBegan?: number;
}): ReactNode {
  const { name, rows, show, readBegan } = props;
  const { options } = listOf(name);
  const seen = useSyncedRows(rows, endpoint, { ...options, readBegan });
  show(name, seen);
  return name === 'all' ? seen.map(({ id }) => <Mark key={id} id={id} />) : null;
}

/** An endless list, of the pages that were read. */
export function Endless(props: { pages: readonly Page[] | undefined; show: Show }): ReactNode {
  const rows = useMemo(() => rowsIn(props.pages), [props.pages]);
  const complete = props.pages?.at(-1)?.next === null;
  props.show('endless', useSyncedRows(rows, endpoint, { complete }));
  return null;
}

export const actions = () => syncActions<Patient>(endpoint);

export function useShownRecord(
  show: Show,
  id: string,
  read: Patient | null | undefined,
  readBegan?: number,
): void {
  const record = useSyncedRecord(read ?? ({ id } as Patient), endpoint, { readBegan });
  show('detail', record?.name === undefined ? NONE : [record]);
}
