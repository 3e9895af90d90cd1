import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { startServer, type ListenOptions, type RunningServer } from '../../../web/clinic/server/server.ts';

/** A PostgreSQL server to run the suite on; without it the embedded database in memory is used. */
export const databaseServer: string | undefined = inject('databaseServer');

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
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
}

/** Starts a server in demonstration mode (unless told otherwise) on a database of its own. */
export async function startClinic(options: Partial<ListenOptions> = {}): Promise<TestClinic> {
  const database = databaseServer === undefined ? undefined : await createDatabase(databaseServer);
  const server = await startServer({
    port: 0,
    demo: true,
    ...(database === undefined ? { dataDir: 'memory://' } : { databaseUrl: database.url }),
    ...options,
  });
  return {
    ...server,
    databaseUrl: database?.url,
    close: async () => {
      await server.close();
      await database?.drop();
    },
    send: (method, path, body, headers) => send(server.url, method, path, body, headers),
  };
}

/** Creates an empty database on a PostgreSQL server. */
export async function createDatabase(serverUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `clinic_test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdministrator(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function asAdministrator(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
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
    badFields: (parsed.error?.details?.fields ?? []).map((field: { field: string }) => field.field).sort(),
  };
}

/** A key that was never used before. */
export function freshKey(): Record<string, string> {
  return { 'idempotency-key': randomUUID() };
}
