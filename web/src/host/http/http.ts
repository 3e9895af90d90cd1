import type { BrowserGlobals } from '../browser/browser_globals.js';
import type { AppHeaders, HeaderPair } from '../../types/options.js';
import type { WireSettings } from './request_settings.js';
import type { MutationEntry } from '../../types/mutation.js';
import type { Timers } from '../browser/timers.js';
import { asResponse, responseIn } from './page_answer.js';
import { ServerClock } from './server_clock.js';

/** Why a request got no answer. */
export type HttpFailure = 'network' | 'timeout' | 'blocked';

/** An exchange that ended without an answer. */
export class HttpFailed extends Error {
  constructor(
    readonly failure: HttpFailure,
    cause: unknown,
  ) {
    super(failure, { cause });
  }
}

/** One request, before the headers of the application. */
export interface HttpRequest {
  method: string;
  /** Absolute, or relative to the page. */
  url: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  /** The mutation it is for; null: a read or a probe. */
  mutation: MutationEntry | null;
  /** Asked right before the request leaves: the application's headers may have taken long. Default: it may. */
  mayLeave?: () => boolean;
}

/** Longer than from the end of a page's requests to its own end. */
const LEAVING_MS = 1_000;

/** Headers that say how the server has to read the body, which the application may have shaped. */
const OF_THE_APPLICATION: readonly string[] = ['content-type', 'accept'];

/** Names in lower case. Members that are null or undefined are left out. */
function entriesOf(headers: AppHeaders): [string, string][] {
  if (headers === null || headers === undefined) return [];
  const isIterable = Symbol.iterator in headers;
  const pairs = isIterable ? [...(headers as Iterable<HeaderPair>)] : Object.entries(headers);
  return pairs
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [name.toLowerCase(), String(value)]);
}

/**
 * fetch with the application's headers and a time limit that covers the body too. Every answer
 * resolves, whatever its status; `read` takes what is wanted of it before the limit ends.
 */
export class Http {
  /** The application's headers of the newest request could not be had. */
  headersFailed = false;
  private count = 0;
  private readonly blocked = new Set<string>();
  /** The page was to be left once. */
  private mayBeLeft = false;
  readonly clock: ServerClock;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly timers: Timers,
  ) {
    this.clock = new ServerClock(globals);
    // What the page's CSP forbids.
    globals.listen('document', 'securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
      if (effectiveDirective === 'connect-src') this.blocked.add(blockedURI);
    });
    for (const event of ['beforeunload', 'pagehide'])
      globals.listen('window', event, () => (this.mayBeLeft = true));
  }

  /** Rejects with HttpFailed only. */
  async exchange<T>(
    request: HttpRequest,
    settings: WireSettings,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const headers = await this.headersFor(request, settings);
    const stop = abortController();
    const init: RequestInit = {
      method: request.method,
      headers,
      credentials: settings.credentials,
      cache: 'no-store',
    };
    if (stop) init.signal = stop.signal;
    if (request.body !== undefined) init.body = request.body;
    if (request.mayLeave?.() === false) throw new HttpFailed('blocked', undefined);
    try {
      return await this.limited(request.timeoutMs, async () => {
        const asked = this.globals.steadyNow();
        const answer = this.globals.fetch(request.url, init).then(asResponse, responseIn);
        const response = await answer;
        this.clock.note(request, response, asked);
        return read(response);
      });
    } catch (error) {
      stop?.abort();
      if (this.mayBeLeft) await this.stays();
      if (error instanceof HttpFailed) throw error;
      throw new HttpFailed(this.failureOf(request.url), error);
    }
  }

  /** `work`'s promise, rejected with HttpFailed when it takes longer than that. */
  async limited<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const timer = `request-${(this.count += 1)}`;
    const late = new Promise<never>((_, reject) => {
      this.timers.arm(timer, timeoutMs, () => reject(new HttpFailed('timeout', undefined)));
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      this.timers.cancel(timer);
    }
  }

  /**
   * The application's headers and ours, names in lower case. Ours win, because the key and the
   * version are the queue's, but for those that describe the body. Whatever is wrong with the
   * application's, nothing has left yet.
   */
  private async headersFor(
    request: HttpRequest,
    settings: WireSettings,
  ): Promise<Record<string, string>> {
    const all = new Map(entriesOf(request.headers));
    const { headers } = settings;
    if (!headers) return Object.fromEntries(all);
    try {
      const given = await this.limited(request.timeoutMs, async () => headers(request.mutation));
      for (const [name, value] of entriesOf(given))
        if (!all.has(name) || OF_THE_APPLICATION.includes(name)) all.set(name, value);
      if (request.body === undefined) all.delete('content-type');
      assertSendable(all);
      this.headersFailed = false;
      return Object.fromEntries(all);
    } catch (error) {
      if (!this.headersFailed) settings.headersFailed();
      this.headersFailed = true;
      throw new HttpFailed('blocked', error);
    }
  }

  /**
   * Resolves in a page that stays, or that is come back to. A browser ends the requests of one that is left, some
   * before pagehide: the server may be at work on them still, and they have not failed.
   */
  private stays(): Promise<void> {
    return new Promise((resolve) => {
      this.timers.arm(`stays-${(this.count += 1)}`, LEAVING_MS, resolve);
    });
  }

  private failureOf(url: string): HttpFailure {
    return [...this.blocked].some((uri) => uri !== '' && url.startsWith(uri))
      ? 'blocked'
      : 'network';
  }
}

/**
 * Null where the platform has none, or one whose signals fetch does not take (a polyfill, jsdom before
 * the fetch of Node): what it would abort is then left to itself.
 */
export function abortController(): AbortController | null {
  try {
    const stop = new AbortController();
    if (typeof Request === 'function') new Request('data:,', { signal: stop.signal });
    return stop;
  } catch {
    return null;
  }
}

/** @throws TypeError as fetch would, which would look like a network that failed */
function assertSendable(headers: ReadonlyMap<string, string>): void {
  if (typeof Headers !== 'undefined') new Headers(Object.fromEntries(headers));
}
