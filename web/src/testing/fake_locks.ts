interface Claim {
  name: string;
  owner: object;
  shared: boolean;
  take: () => void;
  /** Another tab steals the lock. */
  steal: () => void;
}

type Hold = (lock: Lock | null) => Promise<unknown> | unknown;

/** Web Locks of one origin: queues in order; a page that ends hands its locks on. */
export class FakeLocks {
  private held: Claim[] = [];
  private waiting: Claim[] = [];

  /** navigator.locks of one page. */
  managerFor(owner: object): LockManager {
    const request = (name: string, options: LockOptions, run: Hold): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const lock = { name, mode: options.mode ?? 'exclusive' } as Lock;
        const claim: Claim = {
          name,
          owner,
          shared: lock.mode === 'shared',
          take: () => {
            this.held.push(claim);
            Promise.resolve(run(lock))
              .then(resolve, reject)
              .finally(() => this.release(claim));
          },
          steal: () => reject(new DOMException('stolen', 'AbortError')),
        };
        options.signal?.addEventListener('abort', () => {
          if (this.held.includes(claim)) return;
          this.waiting = this.waiting.filter((other) => other !== claim);
          reject(new DOMException('aborted', 'AbortError'));
        });
        if (options.ifAvailable && !this.isFree(claim)) {
          Promise.resolve(run(null)).then(resolve, reject);
          return;
        }
        if (options.steal) {
          const robbed = this.held.filter((other) => other.name === name);
          this.held = this.held.filter((other) => other.name !== name);
          for (const other of robbed) other.steal();
          this.waiting.unshift(claim);
        } else {
          this.waiting.push(claim);
        }
        void Promise.resolve().then(() => this.grant(name));
      });
    return {
      request,
      query: () => Promise.resolve({ held: [], pending: [] }),
    } as unknown as LockManager;
  }

  /** The page is gone: nothing of it is held or waits. */
  end(owner: object): void {
    this.waiting = this.waiting.filter((claim) => claim.owner !== owner);
    for (const claim of [...this.held]) if (claim.owner === owner) this.release(claim);
  }

  private release(claim: Claim): void {
    if (!this.held.includes(claim)) return;
    this.held = this.held.filter((other) => other !== claim);
    void Promise.resolve().then(() => this.grant(claim.name));
  }

  private isFree({ name, shared }: Claim): boolean {
    const held = this.held.filter((other) => other.name === name);
    return held.length === 0 || (shared && held.every((other) => other.shared));
  }

  private grant(name: string): void {
    const next = this.waiting.find((claim) => claim.name === name);
    if (!next || !this.isFree(next)) return;
    this.waiting = this.waiting.filter((claim) => claim !== next);
    next.take();
    this.grant(name);
  }
}
