import { createContext, useContext, useSyncExternalStore } from 'react';
import { readAtBefore, rememberReadAt } from '../session/remembered.ts';

/** How current the lists on screen are. */
export interface Freshness {
  /** They may be older than what the server knows. */
  readonly isOld: boolean;
  /** The moment that they show, in milliseconds since 1970; null: not known. */
  readonly at: number | null;
}

/** An interruption of at most this time is not shown, in milliseconds. */
const grace = 6_000;
/** How long after the connection has opened the lists count as read, in milliseconds. */
const settling = 3_000;

/** Keeps track of the connection and of the reading of the lists, for one person's page. */
export class ListFreshness {
  private state: Freshness = { isOld: false, at: null };
  private readonly listeners = new Set<() => void>();
  private currentAt: number | null = null;
  private isLate = false;
  private failed = false;
  private isUnknown = false;
  private lateTimer: number | undefined;
  private readTimer: number | undefined;

  /** @param readAt when this page began to read the lists */
  constructor(
    private readonly personId: string,
    public readAt: number,
  ) {}

  /** Starts the clock; returns stop. */
  start(): () => void {
    this.lost();
    return () => {
      window.clearTimeout(this.lateTimer);
      window.clearTimeout(this.readTimer);
    };
  }

  /** Everything up to now has arrived. */
  current(): void {
    window.clearTimeout(this.lateTimer);
    this.lateTimer = undefined;
    this.isLate = false;
    this.currentAt = Date.now();
    this.readTimer ??= window.setTimeout(() => this.keepReadAt(), settling);
    this.update();
  }

  /** The connection is gone. */
  lost(): void {
    this.lateTimer ??= window.setTimeout(() => {
      this.isLate = true;
      this.update();
    }, grace);
    window.clearTimeout(this.readTimer);
    this.readTimer = undefined;
  }

  /** Whether some list could not be read, and whether some is not known at all. */
  reading(failed: boolean, isUnknown: boolean): void {
    this.failed = failed;
    this.isUnknown = isUnknown;
    this.update();
  }

  /** Every list has been read again, from this moment on. */
  readAgain(at: number): void {
    this.readAt = at;
    this.keepReadAt();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): Freshness => this.state;

  private keepReadAt(): void {
    if (!this.failed) rememberReadAt(this.personId, this.readAt);
  }

  private momentShown(): number | null {
    return this.failed || this.currentAt === null ? readAtBefore(this.personId) : this.currentAt;
  }

  private update(): void {
    const isOld = this.failed || this.isLate;
    const at = this.isUnknown ? null : this.momentShown();
    if (isOld === this.state.isOld && (at === this.state.at || !isOld)) return;
    this.state = { isOld, at };
    for (const listener of this.listeners) listener();
  }
}

/** The freshness of the lists of the person who works here. */
export const FreshnessContext = createContext<ListFreshness | null>(null);

/** For what reports to it. */
export function useListFreshness(): ListFreshness {
  const freshness = useContext(FreshnessContext);
  if (freshness === null) throw new Error('useListFreshness needs a FreshnessContext above it.');
  return freshness;
}

/** Whether the lists on screen may be old, and how old. */
export function useFreshness(): Freshness {
  const freshness = useListFreshness();
  return useSyncExternalStore(freshness.subscribe, freshness.getState);
}
