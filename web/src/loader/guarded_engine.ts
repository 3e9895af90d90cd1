import type { Engine } from 'synchrone-module';

/** How a `GuardedEngine` gets engines and reports what happened to them. */
export interface EngineSource {
  /** Throws while there is nothing to load yet. A later call may find it. */
  require(): void;
  /** A fresh instance, not started. May throw WASM_BLOCKED. */
  load(): Engine;
  /** Starts it: recovers the queue from the journal. */
  start(engine: Engine): void;
  /** What a command runs on: the engine, or the engine with its turns reported. */
  seen(engine: Engine): Engine;
  /** An instance died and another one has recovered from the journal. */
  restarted(): void;
  /** The second one died too. Called once. @returns the error that every later call throws */
  stopped(cause: unknown): Error;
}

/** The instance is unusable: a trap, or its stack ran over (RangeError in Chromium and Safari). */
const isTrap = (error: unknown): boolean =>
  error instanceof RangeError ||
  (typeof WebAssembly !== 'undefined' && error instanceof WebAssembly.RuntimeError);

/**
 * The engine behind a guard against traps (BEHAVIOUR 7.2). A trap (an abort, a memory fault, a
 * stack overflow) leaves the instance in an unknown state, but whatever it accepted is in the
 * journal: so the instance is thrown away and a new one recovers. That is done once; a second trap
 * means that the journal itself may be what kills it, so the engine stops with the data intact.
 */
export class GuardedEngine {
  private engine: Engine | null = null;
  private traps = 0;
  private failure: Error | null = null;

  constructor(private readonly source: EngineSource) {}

  /** The module is loaded and has not stopped. */
  get running(): boolean {
    return this.engine !== null;
  }

  /**
   * Runs a command on the engine, loading it at first use.
   *
   * @param command what to do; done again on the new instance after a trap
   * @param salvage asked after a trap, on the new instance: the command's result if the journal
   *   shows that it had been carried out, undefined to do it again
   * @throws the source's error once stopped, or always the first one when loading failed
   */
  call<R>(command: (engine: Engine) => R, salvage?: (engine: Engine) => R | undefined): R {
    const engine = this.engine ?? this.begin();
    try {
      return command(this.source.seen(engine));
    } catch (error) {
      const successor = this.replace(error);
      return this.guarded(() => salvage?.(successor) ?? command(successor));
    }
  }

  /** Throws the engine away for another one, which recovers from the journal; nothing: none runs. */
  restart(): void {
    if (!this.engine) return;
    this.guarded(() => {
      this.engine = this.source.load();
      this.source.start(this.engine);
    });
  }

  private begin(): Engine {
    if (this.failure) throw this.failure;
    this.source.require();
    try {
      this.engine = this.source.load();
      this.source.start(this.engine);
      return this.engine;
    } catch (error) {
      this.engine = null;
      if (!isTrap(error) && error instanceof Error) this.failure = error;
      return this.replace(error);
    }
  }

  /** A started successor of an engine that died of `error`; other errors are thrown on. */
  private replace(error: unknown): Engine {
    if (!isTrap(error)) throw error;
    this.traps += 1;
    if (this.traps > 1) throw this.stop(error);
    return this.guarded(() => {
      const successor = this.source.load();
      this.engine = successor;
      this.source.start(successor);
      this.source.restarted();
      return successor;
    });
  }

  private guarded<R>(command: () => R): R {
    try {
      return command();
    } catch (error) {
      if (!isTrap(error)) throw error;
      throw this.stop(error);
    }
  }

  private stop(cause: unknown): Error {
    this.engine = null;
    this.failure ??= this.source.stopped(cause);
    return this.failure;
  }
}
