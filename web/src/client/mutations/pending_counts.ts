import { Listeners } from '../base/listeners.js';

/** Which mutations of one resource are pending, and which of them in flight. */
class ResourceCounts {
  readonly pending = new Set<string>();
  readonly sending = new Set<string>();
  readonly listeners = new Listeners();
  touched = false;
}

/**
 * What is pending, by resource (BEHAVIOUR 2.4): made by anyone, in any tab, also before a
 * reload. Parked and settled mutations are not.
 */
export class PendingCounts {
  private readonly resources = new Map<string, ResourceCounts>();

  /** The pending mutations of the resource. */
  pendingOf(resource: string): ReadonlySet<string> {
    return this.of(resource).pending;
  }

  /** A request of the resource is in flight. */
  isSending(resource: string): boolean {
    return (this.resources.get(resource)?.sending.size ?? 0) > 0;
  }

  /** Calls back when `flush` finds that something of the resource has changed. */
  subscribe(resource: string, listener: () => void): () => void {
    return this.of(resource).listeners.add(listener);
  }

  /** A mutation is pending, or not (any more). */
  set(resource: string, mutation: string, pending: boolean, sending: boolean): void {
    const counts = this.of(resource);
    put(counts.pending, mutation, pending);
    put(counts.sending, mutation, sending);
    counts.touched = true;
  }

  /** Every resource notifies its listeners: what all wait for has changed. */
  touchAll(): void {
    for (const counts of this.resources.values()) counts.touched = true;
  }

  /** Starts over with the pending mutations. */
  reset(pending: readonly { resource: string; id: string; sending: boolean }[]): void {
    for (const counts of this.resources.values()) {
      counts.pending.clear();
      counts.sending.clear();
      counts.touched = true;
    }
    for (const { resource, id, sending } of pending) this.set(resource, id, true, sending);
  }

  /** Calls the listeners of the resources that have changed since the last time. */
  flush(): void {
    for (const counts of this.resources.values()) {
      if (!counts.touched) continue;
      counts.touched = false;
      counts.listeners.notify();
    }
  }

  private of(resource: string): ResourceCounts {
    let counts = this.resources.get(resource);
    if (!counts) {
      counts = new ResourceCounts();
      this.resources.set(resource, counts);
    }
    return counts;
  }
}

function put(set: Set<string>, member: string, present: boolean): void {
  if (present) set.add(member);
  else set.delete(member);
}
