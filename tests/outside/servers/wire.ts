// What an API is to these tests: it answers requests, and a colleague can look at its records and
// change them beside the page.

/** A record in the form of the tests: the API's id as text, and the fields of the application. */
export type Row = { id: string } & Record<string, unknown>;

/** The two collections that each API has. */
export type TableName = 'patients' | 'appointments';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came; '' when there was none. */
  text: string;
  /** The body parsed as JSON; undefined when it is none. */
  json: unknown;
  /** Such as "http://127.0.0.1:1234": absolute links begin with it. */
  origin: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON; text and bytes as they are. */
  body?: unknown;
}

export interface Api {
  answer(asked: Asked): Reply | Promise<Reply>;
  /** What the API holds, in the order in which it was made. */
  rows(table: TableName): Promise<Row[]>;
  /** A colleague makes a record. */
  add(table: TableName, row: Record<string, unknown>): Promise<Row>;
  /** A colleague changes a record. */
  change(table: TableName, id: string, changes: Record<string, unknown>): Promise<void>;
  /** A colleague deletes a record. */
  remove(table: TableName, id: string): Promise<void>;
  close?(): Promise<void>;
}

export const json = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Reply => ({ status, body, headers });

export const empty = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
});

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
