interface Claim {
  name: string;
  owner: object;
  take: () => void;
}

/** Web Locks of one origin: queues in order; a page that ends hands its locks on. */
export class FakeLocks {
  private readonly held = new Map<string, Claim>();
  private waiting: Claim[] = [];

  /** navigator.locks of one page. */
  managerFor(owner: object): LockManager {
    const request = (
      name: string,
      options: LockOptions,
      callback: () => Promise<unknown>,
    ): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const claim: Claim = {
          name,
          owner,
          take: () => {
            this.held.set(name, claim);
            callback()
              .then(resolve, reject)
              .finally(() => this.release(claim));
          },
        };
        options.signal?.addEventListener('abort', () => {
          if (this.held.get(name) === claim) return;
          this.waiting = this.waiting.filter((other) => other !== claim);
          reject(new DOMException('aborted', 'AbortError'));
        });
        this.waiting.push(claim);
        queueMicrotask(() => this.grant(name));
      });
    return {
      request,
      query: () => Promise.resolve({ held: [], pending: [] }),
    } as unknown as LockManager;
  }

  /** The page is gone: nothing of it is held or waits. */
  end(owner: object): void {
    this.waiting = this.waiting.filter((claim) => claim.owner !== owner);
    for (const claim of [...this.held.values()]) if (claim.owner === owner) this.release(claim);
  }

  private release(claim: Claim): void {
    if (this.held.get(claim.name) !== claim) return;
    this.held.delete(claim.name);
    queueMicrotask(() => this.grant(claim.name));
  }

  private grant(name: string): void {
    if (this.held.has(name)) return;
    const next = this.waiting.find((claim) => claim.name === name);
    if (!next) return;
    this.waiting = this.waiting.filter((claim) => claim !== next);
    next.take();
  }
}
