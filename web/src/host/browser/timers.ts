import type { BrowserGlobals } from './browser_globals.js';

/** Browsers fire at once what is armed for longer: a signed 32-bit number of milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** Timers by name, each armed at most once. */
export class Timers {
  private readonly armed = new Map<string, unknown>();

  constructor(private readonly globals: BrowserGlobals) {}

  /** Calls `run` once after delayMs; replaces the timer of that name if it is armed. */
  arm(name: string, delayMs: number, run: () => void): void {
    this.cancel(name);
    const now = Math.min(Math.max(0, delayMs), LONGEST_MS);
    const handle = this.globals.setTimer(name, now, () => {
      this.armed.delete(name);
      if (delayMs > now) this.arm(name, delayMs - now, run);
      else run();
    });
    this.armed.set(name, handle);
  }

  /** Ends the timer of that name, if it is armed. */
  cancel(name: string): void {
    if (!this.armed.has(name)) return;
    this.globals.clearTimer(this.armed.get(name));
    this.armed.delete(name);
  }
}
