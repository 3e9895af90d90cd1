import type { BrowserGlobals } from './browser/browser_globals.js';

/** Application code that has not ended by then continues while requests leave. */
const HOLD_MS = 2_000;

/** Keeps requests from leaving while application code is at work on a change. */
export class SendHold {
  private holds = 0;
  /** The engine's time to send has come while sends were held. */
  private isLate = false;

  /** @param sendNow sends what had to wait */
  constructor(
    private readonly globals: BrowserGlobals,
    private readonly sendNow: () => void,
  ) {}

  /**
   * No request of ours leaves until the function that this returns is called, or HOLD_MS have
   * passed.
   */
  hold(): () => void {
    let isHeld = true;
    this.holds += 1;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      this.holds -= 1;
      if (this.holds > 0 || !this.isLate) return;
      this.isLate = false;
      this.sendNow();
    };
    void this.patience().then(release);
    return release;
  }

  /** Resolves when application code has been at work on a change for long enough. */
  patience(): Promise<void> {
    return new Promise((resolve) => {
      this.globals.setTimer('hold', HOLD_MS, resolve);
    });
  }

  /** The engine wants to send. @returns whether it has to wait, until `sendNow` is called */
  delays(): boolean {
    if (this.holds > 0) this.isLate = true;
    return this.holds > 0;
  }

  /** The engine wants to send no more. */
  forget(): void {
    this.isLate = false;
  }
}
