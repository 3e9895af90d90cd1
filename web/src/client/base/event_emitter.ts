import { Listeners } from './listeners.js';
import type { SyncEvents } from '../../types/mutation_queue.js';

type Name = keyof SyncEvents;

/**
 * Emits to the application: `on()` listeners first, then the window event of the same name with the
 * same object as `detail` (BEHAVIOUR 9.4). What happens is collected while the state changes and
 * emitted afterwards, so that every listener sees the state after the whole batch.
 */
export class EventEmitter {
  private readonly listeners = new Map<Name, Listeners<[never]>>();
  private outbox: (() => void)[] = [];

  /** @param dispatch dispatches a CustomEvent on window @param soon runs after the current call */
  constructor(
    private readonly dispatch: (name: string, detail: unknown) => void,
    private readonly soon: (run: () => void) => void,
  ) {}

  /** Calls back for each event of that name. @returns ends it */
  on<N extends Name>(name: N, listener: (detail: SyncEvents[N]) => void): () => void {
    let group = this.listeners.get(name);
    if (!group) {
      group = new Listeners<[never]>();
      this.listeners.set(name, group);
    }
    return group.add(listener as (detail: never) => void);
  }

  /** `on()` has a listener for it. */
  hasListener(name: Name): boolean {
    return this.listeners.get(name)?.isEmpty === false;
  }

  /** Emits after the current call, in the order of the calls. */
  emit<N extends Name>(name: N, detail: SyncEvents[N]): void {
    if (this.outbox.length === 0) this.soon(() => this.deliver());
    this.outbox.push(() => {
      this.listeners.get(name)?.notify(detail as never);
      this.dispatch(name, detail);
    });
  }

  private deliver(): void {
    const batch = this.outbox;
    this.outbox = [];
    for (const emitOne of batch) emitOne();
  }
}
