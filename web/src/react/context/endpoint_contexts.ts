import type { SyncClient } from '../../types/index.js';
import type { ContextAdapter } from './adapter.js';
import { contextDriver, type ContextDriver } from './methods_by_name.js';
import { EndpointContext } from './endpoint_context.js';
import { resourceNouns } from './nouns.js';

/** Contexts without a mounted hook that are remembered: their changes may still have outcomes. */
const MAX_IDLE = 50;

/** The existing contexts of one endpoint on this page. */
export class EndpointContexts {
  private slots: EndpointContext[] = [];
  private readonly byValue = new WeakMap<object, EndpointContext>();
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
    current: EndpointContext | null,
  ): EndpointContext {
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

  private known(
    driver: ContextDriver,
    current: EndpointContext | null,
  ): EndpointContext | undefined {
    const same = this.slots.find((slot) => slot.hasFunctionsOf(driver));
    if (same) return same;
    if (current?.mayBecome(driver)) return current;
    return this.slots.find((slot) => slot.members.size === 0 && slot.sharesRows(driver));
  }

  private make(): EndpointContext {
    const isOverlaid = (): boolean => this.overlaid > 0;
    const slot = new EndpointContext(this.client, this.endpoint, { isOverlaid });
    const idle = this.slots.filter(({ members }) => members.size === 0);
    const forgotten = new Set(idle.slice(0, Math.max(0, idle.length - MAX_IDLE)));
    this.slots = [...this.slots.filter((one) => !forgotten.has(one)), slot];
    return slot;
  }
}

const slotsOf = new WeakMap<SyncClient, Map<string, EndpointContexts>>();

/** @param endpoint as the client spells it */
export function endpointContexts(client: SyncClient, endpoint: string): EndpointContexts {
  const ofClient = slotsOf.get(client) ?? new Map<string, EndpointContexts>();
  slotsOf.set(client, ofClient);
  const slots = ofClient.get(endpoint) ?? new EndpointContexts(client, endpoint);
  ofClient.set(endpoint, slots);
  return slots;
}
