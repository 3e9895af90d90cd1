import type { SyncClient } from '../types/index.js';
import { reportOnce } from './context/diagnostics.js';

/** State of one `useOptimisticMutation`; the same object until something changes. */
export interface OptimisticMutationState {
  /** A call has not been answered yet. */
  readonly isPending: boolean;
  /** Message of the newest rejection; null: none since the last call, or cleared. */
  readonly error: string | null;
}

/** What one call may bring along. */
export interface OptimisticMutationOptions<Input> {
  /** Handed to `onOptimisticUpdate` to roll back, when that returned no function for it. */
  previousState?: Input;
}

/** @deprecated Use `OptimisticMutationState`. */
export type OneOffState = OptimisticMutationState;

/** @deprecated Use `OptimisticMutationOptions`. */
export type OneOffOptions<Input> = OptimisticMutationOptions<Input>;

/** The two functions of an application. */
export interface OptimisticMutationFunctions<Input, Result> {
  /** Sends the change; its rejection rolls back. */
  readonly apiCall: (input: Input) => Result | Promise<Result>;
  /** Shows the change. Returns how to undo exactly this change, or nothing. */
  readonly onOptimisticUpdate: (input: Input) => unknown;
}

const IDLE: OptimisticMutationState = { isPending: false, error: null };

/**
 * Optimistic calls outside the queue: shown at once, kept in memory only, rolled back when
 * the call is rejected. A reload or a closed tab loses what has not been answered.
 */
export class OptimisticMutationCalls<Input, Result> {
  private state = IDLE;
  private openCalls = 0;
  private functions: OptimisticMutationFunctions<Input, Result> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly client: SyncClient) {}

  /** Takes the newest functions: later calls, and rollbacks of earlier ones, go there. */
  readonly use = (functions: OptimisticMutationFunctions<Input, Result>): void => {
    this.functions = functions;
  };

  /** Shows the change and sends it. The promise never causes unhandledrejection. */
  readonly mutate = (
    input: Input,
    options: OptimisticMutationOptions<Input> = {},
  ): Promise<Result> => {
    const outcome = this.run(input, options);
    outcome.catch(() => undefined);
    return outcome;
  };

  /** Makes `error` null until a call fails again. */
  readonly clearError = (): void => this.become({ error: null });
  /** The state now; the same object until something changes. */
  readonly getState = (): OptimisticMutationState => this.state;
  /** The state before any call. */
  readonly getServerState = (): OptimisticMutationState => IDLE;
  /** Calls back after each change of the state. @returns ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private async run(input: Input, options: OptimisticMutationOptions<Input>): Promise<Result> {
    const undo = this.current().onOptimisticUpdate(input);
    reportOnce(this.client, 'IN_MEMORY_ONLY');
    this.count(1, null);
    try {
      const result = await this.current().apiCall(input);
      this.count(-1, this.state.error);
      return result;
    } catch (error) {
      this.rollBack(undo, options);
      this.count(-1, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  private rollBack(undo: unknown, options: OptimisticMutationOptions<Input>): void {
    if (typeof undo === 'function') (undo as () => void)();
    else if (options.previousState !== undefined)
      this.current().onOptimisticUpdate(options.previousState);
    else reportOnce(this.client, 'NO_ROLLBACK');
  }

  private current(): OptimisticMutationFunctions<Input, Result> {
    if (this.functions === undefined)
      throw new Error('useOptimisticMutation: called before its component was shown');
    return this.functions;
  }

  private count(step: 1 | -1, error: string | null): void {
    this.openCalls += step;
    this.become({ isPending: this.openCalls > 0, error });
  }

  private become(change: Partial<OptimisticMutationState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of [...this.listeners]) listener();
  }
}
