import type { BrowserGlobals } from '../browser/browser_globals.js';
import { abortController } from '../http/http.js';
import { parseJson } from '../http/json_text.js';
import type { RandomIds } from '../browser/random_id.js';
import type { Timers } from '../browser/timers.js';

/** A message between tabs about the leader. `lock`: the name of the lock that it is about. */
type Word =
  | { lock: string; say: 'are you there'; visible: boolean }
  /** `lacks`: mutations that this page cannot send, and that nothing else keeps. */
  | { lock: string; say: 'I am'; lacks: readonly string[] };

/** The tabs of one origin talk about their leader over this channel. */
const CHANNEL = 'synchrone.sender.v1';
/** The newest holder of each lock, in localStorage. */
const HOLDER = 'synchrone:sender:';
const ASK_MS = 2_000;
/** The holder of a lock by lease, in localStorage, and until when. */
const LEASE = 'synchrone:lease:';
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
/** Two tabs may write a lease at once: after this time they read whose was written last. */
const CONTEST_MS = 50;
/** How long a leader may leave a question unanswered before its lock is stolen (BEHAVIOUR 6.1). */
const SILENCE_MS = 5_000;

/** Where leases and the newest holder of a lock are stored. */
interface SharedStorage {
  put(key: string, value: string): string;
  get(key: string): string;
}

/** What the page has to send. */
export interface PageWork {
  /** This page has something that waits to be sent. */
  hasWork(): boolean;
  /** Requests of this page are in flight. */
  isSending(): boolean;
  /** Mutations that nothing but this page keeps from being sent. */
  unsendable(): readonly string[];
  /** This page has what the mutation needs to be sent. */
  canSend(mutation: string): boolean;
}

/** A request for the lock, until the lock is released or the request is withdrawn. */
interface Claim {
  readonly lock: string;
  readonly name: string;
  readonly onChange: (held: boolean) => void;
  held: boolean;
  /** By the browser's lock; by a lease in storage where there are none (6.3); by nothing at all. */
  by: 'lock' | 'lease' | 'nothing';
  /** As `SharedStorage.get`: what was stored where its name could not be; absent: its name is stored. */
  unsigned?: string;
  release: () => void;
}

/**
 * The leader's lock (BEHAVIOUR 6.1): queues for the Web Lock of a name and keeps it until the page
 * ends, so that the browser hands it on when this tab closes or crashes. A tab that waits with work
 * asks the leader now and then whether it is there: one that does not answer (a frozen tab) is
 * stolen from, one that is hidden yields to a visible tab, and one that lacks what a mutation needs
 * to a tab that has it.
 *
 * Without Web Locks a lease in storage does the same as well as it can: written, read back a moment
 * later, renewed while there is work. Two tabs may still hold it for a moment, and the idempotency
 * key makes a double send harmless (6.3). Without storage either, every tab sends what was made in it.
 *
 * While no work waits no timer is armed; `workChanged` arms them again.
 */
export class LeaderElection {
  private claim: Claim | null = null;
  private post: ((message: string) => void) | null = null;
  private opened = false;
  /** When the leader was asked first without an answer since; null: it has answered. */
  private silentSince: number | null = null;
  /**
   * Whether the browser's locks have answered in this page: in some embedded views they exist and never do.
   * 'late': a lock of the page's own was not granted in time, and a lease does without them.
   */
  private locks: 'untested' | 'tested' | 'answer' | 'late' = 'untested';
  /** No work waits: no tab is asked, and a lease may lapse. */
  private resting = false;
  /** The page is being left, or was left and is kept by the browser. */
  private isLeft = false;
  /** Runs when the page is shown again. */
  private onReturn: (() => void) | null = null;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly storage: SharedStorage,
    private readonly timers: Timers,
    private readonly ids: RandomIds,
    private readonly work: PageWork,
  ) {}

  /**
   * Gives the former lock up, then queues for `lock`. `onChange(true)` is called later, when it is held;
   * `onChange(false)` when another tab has it.
   */
  request(lock: string, onChange: (held: boolean) => void): void {
    this.giveUp();
    this.open();
    const name = this.ids.tabId();
    this.enter({ lock, name, onChange, held: false, by: 'lock', release: () => undefined });
  }

  /**
   * No other tab has taken the lock: asked right before each request leaves, because a tab that was
   * frozen is notified late.
   */
  isCurrent(): boolean {
    const owns = this.ownsClaim();
    if (!owns && this.claim?.held) this.lost(this.claim);
    return owns;
  }

  /** As `isCurrent`, without acting on the answer. */
  ownsClaim(): boolean {
    const claim = this.claim;
    if (!claim || claim.by === 'nothing') return true;
    if (!claim.held || !this.isNewestHolder(claim)) return false;
    return claim.by === 'lock' || this.ownsLease(claim);
  }

  /** The name of this tab's claim: a new one each time that it asks for the lock. */
  claimName(): string {
    return this.claim?.name ?? '';
  }

  /** Neither locks nor storage are shared with other tabs: this one works as if it were the only one. */
  isAlone(): boolean {
    return this.claim?.by === 'nothing';
  }

  /** Call it when work may have come: the lock is looked after again. */
  workChanged(): void {
    const { claim } = this;
    if (!claim || !this.resting || !this.work.hasWork()) return;
    this.resting = false;
    if (claim.by === 'lease') this.lease(claim);
    else if (claim.by === 'lock' && !claim.held) this.watch();
  }

  /** Gives the lock up, or withdraws the request for it. */
  giveUp(): void {
    this.timers.cancel('leader');
    this.timers.cancel('lease');
    this.claim?.release();
    this.claim = null;
    this.silentSince = null;
    this.resting = false;
  }

  private enter(claim: Claim, steal = false): void {
    this.claim = claim;
    const locks = this.locks === 'late' ? null : this.globals.locks();
    if (!locks) {
      this.lease(claim, steal);
      return;
    }
    claim.by = 'lock';
    const waiting = abortController();
    const released = new Promise<void>((resolve) => {
      claim.release = () => {
        waiting?.abort();
        resolve();
      };
    });
    const options: LockOptions = steal ? { steal } : waiting ? { signal: waiting.signal } : {};
    const keep = (): Promise<void> => {
      this.take(claim);
      return released;
    };
    locks.request(claim.lock, options, keep).catch(() => {
      // WebKit takes the locks of a document that is being left, and the next document has them.
      this.whileShown(() => {
        if (this.claim !== claim) return;
        // Stolen once it was held; before that, this document may not use locks.
        if (claim.held) return this.lost(claim);
        this.lease(claim);
      });
    });
    if (!steal) this.watch();
  }

  /** Runs `run` now; where the page is being left, when it is shown again. */
  private whileShown(run: () => void): void {
    if (this.isLeft) this.onReturn = run;
    else run();
  }

  private take(claim: Claim): void {
    if (this.claim !== claim) return;
    this.timers.cancel('leader');
    this.silentSince = null;
    claim.held = true;
    if (claim.by === 'lock') this.locks = 'answer';
    // Also by a lease: a tab whose lock came late sees that it no longer leads.
    if (claim.by !== 'nothing') this.sign(claim);
    claim.onChange(true);
  }

  /** Another tab sends now; this one queues again behind it. */
  private lost(claim: Claim): void {
    this.giveUp();
    claim.onChange(false);
    this.enter({ ...claim, name: this.ids.tabId(), held: false });
  }

  private steal(claim: Claim): void {
    this.giveUp();
    this.enter({ ...claim, name: this.ids.tabId() }, true);
  }

  private sign(claim: Claim): void {
    const key = HOLDER + claim.lock;
    delete claim.unsigned;
    if (this.storage.put(key, claim.name) !== '') claim.unsigned = this.storage.get(key);
  }

  private isNewestHolder(claim: Claim): boolean {
    const known = this.storage.get(HOLDER + claim.lock);
    if (!known.startsWith('=') || known === `=${claim.name}`) return true;
    // The name of a former holder, which this one could not replace.
    if (claim.unsigned !== '!' && claim.unsigned !== known) return false;
    this.sign(claim);
    return true;
  }

  // ---- without Web Locks

  private lease(claim: Claim, steal = false): void {
    claim.by = 'lease';
    if (claim.held && this.isTaken(claim)) return this.lost(claim);
    if (claim.held || steal || this.isFree(claim)) this.writeLease(claim);
    if (claim.by !== 'lease') return;
    this.resting = !this.work.hasWork();
    if (!this.resting) this.timers.arm('lease', RENEW_MS, () => this.lease(claim));
  }

  private writeLease(claim: Claim): void {
    const until = this.globals.now() + LEASE_MS;
    const answer = this.storage.put(LEASE + claim.lock, `${until} ${claim.name}`);
    if (answer !== '') claim.by = 'nothing';
    if (!claim.held) this.timers.arm('leader', CONTEST_MS, () => this.takeIfNewest(claim));
  }

  private takeIfNewest(claim: Claim): void {
    if (claim.by === 'nothing' || this.leaseOf(claim.lock).name === claim.name) this.take(claim);
  }

  /** Also a lease that lapsed while no work waited, and that no other tab took: it is renewed. */
  private ownsLease(claim: Claim): boolean {
    if (this.isTaken(claim)) return false;
    if (this.leaseOf(claim.lock).leftMs <= 0) this.writeLease(claim);
    return true;
  }

  private isTaken({ lock, name }: Claim): boolean {
    const lease = this.leaseOf(lock);
    return lease.name !== '' && lease.name !== name;
  }

  private isFree({ lock, name }: Claim): boolean {
    const lease = this.leaseOf(lock);
    return lease.leftMs <= 0 || lease.name === name;
  }

  /** Who holds the lease, '' for no tab, and for how many milliseconds more. */
  private leaseOf(lock: string): { name: string; leftMs: number } {
    const [until = '', name = ''] = this.storage
      .get(LEASE + lock)
      .slice(1)
      .split(' ');
    const left = Number(until) - this.globals.now();
    return { name, leftMs: left <= LEASE_MS ? left : 0 };
  }

  // ---- asking the leader

  private open(): void {
    if (this.opened) return;
    this.opened = true;
    this.post = this.globals.openChannel(CHANNEL, (message) => this.receive(message));
    this.globals.listen('window', 'pagehide', () => (this.isLeft = true));
    this.globals.listen('window', 'pageshow', () => {
      this.isLeft = false;
      this.onReturn?.();
      this.onReturn = null;
    });
  }

  private watch(): void {
    this.timers.arm('leader', ASK_MS, () => this.ask());
  }

  private ask(): void {
    const { claim } = this;
    if (!claim || claim.held) return;
    const now = this.globals.steadyNow();
    if ((!this.post && this.locks === 'answer') || !this.work.hasWork()) {
      this.silentSince = null;
      this.resting = true;
      return;
    } else if (this.silentSince !== null && now - this.silentSince >= SILENCE_MS) {
      if (this.locks === 'answer') return this.steal(claim);
      this.locks = 'late';
      this.giveUp();
      return this.enter({ ...claim, name: this.ids.tabId() });
    } else {
      this.silentSince ??= now;
      this.testLocks();
      this.say({ lock: claim.lock, say: 'are you there', visible: this.globals.visible() });
    }
    this.watch();
  }

  /** Nobody else asks for a lock of this name: it is granted at once, whoever leads. */
  private testLocks(): void {
    if (this.locks !== 'untested') return;
    this.locks = 'tested';
    const answers = (): void => {
      const isLate = this.locks === 'late';
      this.locks = 'answer';
      // Another tab may hold the lock, and knows nothing of a lease.
      if (isLate && this.claim) this.lost(this.claim);
    };
    void this.globals
      .locks()
      ?.request(`synchrone:test:${this.ids.tabId()}`, {}, answers)
      .catch(() => undefined);
  }

  private receive(message: string): void {
    const word = parseJson(message) as Word | undefined;
    const { claim } = this;
    if (!claim || claim.lock !== word?.lock) return;
    if (word.say === 'I am') {
      this.silentSince = null;
      // Each time there is something to send at once, so two tabs never pass it to and fro.
      if (!claim.held && word.lacks.some((id) => this.work.canSend(id))) this.steal(claim);
      return;
    }
    if (!claim.held) return;
    const givesWay = word.visible && !this.globals.visible() && !this.work.isSending();
    if (givesWay) this.lost(claim);
    else this.say({ lock: claim.lock, say: 'I am', lacks: this.work.unsendable() });
  }

  private say(word: Word): void {
    this.post?.(JSON.stringify(word));
  }
}
