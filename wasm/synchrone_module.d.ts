/**
 * What the WebAssembly module and its host say to each other. Hand-written, and checked against
 * the built module by tests/web/boundary.test.ts.
 *
 * Only numbers, booleans and text cross. Documents cross as opaque JSON text, once: the host
 * stringifies, the core keeps the text and returns small heads. Nothing throws across: a command
 * answers with a `Reply`.
 */

/**
 * '' or a value on success; on refusal '!' followed by `{"code","message"}` JSON. Values never
 * begin with '!'.
 */
export type Reply = string;

/** Timer names of core/ports/environment.h. */
export type TimerName = 'send' | 'due' | 'probe' | 'projection' | 'catch-up';

/** What the module asks of the browser; given to the factory as `host`. Implemented by web/src/host. */
export interface ModuleHost {
  /** Date.now(). */
  now(): number;
  /** Math.random(). */
  random(): number;
  /** Stores head + the body the host holds from the running `enqueue` call (see Engine.enqueue). '' or 'full' or 'denied'. */
  putHeld(key: string, head: string): string;
  /** Stores a value. '' or 'full' or 'denied'. */
  put(key: string, value: string): string;
  /** The value: '=' + text, '' when missing, '!' when storage is denied. */
  get(key: string): string;
  /** The answers of `get` to keys separated by line breaks, each followed by U+001E. */
  getMany(keys: string): string;
  /** '' or 'denied'. */
  remove(key: string): string;
  /** All keys that begin with prefix (any order), separated by line breaks, or '!' when storage is denied. */
  keys(prefix: string): string;
  /** Sends `RequestText` in the background; answers with Engine.response or Engine.transportFailed, never from inside the call. */
  send(request: string): void;
  /**
   * Sends `BatchText` in one request; answers with Engine.response or
   * Engine.transportFailed for each entry, or once with Engine.batchUnusable. Never from inside the
   * call.
   */
  sendBatch(batch: string): void;
  /**
   * Finds out what became of the mutation of `QuestionText`; answers with Engine.verified, or, where that was not to be
   * found out now, with Engine.transportFailed or Engine.response (401, 419, 429, 5xx).
   */
  verify(question: string): void;
  /** HEAD of a URL, with the application's headers; answers with Engine.probeAnswered. */
  probe(url: string): void;
  /** setTimeout by name; answers with Engine.timer(name). Arming again replaces. */
  arm(timer: TimerName, delayMs: number): void;
  cancel(timer: TimerName): void;
  /** Queues for the Web Lock of that name; answers with Engine.leadership(true) once held. */
  requestLeadership(name: string): void;
  /** Whether no other tab has taken the lock. Called from inside a turn: may not call the engine. */
  isCurrentLeader(): boolean;
  /** Posts to the other tabs of this origin; they call Engine.tabMessage. Called from takeEvents, never on the path of enqueue. */
  broadcast(message: string): void;
  /** SHA-256 of the text's UTF-8 bytes, in base64url without padding. */
  digest(text: string): string;
  /** At least 96 random bits, as text. */
  salt(): string;
  /** There are events to take: call Engine.takeEvents soon (next microtask). Called at most once between two takes. */
  eventsReady(): void;
}

/** JSON of `ModuleHost.send`. `body` is JSON text or '' for none. */
export interface RequestText {
  attempt: number;
  mutation: string;
  /** The resource the endpoint options are registered under, e.g. "/api/v1/patients". */
  resource: string;
  /** The id of its record. Absent: an action that is about none. */
  entity?: string;
  /** Whose change it is. Absent: no company's. */
  company?: string;
  operation: MutationKind;
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  body: string;
  /** The `id` in the body of this create was made here. */
  localId?: true;
  /** Absent: the header is not sent. */
  idempotencyKey?: string;
  /** A second request with the key is known to be harmless. */
  keyHonoured?: boolean;
  /** An earlier attempt of this create may have made its record: it is looked for before this one leaves. */
  mayBeMade?: true;
  ifMatch?: string;
}

/** JSON of `ModuleHost.sendBatch`. */
export interface BatchText {
  /** The batch endpoint of the application's options. */
  url: string;
  entries: RequestText[];
}

/** JSON of `ModuleHost.verify`: what became of an earlier attempt of this mutation? */
export interface QuestionText {
  attempt: number;
  mutation: string;
  resource: string;
}

export type MutationKind = 'create' | 'update' | 'delete' | 'action';
export type MutationStatus = 'pending' | 'synced' | 'error' | 'rolled-back';
/** Why status is 'error'; '' otherwise. */
export type ParkKind =
  '' | 'refused' | 'conflict' | 'uncertain' | 'blocked' | 'dependency' | 'expired';
/** Why the whole queue waits; null: it does not. */
export type Waiting =
  | 'offline'
  | 'offline-mode'
  | 'unreachable'
  | 'login'
  | 'rate-limit'
  | 'paused'
  | 'storage'
  | 'user'
  | null;

/** JSON of `Engine.entry`, elements of `Engine.entries`. */
export interface EntryText {
  id: string;
  timestamp: number;
  type: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path of the request, e.g. "/api/v1/patients/p1". */
  endpoint: string;
  data: unknown;
  retries: number;
  status: MutationStatus;
  userId: string | null;
  companyId: string | null;
  reason: string | null;
  /** ParkKind, absent unless status is 'error'. */
  kind?: ParkKind;
  /** create / update / delete / action. */
  operation: MutationKind;
  resource: string;
  entity: string;
  sequence: [counter: number, tab: string];
  /** Where it comes in the queue, absent unless that is not where `sequence` says. */
  place?: [counter: number, tab: string];
  generation: number;
  attempts: number;
  /** An attempt may have been applied, and nothing has said yet whether it was. Absent: no. */
  unanswered?: boolean;
  /** A request is in flight from this tab. */
  sending: boolean;
  keptOffline: boolean;
  payloadVersion?: number;
  error?: { code: string; message: string; status: number; body: string };
  /** Only for kind 'conflict'. mine = data; null: unknown. */
  conflict?: { base: unknown; mine: unknown; server: unknown };
}

/** JSON of `Engine.snapshot`. */
export interface SnapshotText {
  online: boolean;
  waiting: Waiting;
  /** Unreachable because a page or another host answers in the API's place. */
  signInElsewhere?: true;
  /** Counts of this user's entries: pending, in flight, parked. */
  pending: number;
  sending: number;
  /** How many of the pending ones a person keeps offline until they send them. */
  held: number;
  attention: number;
  /** Entries of other users in this storage: a count and nothing else. */
  sealed: number;
  storage: { durable: boolean; reason: '' | 'full' | 'denied' };
  lastSyncedAt: number | null;
  /** This tab holds the leader's lock. */
  sender: boolean;
  userId: string | null;
  companyId: string | null;
}

/** How a record is seen: view = confirmed ⊕ pending. */
export interface ViewText {
  resource: string;
  entity: string;
  /** Set when the id changed in this turn: the former (temp) id. */
  previousEntity?: string;
  /** What the endpoint of its oldest queued change adds to the path; missing: nothing. */
  tail?: string;
  /** Other ids that the application's context gave this record (Engine.alias); missing: none. */
  aliases?: string[];
  /**
   * 'present': record is the view. 'absent': not there (deleted, or its create was refused).
   * 'unknown': the confirmed record is not known here; record holds only the pending changes.
   */
  state: 'present' | 'absent' | 'unknown';
  record?: Record<string, unknown> | null;
  /** In place of record, where `confirmed` is given: the members that the pending changes set in it. */
  edits?: Record<string, unknown>;
  /** The confirmed record when known: null when known absent, undefined (missing) when unknown. */
  confirmed?: Record<string, unknown> | null;
  /** What the row's badge says. 'synced': nothing of it is queued any more. */
  syncState: 'pending' | 'synced' | 'error' | 'conflict';
}

/** Elements of `Engine.takeEvents`, in the order in which they happened. */
export type EventText =
  /** A mutation joined the queue; foreign: made by another tab, or recovered. */
  | {
      type: 'queued';
      id: string;
      resource: string;
      entity: string;
      operation: MutationKind;
      foreign: boolean;
    }
  /** Anything else about it changed: being sent, retried, parked, released. waiting: why this one is not sent now, '' when nothing holds it up. */
  | {
      type: 'progress';
      id: string;
      resource: string;
      entity: string;
      status: MutationStatus;
      kind: ParkKind;
      sending: boolean;
      retries: number;
      waiting:
        '' | 'held' | 'dependency' | 'parked-before' | 'transform' | 'origin' | 'backoff' | 'read';
    }
  /** It left the queue. cause: confirmed | discarded | withdrawn | server (the server's version was chosen) | coalesced (part of `into` now). record: the confirmed record (update, create), null for a delete or discard. */
  | {
      type: 'settled';
      id: string;
      resource: string;
      entity: string;
      previousEntity?: string;
      operation: MutationKind;
      status: 'synced' | 'rolled-back';
      cause: 'confirmed' | 'discarded' | 'withdrawn' | 'server' | 'coalesced';
      into?: string;
      record: Record<string, unknown> | null;
    }
  /** Parked and for a person to decide; the whole entry, with error and conflict. Emitted once each time in every tab of the user. */
  | { type: 'parked'; mutation: EntryText }
  /** The view of a record changed for another reason than the newest local enqueue (which the host shows itself). */
  | ({ type: 'view' } & ViewText)
  /** A view had to be rolled back without a known base: GET the record and call Engine.observe. */
  | { type: 'readNeeded'; resource: string; entity: string; path: string }
  | { type: 'snapshot'; snapshot: SnapshotText }
  | { type: 'authRequired' }
  | { type: 'diagnostic'; code: string; resource?: string; mutation?: string; message: string };

/** An instance of the module. */
export interface Engine {
  /**
   * Recovers the journal. options: {"tab": fresh random id (>= 96 bits, [A-Za-z0-9_]),
   * "origin": "https://clinic.example" ('' in Node), "online": boolean,
   * "origins": [allowed foreign origins], "sharedSession": all tabs are one person's (default
   * true)}. Events of recovery ('queued' foreign, 'view') follow.
   */
  start(options: string): Reply;

  /**
   * A create, update or delete: recorded in storage inside the call.
   * @param operation 0 create, 1 update, 2 delete
   * @param resource the endpoint as written, e.g. "/api/v1/patients/?clinic=3"; everywhere else a
   *   resource is its path without query and slash at the end
   * @param entity id of the record (a create's temp id)
   * @param text JSON text of the record / changes ('' for a delete), a newline, JSON text of the
   *   confirmed record as the caller knows it or ''. JSON.stringify writes no raw newline. The host
   *   keeps this very string for `putHeld` while the call runs.
   * @param options '' or JSON {id?, reason?, holdMs?, notAfter?, method?, transform?: true, localId?: true,
   *   version?: JSON text of the version that the changes held}
   * @returns '+' (durable) or '~' (in memory only: storage full or denied) + mutation id, or '!'…
   */
  enqueue(
    operation: 0 | 1 | 2,
    resource: string,
    entity: string,
    text: string,
    options: string,
  ): Reply;

  /**
   * enqueue() of existing code: the entity follows from the path.
   * @param type HTTP method
   * @param path endpoint as given, e.g. "/api/v1/patients/p1"
   * @returns as enqueue
   */
  enqueueRaw(type: string, path: string, text: string, options: string): Reply;

  /** Takes back a mutation whose context threw: as if never made. NOT_ALLOWED_NOW once a request has left. */
  withdraw(id: string): Reply;
  /** A person's retry of a parked mutation. data: '' or new JSON text. */
  retry(id: string, data: string): Reply;
  discard(id: string): Reply;
  /** Shown again and held until retry(id). */
  keepOffline(id: string): Reply;
  /** `data`: JSON text in the shape of that version of the application. */
  migratePayload(id: string, data: string, version: number): Reply;
  /** choice: 'mine' | 'server' | 'merged' (then record is JSON text). For kind 'uncertain': 'mine' = send again, 'server' = it was already saved. */
  resolveConflict(id: string, choice: 'mine' | 'server' | 'merged', record: string): Reply;
  pause(): Reply;
  /** Also: there are new credentials. */
  resume(): Reply;
  setOfflineMode(on: boolean): Reply;
  /** Tries everything that may go now, ending backoff and probes early. */
  process(): Reply;
  /** Discards this user's entries. */
  clear(): Reply;
  /** '' and '': no user is signed in. */
  setUser(userId: string, companyId: string): Reply;
  /** Forgets the device's user; the entries stay sealed. JSON {"unsynced": number}. */
  logout(): Reply;
  /**
   * JSON {method?, putBody?, versionField?, references?, ordering?, merge?, alwaysAsk?, onUnknown?, create?: {path}, coalesce?,
   * batch?: {endpoint, maxEntries?} | null, idempotencyHeader?, ifMatch?, clientIds?, weakVersions?, hasTransform?}. resource '': defaults of every resource, for the members it names
   * (a base URL on another origin turns idempotencyHeader and ifMatch off).
   */
  configureEndpoint(resource: string, options: string): Reply;
  /**
   * The application's context knows the record under another id: a durable alias in every
   * look-up (entity of enqueue, observe and resolveId, declared references), also after the server
   * has given its own.
   */
  alias(resource: string, entity: string, other: string): Reply;
  /**
   * A confirmed record read from the server, for a record with queued mutations (others stay on
   * the host's side): becomes the base. record '' : the server says it does not exist. etag: the
   * strong ETag of that record's own response, or ''. wasAsked: the read began after a `readNeeded`
   * of the record; answers that wait for it are judged by it.
   */
  observe(resource: string, entity: string, record: string, etag: string, wasAsked: boolean): Reply;

  /** Answer to `send`. meta: {"contentType","etag","location","retryAfter","date" (epoch ms),"redirectedTo","sameOrigin","outcome"}, all optional. */
  response(attempt: number, status: number, meta: string, body: string): void;
  transportFailed(attempt: number, failure: 'network' | 'timeout' | 'blocked'): void;
  /** The batch whose first entry has this attempt number was not understood as such; its entries go one by one. */
  batchUnusable(first: number, mayHaveArrived: boolean): void;
  /** Answer to `verify`. record: JSON text of the record that was found, or ''. */
  verified(attempt: number, verdict: 'applied' | 'absent' | 'unknown', record: string): void;
  /** Answer to `probe`. url as asked; status 0: no answer; html: content type is HTML. */
  probeAnswered(url: string, status: number, html: boolean): void;
  /** A read of that resource was answered with 401 or 419. */
  sessionOver(url: string): void;
  timer(name: TimerName): void;
  /** Also called with the unchanged value when the page gets focus or is shown: a probe that waits goes at once. */
  connectivity(online: boolean): void;
  leadership(held: boolean): void;
  tabMessage(message: string): void;
  /**
   * A 'storage' event of another tab for a key that begins with "synchrone:". '': other code may have
   * removed any key; what the engine knows and storage lacks is written again.
   */
  storageChanged(key: string): void;

  /** JSON array of the first 256 EventText since the last take; '' when there are none. 256: there may be more. */
  takeEvents(): string;
  /** JSON EntryText, or '' when unknown. */
  entry(id: string): string;
  /** JSON array of EntryText in order: queued ones of this user, then the settled ones still remembered. filter: '' | 'pending' | 'error'. */
  entries(filter: string): string;
  /** JSON array of ViewText of every record of the resource that has queued mutations. */
  views(resource: string): string;
  /** JSON SnapshotText. */
  snapshot(): string;
  /** JSON {"id","waiting": code,"message","sinceMs"?...} why it has not been sent yet; '' when unknown. */
  explain(id: string): string;
  /** JSON array of the ids of those that this page cannot send, and that nothing else keeps. */
  unsendable(): string;
  /** This page has what it takes to send it. */
  canSend(id: string): boolean;
  /** The server's id of a temp id, the id itself when it is still queued under it, '' when unknown. */
  resolveId(id: string): string;
  /** JSON Lines of what was done: one line per mutation, without contents. */
  exportAudit(): string;
  /**
   * JSON {"ok", "records", "head", "problems": [{"fault": "removed"|"altered"|"repeated", "document", "index"}]}.
   * knownHeads: a "head" that an earlier call gave, or ''.
   */
  verifyAudit(knownHeads: string): string;
}

/** Makes an instance inside the call. */
interface CreateModule {
  (options: { host: ModuleHost }): Engine;
  /**
   * Throws while there is no module to make an instance of; `arrived` is called once there is one.
   * Missing: the module is embedded.
   */
  require?(arrived: () => void): void;
  /** There is a module to make an instance of. Missing: the module is embedded. */
  isHere?(): boolean;
}

declare const createModule: CreateModule;
export default createModule;
