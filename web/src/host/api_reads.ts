import type { BrowserGlobals } from './browser/browser_globals.js';
import type { Timers } from './browser/timers.js';
import type { Http } from './http/http.js';
import { isLogin } from './http/login_status.js';
import type { ReadAnswer } from './http/reader.js';
import type { WireSettings } from './http/request_settings.js';
import { requestUrl } from './http/request_url.js';
import { loadNetwork, type Network } from './with_network.js';

/** Reads of the API, and what its answers say of its clock. */
export class ApiReads {
  /** How often new credentials came. */
  private credentials = 0;
  /** Made when it is first needed: `Network` may be loaded later than the page. */
  private http: Http | null = null;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly timers: Timers,
    private readonly settings: () => WireSettings,
  ) {}

  /** The `Http` of this page, which reads and the transport share: it keeps what answers say of clocks. */
  httpOver({ Http }: Network): Http {
    return (this.http ??= new Http(this.globals, this.timers));
  }

  /** One GET of the API; never rejects. */
  async read(url: string): Promise<ReadAnswer> {
    // What is read on a server would be seen by the next request, too.
    const network = this.globals.isServer() ? undefined : await loadNetwork();
    if (!network) return { outcome: 'failed', status: 0 };
    const { credentials } = this;
    const http = this.httpOver(network);
    const answer = await network.readJson(url, http, this.settings(), this.globals.origin());
    const isRefused = answer.outcome === 'failed' && isLogin(answer.status);
    return isRefused && credentials !== this.credentials ? this.read(url) : answer;
  }

  /** As `read`, of one record: an answer that shows nothing says that it is gone. */
  async readRecord(url: string): Promise<ReadAnswer> {
    const answer = await this.read(url);
    return answer.outcome === 'found' && answer.isNothing ? { outcome: 'missing' } : answer;
  }

  /** Nothing leaves, since the application's headers of the newest request could not be had. */
  get lacksHeaders(): boolean {
    return this.http?.headersFailed ?? false;
  }

  /** There are new credentials: a 401 to an earlier request is not a verdict on them. */
  credentialsCame(): void {
    this.credentials += 1;
  }

  /** Epoch milliseconds by the clock of the server that a path is read from; undefined: not known. */
  serverNow(path: string): number | undefined {
    return this.http?.clock.now(requestUrl(path, this.settings().baseUrl));
  }

  /** Asks for the server's clock where a service worker may answer reads with a copy; never rejects. */
  async fetchClock(url: string): Promise<void> {
    const network = await loadNetwork();
    if (network) await network.fetchClock(url, this.httpOver(network), this.settings());
  }
}
