import type { BrowserGlobals } from './globals.js';

/**
 * The sender's lock (BEHAVIOUR 6.1): queues for the Web Lock of a name and keeps it until the page
 * ends, so that the browser hands it on when this tab closes or crashes. Without Web Locks every
 * tab sends at once; the idempotency key makes a double send harmless (6.3).
 */
export class Leadership {
  private release: (() => void) | null = null;

  constructor(private readonly globals: BrowserGlobals) {}

  /**
   * Gives the former lock up, then queues for `name`. `tell(true)` is called later, when it is
   * held;
   * `tell(false)` when another tab has stolen it.
   */
  request(name: string, tell: (held: boolean) => void): void {
    this.release?.();
    const locks = this.globals.locks();
    const claim = { wanted: true, held: false };
    const take = (): void => {
      if (!claim.wanted) return;
      claim.held = true;
      tell(true);
    };
    if (!locks) {
      this.release = () => {
        claim.wanted = false;
      };
      this.globals.microtask(take);
      return;
    }
    const waiting = new AbortController();
    const pageEnds = new Promise<void>((resolve) => {
      this.release = () => {
        claim.wanted = false;
        waiting.abort();
        resolve();
      };
    });
    const keep = (): Promise<void> => {
      take();
      return pageEnds;
    };
    locks.request(name, { mode: 'exclusive', signal: waiting.signal }, keep).catch(() => {
      if (!claim.wanted) return;
      // Stolen once it was held; before that, this document may not use locks, and sends all the
      // same.
      if (claim.held) tell(false);
      else take();
    });
  }
}
