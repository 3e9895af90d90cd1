import { parseJson } from './body_shape.js';
import type { BrowserGlobals } from './globals.js';
import type { Timers } from './timers.js';

/** What tabs say to each other about who sends. `lock`: the name of the lock that it is about. */
type Word =
  | { lock: string; say: 'are you there'; visible: boolean }
  | { lock: string; say: 'I am' };

/** The tabs of one origin talk about their sender over this channel. */
const CHANNEL = 'synchrone.sender.v1';
/** The newest holder of each lock, in localStorage. */
const EPOCH = 'synchrone:sender:';
const ASK_MS = 2_000;
/** A sender that has not answered for so long is stolen from (BEHAVIOUR 6.1). */
const SILENCE_MS = 5_000;

/** What the lock needs of the page. */
export interface LeadershipLinks {
  readonly timers: Timers;
  readonly storage: { put(key: string, value: string): string; get(key: string): string };
  /** This page has something that waits to be sent; and: requests of it are under way. */
  hasWork(): boolean;
  isSending(): boolean;
  /** Unpredictable text. */
  newName(): string;
}

/** One wish for the lock, from the request until it is given up. */
interface Claim {
  readonly lock: string;
  readonly name: string;
  readonly tell: (held: boolean) => void;
  held: boolean;
  /** There is no lock to hold: every tab sends (6.3). */
  alone: boolean;
  release: () => void;
}

/**
 * The sender's lock (BEHAVIOUR 6.1): queues for the Web Lock of a name and keeps it until the page
 * ends, so that the browser hands it on when this tab closes or crashes. A tab that waits with work
 * asks the sender now and then whether it is there: one that does not answer (a frozen tab) is
 * stolen from, one that is hidden gives way to a visible tab. Without Web Locks every tab sends at
 * once; the idempotency key makes a double send harmless (6.3).
 */
export class Leadership {
  private claim: Claim | null = null;
  private post: ((message: string) => void) | null = null;
  private opened = false;
  /** When the sender was asked first without an answer since; null: it has answered. */
  private silentSince: number | null = null;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly links: LeadershipLinks,
  ) {}

  /**
   * Gives the former lock up, then queues for `lock`. `tell(true)` is called later, when it is held;
   * `tell(false)` when another tab has it.
   */
  request(lock: string, tell: (held: boolean) => void): void {
    this.giveUp();
    this.open();
    const name = this.links.newName();
    this.enter({ lock, name, tell, held: false, alone: false, release: () => undefined });
  }

  /**
   * No other tab has taken the lock: asked right before each request leaves, because the news of it
   * comes late to a tab that was frozen.
   */
  isCurrent(): boolean {
    const claim = this.claim;
    if (!claim || claim.alone) return true;
    if (!claim.held) return false;
    const known = this.links.storage.get(EPOCH + claim.lock);
    if (!known.startsWith('=') || known === `=${claim.name}`) return true;
    this.lost(claim);
    return false;
  }

  private giveUp(): void {
    this.links.timers.cancel('sender');
    this.claim?.release();
    this.claim = null;
    this.silentSince = null;
  }

  private enter(claim: Claim, steal = false): void {
    this.claim = claim;
    const locks = this.globals.locks();
    if (!locks) {
      claim.alone = true;
      this.globals.microtask(() => this.take(claim));
      return;
    }
    const waiting = new AbortController();
    const released = new Promise<void>((resolve) => {
      claim.release = () => {
        waiting.abort();
        resolve();
      };
    });
    const options: LockOptions = steal ? { steal } : { signal: waiting.signal };
    const keep = (): Promise<void> => {
      this.take(claim);
      return released;
    };
    locks.request(claim.lock, options, keep).catch(() => {
      if (this.claim !== claim) return;
      // Stolen once it was held; before that, this document may not use locks, and sends all the
      // same.
      if (claim.held) return this.lost(claim);
      claim.alone = true;
      this.take(claim);
    });
    if (!steal) this.watch();
  }

  private take(claim: Claim): void {
    if (this.claim !== claim) return;
    this.links.timers.cancel('sender');
    this.silentSince = null;
    claim.held = true;
    if (!claim.alone) this.links.storage.put(EPOCH + claim.lock, claim.name);
    claim.tell(true);
  }

  /** Another tab sends now; this one queues again behind it. */
  private lost(claim: Claim): void {
    this.giveUp();
    claim.tell(false);
    this.enter({ ...claim, name: this.links.newName(), held: false });
  }

  // ---- asking the sender

  private open(): void {
    if (this.opened) return;
    this.opened = true;
    this.post = this.globals.openChannel(CHANNEL, (message) => this.hear(message));
  }

  private watch(): void {
    this.links.timers.arm('sender', ASK_MS, () => this.ask());
  }

  private ask(): void {
    const { claim } = this;
    if (!claim || claim.held) return;
    const now = this.globals.now();
    if (!this.post || !this.links.hasWork()) {
      this.silentSince = null;
    } else if (this.silentSince !== null && now - this.silentSince >= SILENCE_MS) {
      this.giveUp();
      this.enter({ ...claim, name: this.links.newName() }, true);
      return;
    } else {
      this.silentSince ??= now;
      this.say({ lock: claim.lock, say: 'are you there', visible: this.globals.visible() });
    }
    this.watch();
  }

  private hear(message: string): void {
    const word = parseJson(message) as Word | undefined;
    const { claim } = this;
    if (!claim || claim.lock !== word?.lock) return;
    if (word.say === 'I am') {
      this.silentSince = null;
      return;
    }
    if (!claim.held) return;
    const givesWay = word.visible && !this.globals.visible() && !this.links.isSending();
    if (givesWay) this.lost(claim);
    else this.say({ lock: claim.lock, say: 'I am' });
  }

  private say(word: Word): void {
    this.post?.(JSON.stringify(word));
  }
}
