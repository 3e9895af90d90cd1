import { randomUUID } from 'node:crypto';
import {
  startServer,
  type ListenOptions,
  type RunningServer,
} from '../../../web/clinic/server/server.ts';
import { freshDatabase } from './database.ts';

/** A record as it comes over the wire. */
export type Json = Record<string, unknown>;

/** What the tests look at in an answer. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly success: boolean;
    readonly data: never;
    readonly pagination: Json;
    readonly error: { readonly code: string; readonly message: string; readonly details: Json };
  };
  /** `body.data` of one record. */
  readonly record: Json & { readonly id: string; readonly version: number };
  /** `body.data` of a list. */
  readonly records: ReadonlyArray<Json & { readonly id: string; readonly version: number }>;
  /** Names of the fields that a 400 complains about, sorted. */
  readonly badFields: readonly string[];
}

/** A running server with its own empty database. */
export interface TestClinic extends RunningServer {
  /** The connection string when the suite runs on a PostgreSQL server. */
  readonly databaseUrl: string | undefined;
  /** Sends one request; a body that is not a string is sent as JSON. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestAnswer>;
}

/** Starts a server in demonstration mode (by default) on a database of its own. */
export async function startClinic(options: Partial<ListenOptions> = {}): Promise<TestClinic> {
  const database = await freshDatabase();
  const server = await startServer({
    port: 0,
    keepAliveMs: 0, // a request on a connection that is being closed would fail
    demo: true,
    ...database.location,
    ...options,
  });
  return {
    ...server,
    databaseUrl: database.location.databaseUrl,
    close: async () => {
      await server.close();
      await database.drop();
    },
    send: (method, path, body, headers) => send(server.url, method, path, body, headers),
  };
}

/** Sends one request to any server. */
export async function send(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<TestAnswer> {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = text === '' ? {} : JSON.parse(text);
  return {
    status: response.status,
    headers: response.headers,
    body: parsed,
    record: parsed.data,
    records: parsed.data,
    badFields: (parsed.error?.details?.fields ?? [])
      .map((field: { field: string }) => field.field)
      .sort(),
  };
}

/** A key that was never used before. */
export function freshKey(): Record<string, string> {
  return { 'idempotency-key': randomUUID() };
}
