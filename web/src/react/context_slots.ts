import type { SyncClient } from '../client/types.js';
import type { ContextAdapter } from './context_adapter.js';
import { contextDriver, type ContextDriver } from './context_driver.js';
import { ContextSlot } from './context_slot.js';
import { resourceNouns } from './nouns.js';

/** Contexts without a mounted hook that are remembered: their changes may still have outcomes. */
const kMaxIdle = 50;

/** The existing contexts of one endpoint on this page. */
export class ContextSlots {
  private slots: ContextSlot[] = [];
  private readonly byValue = new WeakMap<object, ContextSlot>();
  private overlaid = 0;

  constructor(
    private readonly client: SyncClient,
    readonly endpoint: string,
  ) {}

  /**
   * The context that a committed value belongs to. The same value, or the same functions, are the
   * same context. So is what a hook is given next, unless its list has nothing in common with the
   * one before.
   *
   * @param current the context that the hook was given before
   */
  of(
    context: unknown,
    adapter: ContextAdapter | undefined,
    current: ContextSlot | null,
  ): ContextSlot {
    const driver = contextDriver(context, adapter, resourceNouns(this.endpoint));
    const key = typeof context === 'object' && context !== null ? context : undefined;
    const slot = (key && this.byValue.get(key)) ?? this.known(driver, current) ?? this.make();
    if (key) this.byValue.set(key, slot);
    return slot;
  }

  /** `useSyncedRows` lays the queue over rows of this endpoint. Returns the end of it. */
  overlay(): () => void {
    this.overlaid += 1;
    return () => {
      this.overlaid -= 1;
    };
  }

  private known(driver: ContextDriver, current: ContextSlot | null): ContextSlot | undefined {
    const same = this.slots.find((slot) => slot.hasFunctionsOf(driver));
    if (same) return same;
    if (current?.mayBecome(driver)) return current;
    return this.slots.find((slot) => slot.members.size === 0 && slot.sharesRows(driver));
  }

  private make(): ContextSlot {
    const isOverlaid = (): boolean => this.overlaid > 0;
    const slot = new ContextSlot(this.client, this.endpoint, { isOverlaid });
    const idle = this.slots.filter(({ members }) => members.size === 0);
    const forgotten = new Set(idle.slice(0, Math.max(0, idle.length - kMaxIdle)));
    this.slots = [...this.slots.filter((one) => !forgotten.has(one)), slot];
    return slot;
  }
}

const slotsOf = new WeakMap<SyncClient, Map<string, ContextSlots>>();

/** @param endpoint as the client spells it */
export function contextSlots(client: SyncClient, endpoint: string): ContextSlots {
  const ofClient = slotsOf.get(client) ?? new Map<string, ContextSlots>();
  slotsOf.set(client, ofClient);
  const slots = ofClient.get(endpoint) ?? new ContextSlots(client, endpoint);
  ofClient.set(endpoint, slots);
  return slots;
}
