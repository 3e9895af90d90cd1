import type { BrowserGlobals } from './browser/browser_globals.js';
import type { RandomIds } from './browser/random_id.js';
import type { Timers } from './browser/timers.js';
import type { ApiReads } from './api_reads.js';
import type { HostInputs } from './browser_host.js';
import type { DeviceStorage } from './device_storage.js';
import type { WireSettings } from './http/request_settings.js';
import type { Transport } from './http/transport.js';
import { scoped } from './storage/scope.js';
import type { LeaderElection } from './tabs/leader_election.js';
import { type Network, withNetwork } from './with_network.js';

/** The channel between the tabs of one origin. */
const CHANNEL = 'synchrone.v1';

/**
 * What leaves this page: requests, by a transport that sends while this tab is the leader, and messages to
 * the other tabs of the application.
 */
export class PageNetwork {
  private lock: LeaderElection | null = null;
  private requests: Transport | null = null;
  private post: ((message: string) => void) | null = null;
  private inputs: HostInputs | null = null;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly storage: DeviceStorage,
    private readonly timers: Timers,
    private readonly ids: RandomIds,
    private readonly reads: ApiReads,
    private readonly settings: () => WireSettings,
  ) {}

  /** Begins to listen to the other tabs. */
  open(inputs: HostInputs): void {
    this.inputs = inputs;
    withNetwork((network) => this.lockOver(network, inputs));
    this.openChannel(inputs);
  }

  /** What sends; null: it is not loaded yet. */
  get transport(): Transport | null {
    return this.requests;
  }

  /** The page is of another application from now on. */
  scopeChanged(inputs: HostInputs): void {
    this.lock?.giveUp();
    this.openChannel(inputs);
  }

  /** Work may have come or gone. */
  workChanged(): void {
    this.lock?.workChanged();
  }

  /** As `ModuleHost.requestLeadership`. */
  requestLeadership(name: string): void {
    // A tab that cannot read the work leaves it to tabs that can (7.4).
    if (this.storage.vault.isLocked) return this.lock?.giveUp();
    // What is recovered is complete before anything of it is sent (5.6).
    void this.storage.repair
      .recovered()
      .then(() => withNetwork((network) => this.requestLock(name, network)));
  }

  /** As `ModuleHost.isCurrentLeader`. */
  isCurrentLeader(): boolean {
    return this.lock?.ownsClaim() ?? true;
  }

  /** As `ModuleHost.broadcast`. */
  broadcast(message: string): void {
    if (!this.lock?.isAlone()) this.post?.(message);
  }

  private requestLock(name: string, network: Network): void {
    const { inputs } = this;
    if (!inputs || this.storage.vault.isLocked) return;
    const lock = this.lockOver(network, inputs);
    lock.request(scoped(name, this.storage.scope), (held) => inputs.leadership(held));
  }

  /** The lock of the leader, and the transport that sends while the lock is held. */
  private lockOver(network: Network, inputs: HostInputs): LeaderElection {
    if (this.lock) return this.lock;
    const { globals, storage, timers, ids } = this;
    this.lock = new network.LeaderElection(globals, storage.page, timers, ids, inputs);
    const http = this.reads.httpOver(network);
    this.requests = new network.Transport(globals, http, this.settings, inputs, this.lock, () =>
      storage.mirror.flushed(),
    );
    return this.lock;
  }

  private openChannel(inputs: HostInputs): void {
    const { scope } = this.storage;
    this.post = this.globals.openChannel(scoped(CHANNEL, scope), (message) => {
      // Without locks and storage each tab sends its own work, and would send what it receives, too.
      if (scope === this.storage.scope && !this.lock?.isAlone()) inputs.tabMessage(message);
    });
  }
}
