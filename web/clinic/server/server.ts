import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import express, { type Express } from 'express';
import type { Kysely } from 'kysely';
import { openDatabase, type Database } from './database/database.ts';
import type { Tables } from './database/tables.ts';
import { FeedHub } from './feed/hub.ts';
import { createApp } from './http/app.ts';
import { Connections } from './http/connections.ts';
import { limits } from './limits.ts';
import { createLog } from './observability/log.ts';
import { Metrics } from './observability/metrics.ts';
import { startUpkeep } from './observability/upkeep.ts';
import type { ListenOptions, ServerOptions } from './options.ts';
import { AccessTokens } from './people/access-tokens.ts';
import { RefreshTokens } from './people/refresh-tokens.ts';
import type { People } from './people/router.ts';
import { DeviceKeys } from './people/device-keys.ts';
import { sealSecrets, sharedSecret } from './people/secrets.ts';
import { Vault } from './people/vault.ts';
import { CompanyAccounts } from './people/company-accounts.ts';
import { OwnAccount } from './people/own-account.ts';
import { SignInGuard } from './people/sign-in-guard.ts';
import { SignIns } from './people/sign-in.ts';
import { ensureDemoCompany, linkDemoDoctor, refuseDemoAccounts } from './seed/company.ts';
import { endPastVisits, seedIfEmpty } from './seed/seed.ts';

export type { ListenOptions, ServerOptions } from './options.ts';

/** A server that is set up but does not listen. */
export interface ClinicServer {
  /** The Express application. */
  readonly app: Express;
  readonly database: Database;
  /** The numbers of this server. */
  readonly metrics: Metrics;
  /** `/ready` answers 503 from now on. */
  startStopping(): void;
  /** Ends what would otherwise never end by itself. */
  dropLiveConnections(): void;
  /** Closes the database. */
  close(): Promise<void>;
}

/** A server that listens. */
export interface RunningServer {
  /** Without a slash at the end, for example `http://127.0.0.1:4173`. */
  readonly url: string;
  readonly port: number;
  /** Where metrics are served, without a slash at the end; null: nowhere. */
  readonly metricsUrl: string | null;
  /** The database as the owner of the tables, for tests and upkeep. */
  readonly db: Kysely<Tables>;
  /** Turns `/ready` to 503, lets running requests finish, then closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/** Opens the database, fills it if asked, and builds the application. */
export async function createServer(options: ServerOptions): Promise<ClinicServer> {
  const log = createLog(options.logLevel ?? 'silent', options.logTo);
  const database = await openDatabase({
    databaseUrl: options.databaseUrl,
    dataDir: options.dataDir ?? 'memory://',
    lockTimeoutMs: options.lockTimeoutMs,
  });
  try {
    if (options.seed === true) await seedIfEmpty(database, options.seedDay ?? new Date());
    if (options.demo === true) {
      await ensureDemoCompany(database.owner);
      await linkDemoDoctor(database.owner);
      await endPastVisits(database.owner, options.seedDay ?? new Date());
    }
    if (options.refuseDemoAccounts === true) await refuseDemoAccounts(database.owner);
    const hub = await FeedHub.open(database);
    const people = await openPeople(database.owner, options);
    const stopUpkeep = startUpkeep(database.owner, log);
    const metrics = new Metrics(database, hub);
    const lifecycle = { isStopping: false };
    return {
      app: createApp({ database, people, hub, log, metrics, lifecycle }, options),
      database,
      metrics,
      startStopping: () => {
        lifecycle.isStopping = true;
      },
      dropLiveConnections: () => hub.dropAll(),
      close: async () => {
        stopUpkeep();
        await hub.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openPeople(owner: Kysely<Tables>, options: ServerOptions): Promise<People> {
  const vault = new Vault(options.secretKeys);
  await sealSecrets(owner, vault);
  const accessTokens = new AccessTokens(await sharedSecret(owner, vault, 'access-token'));
  const guard = new SignInGuard(owner);
  const tokens = new RefreshTokens(await sharedSecret(owner, vault, 'refresh-token'));
  const demandedOf = options.requireSecondFactor ?? [];
  const signIns = new SignIns(owner, { tokens, guard, vault, demandedOf });
  return {
    accessTokens,
    deviceKeys: new DeviceKeys(await sharedSecret(owner, vault, 'device-key')),
    signIns,
    guard,
    accounts: new CompanyAccounts(owner),
    own: new OwnAccount(owner, vault),
  };
}

/**
 * Starts a server.
 * @throws FolderInUseError, or EADDRINUSE when the port is taken.
 */
export async function startServer(options: ListenOptions): Promise<RunningServer> {
  const clinic = await createServer(options);
  const http = createHttpServer(
    {
      requestTimeout: limits.requestArrivalMs,
      keepAliveTimeout: options.keepAliveMs ?? limits.keepAliveMs,
    },
    clinic.app,
  );
  const connections = new Connections(http);
  const metrics = options.metricsPort === undefined ? null : metricsServer(clinic.metrics);
  try {
    await listen(http, options.port ?? 4173, options.host ?? loopback);
    if (metrics !== null)
      await listen(metrics, options.metricsPort ?? 0, options.metricsHost ?? loopback);
  } catch (error) {
    http.close();
    await clinic.close();
    throw error;
  }
  const { port } = http.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    clinic.startStopping();
    await (options.wait ?? delay)(options.drainMs ?? 0);
    await stop(http, connections, clinic);
    metrics?.closeAllConnections();
    metrics?.close();
  };
  return {
    url: urlOf(http),
    port,
    metricsUrl: metrics === null ? null : urlOf(metrics),
    db: clinic.database.owner,
    close: () => (closing ??= close()),
  };
}

const loopback = '127.0.0.1';

/** Prometheus's text at /metrics, for all who can reach the port: nothing of patients, no credentials. */
function metricsServer(metrics: Metrics): Server {
  const app = express();
  app.disable('x-powered-by');
  app.get('/metrics', metrics.page());
  return createHttpServer(app);
}

/** A server on all addresses is reached on this machine as well. */
function urlOf(http: Server): string {
  const { address, family, port } = http.address() as AddressInfo;
  const isAny = address === '0.0.0.0' || address === '::';
  const host = isAny ? loopback : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => resolve());
  });
}

/** No new requests; running ones finish within the grace period; then the database. */
async function stop(http: Server, connections: Connections, clinic: ClinicServer): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  clinic.dropLiveConnections();
  connections.closeWhenIdle();
  const impatience = setTimeout(() => connections.destroyAll(), limits.shutdownGraceMs);
  await closed;
  clearTimeout(impatience);
  await clinic.close();
}
