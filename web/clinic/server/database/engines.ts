import { join } from 'node:path';
import pg from 'pg';
import { limits } from '../limits.ts';
import { lockFolder } from './folder-lock.ts';
import { listenOnServer } from './listener.ts';

/**
 * Where the data is: embedded or on a server. Both are reached through node-postgres, so everything above is
 * the same code.
 */
export interface Engine {
  readonly kind: 'embedded' | 'server';
  readonly pool: pg.Pool;
  /**
   * Calls `onNotice` with the payload of every NOTIFY on a channel, from any process. After a connection was lost and
   * found again it is called once with an empty payload: something may have been missed.
   * @returns a function that stops listening.
   */
  listen(channel: string, onNotice: (payload: string) => void): Promise<() => Promise<void>>;
  /** Gives back what the engine holds besides the pool (the embedded database, its folder). */
  close(): Promise<void>;
}

/** Dates without time stay text ('1980-02-29'): a JavaScript Date would move them across time zones. */
const dateType = 1082;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === dateType
      ? (text: string) => text
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Opens PostgreSQL inside this process (PGlite).
 * @param dataDir a folder, kept between starts, or 'memory://' for a database that ends with the process.
 * @throws {FolderInUseError} when another process has the folder.
 */
export async function openEmbedded(dataDir: string): Promise<Engine> {
  const [{ PGlite }, { createPgConfig }, { btree_gist }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/node-postgres'),
    import('@electric-sql/pglite/contrib/btree_gist'),
  ]);
  const inMemory = dataDir.startsWith('memory://');
  const lock = inMemory ? null : lockFolder(dataDir);
  try {
    const lite = await PGlite.create(inMemory ? dataDir : join(dataDir, 'pg'), {
      extensions: { btree_gist },
    });
    // One connection, kept open: PGlite is a single session, and the pool queues its users fairly.
    const pool = new pg.Pool({
      ...createPgConfig(lite),
      max: 1,
      idleTimeoutMillis: 0,
      types,
    } as pg.PoolConfig);
    return {
      kind: 'embedded',
      pool,
      listen: (channel, onNotice) => lite.listen(channel, onNotice),
      close: async () => {
        await lite.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/**
 * `sslmode=verify-full` in place of `prefer`, `require` and `verify-ca`. The driver checks the certificate in these modes,
 * too, and warns at each start that a later version will not: the mode that says so keeps the check.
 */
function withCheckedCertificate(databaseUrl: string): string {
  return databaseUrl.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

/** Connects to a PostgreSQL server. Nothing is sent yet: the first query opens the first connection. */
export function openServer(databaseUrl: string, lockTimeoutMs: number): Engine {
  const connectionString = withCheckedCertificate(databaseUrl);
  const pool = new pg.Pool({
    connectionString,
    max: limits.poolSize,
    connectionTimeoutMillis: limits.connectionTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'synchrone-clinic',
    options:
      `-c timezone=UTC -c statement_timeout=${limits.statementTimeoutMs} -c lock_timeout=${lockTimeoutMs}` +
      ` -c idle_in_transaction_session_timeout=${limits.statementTimeoutMs * 2}`,
    types,
  });
  return {
    kind: 'server',
    pool,
    listen: (channel, onNotice) => listenOnServer(connectionString, channel, onNotice),
    close: () => Promise.resolve(),
  };
}
