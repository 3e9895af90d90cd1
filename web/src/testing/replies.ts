import type { PlainAnswer } from './plain_response.js';

/** A request as it reached the server. */
export interface TestRequest {
  /** 'GET', 'POST' and so on. */
  readonly method: string;
  /** Path without the query, e.g. "/api/v1/patients/p1". */
  readonly path: string;
  /** The URL as the queue or the application has asked for it. */
  readonly url: string;
  /** Members of the query; of several with one name the last. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, else text; undefined: none. */
  readonly body: unknown;
}

/** The request has an effect, and its answer is lost on the way. */
export const LOST = Symbol('lost');
/** The request does not arrive. */
export const UNREACHABLE = Symbol('unreachable');

/** What becomes of a request. A function may look at it first; a promise delays the answer. */
export type Reply =
  | PlainAnswer
  | typeof LOST
  | typeof UNREACHABLE
  | Promise<Reply>
  | ((request: TestRequest) => Reply);

/** 200 (or another status) with this body; without one, what was sent comes back. */
export const accept =
  (body?: unknown, status = 200): Reply =>
  (request) => ({ status, body: body ?? request.body });

/** What is wrong, as the server says it. */
export interface Refusal {
  /** A stable code, e.g. "SLOT_TAKEN". */
  code?: string;
  /** What the person reads. */
  message?: string;
  /** More of the error's body, such as the fields that are wrong. */
  details?: unknown;
}

/**
 * The server refuses the change for good: the row is rolled back and the person is asked.
 *
 * @example
 * page.server.once('POST /api/v1/patients', refuse(422, { message: 'The name is missing.' }));
 */
export const refuse = (status = 422, error: Refusal = {}): Reply => ({
  status,
  body: { success: false, error: { message: 'The server refuses this.', ...error } },
});

/** Another user has changed the record meanwhile: this is how it is now. */
export const conflict = (current: object): Reply =>
  refuse(409, { code: 'CONFLICT', message: 'Changed meanwhile.', details: { current } });

/** The request takes effect, and its answer is lost: the queue does not know what became of it. */
export const loseReply = (): Reply => LOST;

/** The request does not arrive: no network, or the server is down. */
export const unreachable = (): Reply => UNREACHABLE;
