/**
 * A request of other code of the page, as given to `fetch`, `XMLHttpRequest` or `sendBeacon`, before
 * it leaves. Answers 'stop' to keep it from leaving; its maker then sees a network error.
 */
export type SeenRequest = (method: string, url: string) => 'stop' | undefined;

const STOPPED =
  'Synchrone has stopped this request: the queue sends the same change (CONTEXT_SENDS_TOO).';

/**
 * The page's own requests, for watchers. What makes requests (`fetch` and the others) is replaced only
 * while there is a watcher, and put back unless other code has replaced it meanwhile.
 */
export class PageRequests {
  private readonly watchers = new Set<SeenRequest>();
  private original: typeof fetch | null = null;
  private restores: (() => void)[] = [];

  /** Adds a watcher. @returns ends it */
  add(seen: SeenRequest): () => void {
    if (typeof window === 'undefined') return () => undefined;
    if (this.watchers.size === 0) this.replace();
    this.watchers.add(seen);
    return () => {
      this.watchers.delete(seen);
      if (this.watchers.size > 0) return;
      for (const restore of this.restores.splice(0)) restore();
      this.original = null;
    };
  }

  /** A request of ours: no watcher sees it. */
  ownFetch(url: string, init: RequestInit): Promise<Response> {
    return (this.original ?? fetch)(url, init);
  }

  private isStopped(method: string, url: string): boolean {
    return [...this.watchers].map((seen) => seen(method, url)).includes('stop');
  }

  private replace(): void {
    this.replaceFetch();
    if (typeof window.XMLHttpRequest === 'function')
      this.replaceXhr(window.XMLHttpRequest.prototype);
    if (typeof navigator.sendBeacon === 'function') this.replaceBeacon(navigator);
  }

  private replaceFetch(): void {
    const pageFetch = window.fetch;
    if (typeof pageFetch !== 'function') return;
    const original = pageFetch.bind(window);
    this.original = original;
    const watched: typeof fetch = (input, init) => {
      const request = typeof input === 'object' && 'method' in input ? input : null;
      const method = init?.method ?? request?.method ?? 'GET';
      const isStopped = this.isStopped(method, request?.url ?? String(input));
      return isStopped ? Promise.reject(new TypeError(STOPPED)) : original(input, init);
    };
    window.fetch = watched;
    this.restores.push(() => {
      if (window.fetch === watched) window.fetch = pageFetch;
    });
  }

  private replaceXhr(requests: XMLHttpRequest): void {
    const { open, send } = requests;
    const targets = new WeakMap<XMLHttpRequest, [method: string, url: string]>();
    const watchedOpen = function (this: XMLHttpRequest, ...args: Parameters<typeof open>): void {
      targets.set(this, [args[0], String(args[1])]);
      open.apply(this, args);
    } as typeof open;
    const isStopped = (target: [string, string] | undefined): boolean =>
      target !== undefined && this.isStopped(...target);
    const watchedSend: typeof send = function (this: XMLHttpRequest, body) {
      if (!isStopped(targets.get(this))) return send.call(this, body);
      setTimeout(() => {
        this.dispatchEvent(new ProgressEvent('error'));
        this.dispatchEvent(new ProgressEvent('loadend'));
      });
    };
    Object.assign(requests, { open: watchedOpen, send: watchedSend });
    this.restores.push(() => {
      if (requests.open === watchedOpen) requests.open = open;
      if (requests.send === watchedSend) requests.send = send;
    });
  }

  private replaceBeacon(page: Navigator): void {
    const own = Object.getOwnPropertyDescriptor(page, 'sendBeacon');
    const original = page.sendBeacon.bind(page);
    const watched: typeof page.sendBeacon = (url, data) =>
      !this.isStopped('POST', String(url)) && original(url, data);
    page.sendBeacon = watched;
    this.restores.push(() => {
      if (page.sendBeacon !== watched) return;
      if (own) Object.defineProperty(page, 'sendBeacon', own);
      else Reflect.deleteProperty(page, 'sendBeacon');
    });
  }
}
