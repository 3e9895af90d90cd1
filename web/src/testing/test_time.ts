interface Timer {
  readonly handle: number;
  readonly owner: object;
  readonly due: number;
  readonly run: () => void;
}

/** As the platform has it when this file is loaded: fake timers that a test installs do not stop it. */
const realTimeout = globalThis.setTimeout;
const isFaked = 'clock' in realTimeout || '_isMockFunction' in realTimeout;

/** Lets everything run that is ready to run. */
export async function quiet(): Promise<void> {
  if (!isFaked) await new Promise<void>((resolve) => void realTimeout(resolve, 0));
  else for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}

/**
 * The clock of a test browser and the timers of its tabs. Time stands still until a test advances it;
 * what is due at this moment runs by itself, in a task of its own.
 */
export class TestTime {
  private readonly timers = new Map<number, Timer>();
  private count = 0;

  /** @param now epoch milliseconds */
  constructor(public now: number) {}

  /** Calls `run` once, `delayMs` after now. @returns a handle for `clear` */
  set(owner: object, delayMs: number, run: () => void): number {
    const handle = (this.count += 1);
    const timer = { handle, owner, due: this.now + delayMs, run };
    this.timers.set(handle, timer);
    if (delayMs <= 0 && !isFaked) realTimeout(() => this.ring(timer), 0);
    return handle;
  }

  /** Ends a timer that has not run yet. */
  clear(handle: number): void {
    this.timers.delete(handle);
  }

  /** The tab is gone. */
  clearOf(owner: object): void {
    for (const timer of this.timers.values())
      if (timer.owner === owner) this.timers.delete(timer.handle);
  }

  /** The next timer that is due until then; undefined: none. */
  next(until: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers.values())
      if (timer.due <= until && (!next || timer.due < next.due)) next = timer;
    return next;
  }

  /** Moves the clock to it, and runs it unless that has been done. */
  ring(timer: Timer): void {
    if (!this.timers.delete(timer.handle)) return;
    this.now = Math.max(this.now, timer.due);
    timer.run();
  }
}
