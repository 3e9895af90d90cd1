import type { BrowserGlobals } from './globals.js';
import type { WireSettings } from './wire_settings.js';
import type { MutationEntry } from '../client/mutation_types.js';
import type { Timers } from './timers.js';

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

export interface HttpRequest {
  method: string;
  /** Absolute, or relative to the page. */
  url: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  /** The mutation it is for; null: a read or a probe. */
  mutation: MutationEntry | null;
}

const inLowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/**
 * fetch with the application's headers and a time limit that covers the body too. Every answer
 * resolves, whatever its status; `read` takes what is wanted of it before the limit ends.
 */
export class Http {
  private count = 0;
  private readonly blocked = new Set<string>();

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly timers: Timers,
  ) {}

  /** Begins to hear what the page's CSP forbids. */
  open(): void {
    this.globals.listen('document', 'securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
      if (effectiveDirective === 'connect-src') this.blocked.add(blockedURI);
    });
  }

  /** Rejects with HttpFailed only. */
  async exchange<T>(
    request: HttpRequest,
    settings: WireSettings,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const headers = await this.headersFor(request, settings);
    const limit = new AbortController();
    const timer = `request-${(this.count += 1)}`;
    this.timers.arm(timer, request.timeoutMs, () => limit.abort());
    try {
      const init: RequestInit = {
        method: request.method,
        headers,
        credentials: settings.credentials,
        signal: limit.signal,
        cache: 'no-store',
      };
      if (request.body !== undefined) init.body = request.body;
      return await read(await this.globals.fetch(request.url, init));
    } catch (error) {
      throw new HttpFailed(this.failureOf(request.url, limit.signal.aborted), error);
    } finally {
      this.timers.cancel(timer);
    }
  }

  /** `work`'s promise, rejected with HttpFailed when it takes longer than that. */
  async limited<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const timer = `work-${(this.count += 1)}`;
    const late = new Promise<never>((_, reject) => {
      this.timers.arm(timer, timeoutMs, () => reject(new HttpFailed('timeout', undefined)));
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      this.timers.cancel(timer);
    }
  }

  /** Names in lower case. Ours win: the key and the version are the queue's. */
  private async headersFor(
    request: HttpRequest,
    settings: WireSettings,
  ): Promise<Record<string, string>> {
    if (!settings.headers) return inLowerCase(request.headers);
    try {
      return {
        ...inLowerCase(await settings.headers(request.mutation)),
        ...inLowerCase(request.headers),
      };
    } catch (error) {
      throw new HttpFailed('blocked', error);
    }
  }

  private failureOf(url: string, timedOut: boolean): HttpFailure {
    if (timedOut) return 'timeout';
    return [...this.blocked].some((uri) => uri !== '' && url.startsWith(uri))
      ? 'blocked'
      : 'network';
  }
}
