import type { Engine } from 'synchrone-module';
import type { EntryFilter } from '../../types/mutation_queue.js';
import type { Arguments } from '../base/arguments.js';
import { matches } from '../base/entries.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { Entries } from '../engine/entries.js';

/** Runs what a caller asks of the queue; the promises never cause `unhandledrejection`. */
export class Commands {
  constructor(
    private readonly connection: EngineConnection,
    private readonly entries: Entries,
    private readonly args: Arguments,
  ) {}

  /** Runs now; the promise rejects with what is thrown. */
  promised<T>(run: () => T | Promise<T>): Promise<T> {
    const promise = new Promise<T>((resolve) => resolve(run()));
    promise.catch(() => undefined);
    return promise;
  }

  /** Runs a command of the module. */
  run(command: (engine: Engine) => string): Promise<void> {
    return this.promised(() => void this.connection.command(command));
  }

  /** Likewise, on one entry. @param id as the caller gives it */
  on(id: unknown, command: (engine: Engine, id: string) => string): Promise<void> {
    return this.promised(() => {
      const name = this.args.id(id, 'id');
      this.connection.command((engine) => command(engine, name));
    });
  }

  /** Every parked entry that matches; a command that is rejected does not stop the others. */
  forEach(
    filter: EntryFilter | undefined,
    command: (engine: Engine, id: string) => string,
  ): Promise<number> {
    return this.promised(() => {
      if (filter !== undefined && typeof filter !== 'function') this.args.object(filter, 'filter');
      const chosen = this.entries.of('error').filter((entry) => matches(entry, filter));
      let done = 0;
      this.connection.command((engine) => {
        for (const { id } of chosen) if (!command(engine, id).startsWith('!')) done += 1;
        return '';
      });
      return done;
    });
  }
}
