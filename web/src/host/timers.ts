import type { BrowserGlobals } from './globals.js';

/** Timers by name, each armed at most once. */
export class Timers {
  private readonly armed = new Map<string, unknown>();

  constructor(private readonly globals: BrowserGlobals) {}

  /** Calls `run` once after delayMs; replaces the timer of that name if it is armed. */
  arm(name: string, delayMs: number, run: () => void): void {
    this.cancel(name);
    const handle = this.globals.setTimer(name, Math.max(0, delayMs), () => {
      this.armed.delete(name);
      run();
    });
    this.armed.set(name, handle);
  }

  cancel(name: string): void {
    if (!this.armed.has(name)) return;
    this.globals.clearTimer(this.armed.get(name));
    this.armed.delete(name);
  }
}
