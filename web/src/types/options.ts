import type { AnyRecord, MutationEntry, MutationKind } from './mutation.js';

/**
 * What an answer of the server means. `confirmed`, `refused`, `conflict`: the verdict. `retry`: counted,
 * three retries. `wait`: not counted, certainly not applied. `login`: new credentials are needed.
 * `unreachable`, `uncertain`: it may have been applied.
 */
export type AnswerOutcome =
  'confirmed' | 'refused' | 'conflict' | 'retry' | 'wait' | 'login' | 'unreachable' | 'uncertain';

/** An answer of the server as `classify` sees it. */
export interface Answer {
  /** What was sent: 'POST', 'PATCH', 'PUT' or 'DELETE'. */
  method: string;
  /** HTTP status. */
  status: number;
  /** One header, by its name in any case; null: not there, or not readable across origins. */
  header(name: string): string | null;
  /** Parsed when it is JSON, else text; null when empty. */
  body: unknown;
}

/**
 * What `verify` found out about a request without an answer: it was applied (with the record
 * as the server has it, if that was found), it was not, or that is unknown.
 */
export type Verification = 'applied' | 'absent' | 'unknown' | { applied: AnyRecord };

/** How the API says what has changed in a list. @see EndpointOptions.changes */
export interface ListChanges {
  /** The query parameter that asks for what has changed since a mark. @example 'changed_since' */
  parameter: string;
  /**
   * The mark in the parsed body of an answer of the list, whole or changes: what was committed after
   * it was made is in the next answer. Best a number that the server's database counts; a time misses
   * what is committed late. Where an answer to a mark names none, or a smaller number, the list is
   * read whole.
   * @example markIn: (body) => (body as { next: string }).next
   */
  markIn(body: unknown): string | number | undefined;
  /** Whether a row says that its record is gone. Default: it has a `deleted_at` that is not null. */
  isDeleted?(row: AnyRecord): boolean;
}

/**
 * What the application knows about one resource. Options of `configure({ endpoints })`, of hooks and of
 * `createSyncContext` feed one registry; a later registration overrides the members that it names.
 * Register transforms at module level: a page without them does not send entries that need them, and
 * says so in `explain`.
 *
 * @example
 * configure({
 *   endpoints: { '/api/v1/appointments': { references: ['patient_id'], method: 'PUT' } },
 * });
 */
export interface EndpointOptions<Row extends object = AnyRecord> {
  /**
   * Method of an update. Default 'PATCH'; 'PUT' where the API has no PATCH. An edit by PUT without a version
   * that has waited reads its record before it is sent: a colleague may have deleted or changed the record.
   */
  method?: 'PATCH' | 'PUT';
  /**
   * What a PUT carries: the whole record (default), or the changed fields ('changes'), for an API
   * that merges what a PUT brings. A record that is not known in whole is read first.
   */
  putBody?: 'changes' | 'record';
  /**
   * Where creates go when it is not the collection.
   * @example create: { path: '/api/v1/patients/register' }
   */
  create?: { path: string };
  /**
   * The API keeps the ids that this side makes: the body of a create carries it as `id`, and it is
   * the record's where the answer names no other. Default false: the server gives the id, and the
   * body has none; where the answer names none either, changes that need the record wait
   * (MISSING_SERVER_ID).
   */
  clientIds?: boolean;
  /**
   * Shape for the wire; called at send time with the record of a create or the changes of an update. A
   * promise, and what JSON would leave out (NaN, a Map), is refused: TRANSFORM_FAILED.
   */
  toServer?(record: Partial<Row>, about: { operation: MutationKind; id: string }): object;
  /**
   * Shape for the application; called with every unwrapped record that the server sends. It answers at
   * once. Where it throws or gives a promise, TRANSFORM_FAILED is reported: the change that was answered
   * keeps what was sent, with the server's id, and a list counts as not read.
   */
  fromServer?(record: AnyRecord): Row;
  /**
   * The record in the body of an answer, where the API wraps it in a way of its own. Called with the
   * parsed body of a success, of a conflict and of a read of one record. undefined leaves it to the
   * rule (the object itself when it has an `id`, else its `data`); null: there is none.
   * @example unwrap: (json) => (json as { result?: object }).result
   */
  unwrap?(json: unknown): object | null | undefined;
  /**
   * Field that holds the record's version: a number, a text, or its entity tag (`@odata.etag`; a weak one
   * needs `weakVersions`). Default 'version'.
   */
  versionField?: string;
  /** Fields whose values are ids of other records. */
  references?: readonly string[];
  /**
   * 'entity' (default): records in parallel, each in order. 'fifo': one lane for all endpoints with
   * this option.
   */
  ordering?: 'entity' | 'fifo';
  /**
   * A conflict whose two sides changed different fields: ask a person ('ask', default) or merge
   * ('disjoint').
   */
  merge?: 'ask' | 'disjoint';
  /** Fields about whose conflict a person is always asked. */
  alwaysAsk?: readonly string[];
  /**
   * Decides what an answer means; undefined leaves it to the table. 'wait': not counted, tried again
   * after `Retry-After`, at least 1 s, doubled each time in a row. 'unreachable' and 'uncertain': it
   * may have been applied. Any other value is ignored, with a diagnostic.
   *
   * @example An API that answers everything with 200
   * classify: ({ method, body }) =>
   *   body.message === 'Not found' ? (method === 'DELETE' ? 'confirmed' : 'refused') : undefined
   */
  classify?(answer: Answer): AnswerOutcome | undefined;
  /**
   * Asked when a request left, got no answer, and cannot be repeated harmlessly (the API is not
   * known to honour idempotency keys): look the record up, and say what became of it. Called once
   * the server answers again; a throw or no answer within `timeoutMs` counts as 'unknown'. Asked as well
   * when such an API has answered a create with 500 or another failure of its own, which may have come
   * after the record was made: 'absent' and 'unknown' leave that answer what it is, one of four
   * attempts.
   *
   * Without it the record is looked up by itself: one that was changed or deleted is read, one that
   * was created is looked for in the list of the endpoint, as the one that holds every field that was
   * sent and was certainly not there before. That is known where this page has read the whole list
   * (`load`, `createSyncContext`) within the ten minutes before, or where rows say when they were made
   * (`created_at`, or ids such as UUID version 7) and the answers show the server's `Date`; elsewhere
   * a person is asked. A list that a cache or a service worker has kept since before is read again, and
   * one that is read within five seconds after the request left does not show that nothing was made.
   * Give it where the list does not show every record to its author, or is later than that.
   *
   * @example
   * async verify({ data }) {
   *   const found = await findByNumber((data as { number: string }).number);
   *   return found ? { applied: found } : 'absent';
   * }
   */
  verify?(mutation: MutationEntry): Verification | Promise<Verification>;
  /**
   * When neither `verify` nor the look-up can decide (the list cannot be read to its end, several
   * records may be it, or one may have been there before): park it for a person ('ask', default) or
   * send again, three times at most.
   */
  onUnknown?: 'ask' | 'resend';
  /**
   * Merge unsent changes of one record before they are sent. Default false. Their promises
   * follow the change that they became part of; the audit trail shows each.
   */
  coalesce?: boolean;
  /**
   * Send many mutations in one request:
   * `POST { mutations: [{ id, key, method, path, body?, ifMatch? }] }` →
   * `{ success, data: [{ id, status, body, etag?, location?, retryAfter? }] }`. For APIs that
   * honour the keys; `headers` is asked once for all, with null. Where a batch fails as a whole,
   * its mutations go one by one. `maxEntries`: 2 to 1000, default 50.
   */
  batch?: { endpoint: string; maxEntries?: number };
  /**
   * true: send `Idempotency-Key`, and trust that the API honours it: a request without an answer is
   * sent again with the same key. false: do not send it. Default: it is sent to the page's own
   * origin only, and trusted once an answer repeats it or says `Idempotency-Replayed: true`
   * (also `Idempotent-Replayed`); until then a request without an answer is looked up first.
   */
  idempotencyHeader?: boolean;
  /** Send `If-Match` with the known version. Default: to the page's own origin only. */
  ifMatch?: boolean;
  /**
   * The API compares weak ETags, too (FHIR): `W/"3"` counts as the record's version and goes back
   * in `If-Match`; a version that the record itself names goes out as a weak tag. Default false:
   * weak tags are ignored.
   */
  weakVersions?: boolean;
  /**
   * The API can say what has changed in a list: a list of `createSyncContext` is read whole once, and
   * then by its changes, also after a reload where its rows are kept (a person of that name, no
   * `encryption`). `GET endpoint?<parameter>=<mark>` answers in the shape of the list, with the rows
   * that were made or changed since, and those that were deleted. Answer 410 where the mark is too
   * old, or where the rights of the person or the shape of records have changed: the list is read
   * whole then. Raise `payloadVersion` when `fromServer` changes, so that kept rows are read again.
   * A list with a query (`/patients?city=Lyon`) is read whole: changes do not say what has left it.
   * Default: none, every read is of the whole list.
   */
  changes?: ListChanges;
  /** Milliseconds that plain `await` waits for a verdict. Default 30 000. */
  awaitMs?: number;
}

/** What became of a change that a former queue had tried to send. */
export type ImportVerdict = 'applied' | 'absent' | 'unknown';

/** Languages of the messages. */
export type Language = 'fr' | 'en' | 'es';

/** A header's name and value; null or undefined: the header is left out. */
export type HeaderPair = readonly [name: string, value: string | number | null | undefined];

/** Whatever fetch takes as headers, and nothing. */
export type AppHeaders =
  | Headers
  | Iterable<HeaderPair>
  | Readonly<Record<string, string | number | null | undefined>>
  | null
  | undefined;

/** Options of `configure`. Each call overrides the members that it names. */
export interface ConfigureOptions {
  /**
   * The name of the application, where an origin has several: none of them reads or sends the work
   * of another. Without it the `baseUrl` names the application. Give it before the first use; what
   * the page has recorded until then goes with it. Work of an application that has a name, or a `baseUrl`
   * that changes, stays with that one.
   * @example configure({ app: 'training', baseUrl: '/api/training' })
   */
  app?: string;
  /** Put before endpoints that begin with '/'. Default '': the page's own origin. */
  baseUrl?: string;
  /** As for fetch. Default 'same-origin'. */
  credentials?: 'omit' | 'same-origin' | 'include';
  /**
   * Headers of every request, in any form that fetch takes, or a function of the mutation (null: a
   * read, a probe or a batch) that returns them or a promise of them. The function is called at send
   * time and its headers are never stored. Members that are undefined or null are left out; a
   * `Content-Type` or `Accept` of yours wins over ours, `Idempotency-Key` and `If-Match` are always
   * ours. While it throws, rejects or takes longer than `timeoutMs`, nothing is sent, and the
   * diagnostic `HEADERS_FAILED` says so.
   * @example headers: () => ({ Authorization: `Bearer ${session.token}` })
   */
  headers?: AppHeaders | ((mutation: MutationEntry | null) => AppHeaders | Promise<AppHeaders>);
  /** Time limit of a request in milliseconds. Default 30 000. */
  timeoutMs?: number;
  /** Foreign origins that endpoints may be on. Default: none. Give it before the first use. */
  origins?: readonly string[];
  /** Options by endpoint. */
  endpoints?: Readonly<Record<string, EndpointOptions>>;
  /**
   * Added as `company_id` to the body of creates that have none, when they are sent. Where people change company in
   * the page, give it with `setUser` instead: that keeps the work of each company apart.
   */
  companyId?: string | number | null;
  /**
   * Encryption of what is stored on this device, with a key of 32 bytes that the application brings (from the
   * sign-in, say) and that is never stored. null: the key comes later; until then stored work waits unseen,
   * and new writes are refused (LOCKED). Give it before the first use. What the signed-in person has stored
   * in clear before is sealed soon. `logout` and `lock` forget the key. Without it the work cannot be read
   * again; what another key has sealed waits for that key.
   */
  encryption?: { key: Uint8Array | null };
  /**
   * The version of the application's own shapes, a whole number from 1. Work that a former
   * version of the application has left in storage goes through `migratePayload` before it is
   * sent; work of a later one waits for a page of that version. Give it before the first use.
   */
  payloadVersion?: number;
  /**
   * `data` in the shape of `payloadVersion`. `from`: the version that it has; 0: from before there
   * were any. Not asked for what may have been saved already. A throw leaves the change as it is,
   * with a diagnostic. `previousState` keeps its shape until the record is read again.
   */
  migratePayload?(mutation: MutationEntry, from: number): unknown;
  /**
   * Asked about a change that the application's former queue had tried to send: whether it was
   * saved. 'applied' takes it as saved, 'absent' sends it; 'unknown', a throw, or no function leaves
   * it to a person.
   */
  onImport?(mutation: MutationEntry): ImportVerdict | Promise<ImportVerdict>;
  /** Language of messages. Default: the browser's, if we have it, else French. */
  language?: Language;
  /** Show diagnostics on the console. Default false: they are events only. */
  diagnose?: boolean;
}
