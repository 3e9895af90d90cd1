import type { Engine, EventText } from 'synchrone-module';
import type { BrowserHost, HostInputs } from '../../host/browser_host.js';
import { parseJson } from '../../host/http/json_text.js';
import { GuardedEngine } from '../../loader/guarded_engine.js';
import { isModuleHere, loadEngine, requireModule } from '../../loader/load_module.js';
import { toBaseText } from '../base/plain_json.js';
import type { Configuration } from './configuration.js';
import { replyError } from './entry_codec.js';
import { traced } from './turn_trace.js';
import { SyncMutationError } from '../../types/errors.js';
import type { EngineTurn } from '../../types/mutation_queue.js';

/** The most events that are taken out of the engine at once. */
const EVENTS_AT_ONCE = 256;

/** The client of an engine: what it does with events, and what it knows of the page. */
export interface EngineClient {
  /** Takes one event, in order. */
  route(event: EventText): void;
  /** The first engine of this page starts. */
  opened(): void;
  /** The engine has had a turn: answers that it gave before may be out of date. */
  turnEnds(): void;
  /** After each batch of events: listeners are notified now. */
  batchEnds(): void;
  /**
   * A new engine has recovered from the journal; what was known from events has to be read again.
   */
  restarted(): void;
  /** Storage holds other records than the engine has read. */
  storageReplaced(): void;
  /** No engine works here (any more). Called once. */
  stopped(error: SyncMutationError): void;
  /** The engine has stopped, or what was cleared from storage is written again. */
  factsChanged(): void;
  /** The page is shown again as it was left. */
  returned(): void;
  /** Leaving the page would lose work. */
  wouldLoseWork(): boolean;
  /** That person works here (`personOf`). */
  isHere(person: string): boolean;
  /** How many mutations are pending, and how many of them in flight. */
  work(): { pending: number; sending: number };
  /** Reports the turns of the engine; none: they are not asked for. */
  trace(): ((turn: EngineTurn) => void) | undefined;
  /** The application's `classify` or `fromServer` threw for an answer. */
  callbackThrew(resource: string): void;
}

/**
 * The engine and its page: loads it at first use, passes commands and inputs in, and takes events
 * out. Events of a command are taken before it returns; those of an enqueue afterwards, in a
 * microtask, because the caller shows its own change by itself.
 */
export class EngineConnection {
  private readonly guard: GuardedEngine;
  private opened = false;
  private failed = false;
  /** The user of the last `setUser`: a later engine of this page gets it too. */
  private user: [id: string, company: string] | null = null;
  /** What the application or a person has set; a later engine of this page gets it too. */
  private paused = false;
  private offlineMode = false;

  /** The engine was asked for before its module was loaded. */
  private readonly startLate = (): void => {
    this.wake();
    this.client.factsChanged();
  };

  constructor(
    private readonly host: BrowserHost,
    private readonly configuration: Configuration,
    private readonly client: EngineClient,
  ) {
    this.guard = new GuardedEngine({
      require: () => {
        if (!host.page.isServer()) requireModule(this.startLate);
      },
      load: () => this.load(),
      start: (engine) => this.start(engine),
      seen: (engine) => {
        const report = client.trace();
        return report ? traced(engine, report) : engine;
      },
      restarted: () => client.restarted(),
      stopped: (cause) => this.stop('STOPPED', cause),
    });
  }

  /** The engine is loaded and has not stopped. */
  get running(): boolean {
    return this.guard.running;
  }

  /** No engine works in this page: none yet, or none any more. */
  get stopped(): boolean {
    return this.failed || (!isModuleHere() && !this.host.page.isServer());
  }

  /** A question. `otherwise`: the answer when no engine works here. */
  ask<R>(question: (engine: Engine) => R, otherwise: R): R {
    try {
      this.ensureStarted();
      return this.guard.call(question);
    } catch (error) {
      if (error instanceof SyncMutationError) return otherwise;
      throw error;
    }
  }

  /**
   * A command that answers with a Reply; its events are taken before this returns.
   *
   * @returns the reply's value
   * @throws SyncMutationError when the engine rejects the command, or when none works here
   */
  command(run: (engine: Engine) => string): string {
    this.ensureStarted();
    const reply = this.guard.call(run);
    this.drain();
    return this.valueOf(reply);
  }

  /**
   * An enqueue: as `command`, but its events come later.
   *
   * @param text what the host stores
   * @returns the id of the mutation, and whether it is in storage
   */
  enqueue(text: string, run: (engine: Engine) => string): { id: string; durable: boolean } {
    if (this.host.storage.vault.isLocked)
      throw new SyncMutationError({
        code: 'LOCKED',
        message: this.configuration.sentence('LOCKED'),
      });
    this.ensureStarted();
    const recovered = (engine: Engine): string | undefined =>
      this.host.ports.wasStored() ? newestReply(engine) : undefined;
    const reply = this.valueOf(
      this.host.ports.holding(text, () => this.guard.call(run, recovered)),
      'id',
    );
    return { id: reply.slice(1), durable: reply.startsWith('+') };
  }

  /**
   * A command whose caller cannot act on a failure: where no engine works here, nothing happens.
   *
   * @throws SyncMutationError when the engine rejects the command
   */
  order(run: (engine: Engine) => string): void {
    try {
      this.command(run);
    } catch (error) {
      if (this.guard.running || !(error instanceof SyncMutationError)) throw error;
    }
  }

  /** Sets who is signed in (7.1). '' and '': no user. */
  setUser(id: string, company: string): void {
    this.worksHere([id, company]);
    this.order((engine) => engine.setUser(id, company));
  }

  /** Stops sending until `resume`. */
  pause(): void {
    this.paused = true;
    this.order((engine) => engine.pause());
  }

  /** Sends again; there may be new credentials. */
  resume(): void {
    this.paused = false;
    this.order((engine) => engine.resume());
  }

  /** Works as if there were no network, until it is set again. */
  setOfflineMode(on: boolean): void {
    this.offlineMode = on;
    this.order((engine) => engine.setOfflineMode(on));
  }

  /** Someone has signed in or out, maybe in another tab: a later engine of this page does not undo it. */
  userIs(id: string | null, company: string | null): void {
    this.worksHere(id === null ? null : [id, company ?? '']);
  }

  /** Forgets who was signed in. @returns how many mutations stay sealed */
  logout(): number {
    this.worksHere(null);
    return (JSON.parse(this.command((engine) => engine.logout())) as { unsynced: number }).unsynced;
  }

  private worksHere(user: typeof this.user): void {
    // To work offline was the choice of the person who leaves.
    if (this.user !== null && this.user[0] !== user?.[0]) this.offlineMode = false;
    this.user = user;
  }

  /** Starts another engine, which reads storage again: what is stored has changed. */
  restart(): void {
    this.guard.restart();
  }

  /** Starts the engine where one can work here. */
  wake(): void {
    this.ask(() => undefined, undefined);
  }

  /** Passes what a read has shown of records; null: it does not exist. */
  observe(
    resource: string,
    records: readonly { entity: string; record: object | null; etag?: string }[],
    wasAsked = false,
  ): void {
    this.command((engine) => {
      for (const { entity, record, etag = '' } of records)
        engine.observe(resource, entity, toBaseText(record), etag, wasAsked);
      return '';
    });
  }

  /** A command without a result; its events come later. */
  mention(run: (engine: Engine) => void): void {
    this.ask(run, undefined);
  }

  /** A read was answered with 401, or, after that, with anything else. */
  readMet(resource: string, status: 200 | 401): void {
    this.unlessStopped(() => {
      this.guard.call((engine) =>
        status === 401 ? engine.sessionOver(resource) : engine.probeAnswered(resource, 200, false),
      );
      this.drain();
    });
  }

  /** Takes the events there are. */
  drain(): void {
    if (this.routeEvents()) this.client.batchEnds();
  }

  private routeEvents(): boolean {
    this.client.turnEnds();
    const events: EventText[] = [];
    let taken: readonly EventText[];
    do {
      const text = this.guard.call((engine) => engine.takeEvents());
      taken = text === '' ? [] : (parseJson(text) as EventText[]);
      events.push(...taken);
    } while (taken.length === EVENTS_AT_ONCE);
    for (const event of events) this.client.route(event);
    return events.length > 0;
  }

  /** Loads and starts the engine unless it runs; what it recovers is known when this returns. */
  private ensureStarted(): void {
    if (this.guard.running) {
      this.guard.call((engine) => this.passConfiguration(engine));
      return;
    }
    this.guard.call(() => undefined);
    this.routeEvents();
    // The caller may be a render: listeners are notified after it.
    this.host.microtask(() => this.client.batchEnds());
  }

  /** The browser keeps calling an engine that has stopped, which was reported once. */
  private unlessStopped(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof SyncMutationError)) throw error;
    }
  }

  private load(): Engine {
    if (this.host.page.isServer()) throw this.failure('NO_PAGE');
    if (this.opened) this.host.ports.forgetEngine();
    try {
      return loadEngine(this.host.ports);
    } catch (cause) {
      throw this.stop('WASM_BLOCKED', cause);
    }
  }

  private start(engine: Engine): void {
    if (!this.opened) {
      this.host.open(this.inputs());
      this.client.opened();
    }
    this.opened = true;
    const options = {
      tab: this.host.newTabId(),
      origin: this.configuration.ownOrigin(),
      online: this.host.page.onLine(),
      origins: this.configuration.origins(),
      sharedSession: this.configuration.sharesSession(),
    };
    this.valueOf(engine.start(JSON.stringify(options)));
    this.configuration.allChanged();
    this.passConfiguration(engine);
    if (this.user) engine.setUser(...this.user);
    if (this.paused) engine.pause();
    if (this.offlineMode) engine.setOfflineMode(true);
  }

  private passConfiguration(engine: Engine): void {
    for (const resource of this.configuration.takeChanged()) {
      engine.configureEndpoint(resource, this.configuration.coreOptions(resource));
    }
  }

  private stop(code: 'STOPPED' | 'WASM_BLOCKED', cause: unknown): SyncMutationError {
    const error = this.failure(code, cause);
    this.failed = true;
    this.client.factsChanged();
    this.client.stopped(error);
    return error;
  }

  private failure(code: string, cause?: unknown): SyncMutationError {
    return new SyncMutationError({ code, message: this.configuration.sentence(code), cause });
  }

  private valueOf(reply: string, argument = ''): string {
    if (!reply.startsWith('!')) return reply;
    throw replyError(reply, (code, values) => this.configuration.sentence(code, values), argument);
  }

  /**
   * The browser's signals go into the engine; its events come out before the browser's task
   * ends.
   */
  private inputs(): HostInputs {
    const input = (run: (engine: Engine) => void): void =>
      this.unlessStopped(() => {
        this.guard.call(run);
        this.drain();
      });
    return {
      transportFailed: (attempts, failure) =>
        input((engine) => {
          for (const attempt of attempts) engine.transportFailed(attempt, failure);
        }),
      answered: (answers) =>
        input((engine) => {
          for (const { attempt, status, meta, body } of answers)
            engine.response(attempt, status, meta, body);
        }),
      batchUnusable: (first, mayHaveArrived) =>
        input((engine) => engine.batchUnusable(first, mayHaveArrived)),
      verified: (attempt, verdict, record) =>
        input((engine) => engine.verified(attempt, verdict, record)),
      probeAnswered: (url, status, html) =>
        input((engine) => engine.probeAnswered(url, status, html)),
      timer: (name) => input((engine) => engine.timer(name)),
      connectivity: (online) => input((engine) => engine.connectivity(online)),
      leadership: (held) => input((engine) => engine.leadership(held)),
      tabMessage: (message) => input((engine) => engine.tabMessage(message)),
      storageChanged: (key) => input((engine) => engine.storageChanged(key)),
      storageWritten: () => this.client.factsChanged(),
      eventsReady: () => this.host.microtask(() => this.unlessStopped(() => this.drain())),
      wouldLoseWork: () => this.client.wouldLoseWork(),
      isHere: (person) => this.client.isHere(person),
      hasWork: () => this.client.work().pending > 0,
      isSending: () => this.client.work().sending > 0,
      unsendable: () => this.ask((engine) => JSON.parse(engine.unsendable()) as string[], []),
      canSend: (mutation) => this.ask((engine) => engine.canSend(mutation), false),
      storageReplaced: () => this.client.storageReplaced(),
      returned: () => this.client.returned(),
      callbackThrew: (resource) => this.client.callbackThrew(resource),
    };
  }
}

/** The reply of an enqueue that a trap cut short after its record had been stored. */
function newestReply(engine: Engine): string | undefined {
  const entries = JSON.parse(engine.entries('pending')) as { id: string }[];
  const newest = entries.at(-1);
  return newest && `+${newest.id}`;
}
