import type { BrowserHost } from '../../host/browser_host.js';

/** The newest attempts of mutations, as far as this page knows them. */
export class Attempts {
  private readonly inFlight = new Map<string, Promise<unknown>>();
  /** By mutation: when its last attempt left from this page, device clock. */
  private readonly left = new Map<string, number>();
  /** When it left or was answered, by the steady clock; of another page, when it was first looked for. */
  private readonly ended = new Map<string, number>();

  constructor(private readonly host: BrowserHost) {}

  /** Requests are in flight whose answers may have to be looked up. */
  get areInFlight(): boolean {
    return this.inFlight.size > 0;
  }

  /** An attempt leaves. `ended` resolves with its end. */
  leaving(mutation: string, ended: Promise<unknown>): void {
    const noteTime = (): unknown => this.ended.set(mutation, this.host.steadyNow());
    noteTime();
    // The server need not have made it long before its answer.
    const over = ended.then(noteTime, () => undefined).then(() => this.inFlight.delete(mutation));
    this.inFlight.set(mutation, over);
    this.left.set(mutation, this.host.now());
  }

  /** The mutation is settled. */
  forget(mutation: string): void {
    this.left.delete(mutation);
    this.ended.delete(mutation);
  }

  /** When the last attempt left, device clock; undefined: from another page. */
  leftAt(mutation: string): number | undefined {
    return this.left.get(mutation);
  }

  /** When the last attempt ended, by the steady clock; of another page: the first time that this was asked. */
  endedAt(mutation: string): number {
    const ended = this.ended.get(mutation) ?? this.host.steadyNow();
    this.ended.set(mutation, ended);
    return ended;
  }

  /** Resolves when no request of the mutation is in flight. */
  async over(mutation: string): Promise<void> {
    await this.inFlight.get(mutation);
  }
}
