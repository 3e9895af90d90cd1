import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { Session } from '../people/session.ts';
import { limits } from '../limits.ts';
import { openEmbedded, openServer, type Engine } from './engines.ts';
import { isWorthRetrying } from './failures.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './tables.ts';

/** A transaction of a request: row-level security applies, one company is visible. */
export type RequestTransaction = Transaction<Tables>;

/** What the audit trail should know about a change besides who made it. */
export interface ChangeContext {
  readonly requestId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly reason?: string | undefined;
}

/** The database of one server process. */
export interface Database {
  readonly engine: Engine;
  /** As the owner of the tables: migrations, seed, sign-in, upkeep, tests. Row-level security does not apply. */
  readonly owner: Kysely<Tables>;
  /** The epoch of the feed's cursors; see `feedEpoch`. */
  readonly epoch: string;
  /**
   * Runs `work` in one transaction as the session's user and company, under the role that owns nothing.
   * After a deadlock or a lost race the whole of `work` runs again, so it must do nothing but use the transaction.
   */
  asSession<T>(
    session: Session,
    change: ChangeContext,
    work: (trx: RequestTransaction) => Promise<T>,
  ): Promise<T>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Where the data lives: a PostgreSQL server when `databaseUrl` is given, else the embedded one in `dataDir`. */
export interface DatabaseLocation {
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  /** Milliseconds to wait for a lock of another transaction, on a server. Default `limits.lockTimeoutMs`. */
  readonly lockTimeoutMs?: number | undefined;
}

/** Opens and migrates the database. */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  const engine =
    location.databaseUrl === undefined
      ? await openEmbedded(location.dataDir)
      : openServer(location.databaseUrl, location.lockTimeoutMs ?? limits.lockTimeoutMs);
  // A connection that breaks is replaced by the pool, and the request that was using it reports the failure. Without
  // these two listeners the same event would end the process: the first is for idle connections, the second for others.
  engine.pool.on('error', () => undefined);
  engine.pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const { epoch } = await migrate(engine.pool);
    return databaseOver(engine, epoch);
  } catch (error) {
    await engine.pool.end();
    await engine.close();
    throw error;
  }
}

function databaseOver(engine: Engine, epoch: string): Database {
  const owner = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: engine.pool }) });
  return {
    engine,
    owner,
    epoch,
    asSession: (session, change, work) =>
      retrying(() =>
        owner.transaction().execute(async (trx) => {
          await enterSession(trx, session, change);
          return work(trx);
        }),
      ),
    ping: async () => {
      await sql`SELECT 1`.execute(owner);
    },
    close: async () => {
      await owner.destroy();
      await engine.close();
    },
  };
}

/** Everything set here ends with the transaction (third argument of set_config). */
async function enterSession(
  trx: RequestTransaction,
  session: Session,
  change: ChangeContext,
): Promise<void> {
  await sql`SELECT
    set_config('role', 'clinic_app', true),
    set_config('app.company_id', ${session.companyId}, true),
    set_config('app.user_id', ${session.userId}, true),
    set_config('app.request_id', ${change.requestId ?? ''}, true),
    set_config('app.idempotency_key', ${change.idempotencyKey ?? ''}, true),
    set_config('app.reason', ${change.reason ?? ''}, true)`.execute(trx);
}

async function retrying<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt > limits.transactionRetries || !isWorthRetrying(error)) throw error;
    }
  }
}
