import type { Http, HttpRequest } from './http.js';
import { originOf } from './request_url.js';
import type { WireSettings } from './request_settings.js';

/** Rounds of requests, which distinguish a refused preflight from a bad network. */
const ROUNDS = 3;
const PROBE_TIMEOUT_MS = 10_000;

/**
 * Whether requests to another origin leave at all: a browser first asks whether their headers are
 * allowed (the preflight), and a refusal reaches the page only as a request that failed. A
 * cheap read with the same headers fails then, too, while one without them is answered.
 */
export class Preflight {
  /** Origins that have answered a request with our headers. */
  private readonly passed = new Set<string>();

  constructor(
    private readonly http: Http,
    private readonly pageOrigin: () => string,
  ) {}

  /** A request with our headers was answered: its origin lets them through. */
  answered(url: string): void {
    this.passed.add(this.originOf(url));
  }

  /** A request that failed never left. */
  async refused(
    { url, headers }: HttpRequest,
    probeUrl: string,
    settings: WireSettings,
  ): Promise<boolean> {
    const origin = this.originOf(url);
    if (origin === this.pageOrigin() || this.passed.has(origin)) return false;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (await this.isAnswered(probeUrl, headers, settings)) {
        this.passed.add(origin);
        return false;
      }
      if (!(await this.isAnswered(probeUrl, {}, settings))) return false;
    }
    return true;
  }

  private isAnswered(
    url: string,
    headers: Record<string, string>,
    settings: WireSettings,
  ): Promise<boolean> {
    const timeoutMs = Math.min(settings.timeoutMs, PROBE_TIMEOUT_MS);
    const request: HttpRequest = { method: 'HEAD', url, headers, timeoutMs, mutation: null };
    return this.http.exchange(request, settings, () => Promise.resolve(true)).catch(() => false);
  }

  private originOf(url: string): string {
    return originOf(url, this.pageOrigin());
  }
}
