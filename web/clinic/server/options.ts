import { resolve } from 'node:path';
import { secondFactorGroups, type SecondFactorGroup } from './people/second-factor.ts';
import { missingKey, secretKeysOf } from './people/vault.ts';
import type { ResourceName } from './resources/resource.ts';

/** How a server is set up. Everything has a default except where the data lives. */
export interface ServerOptions {
  /** A folder for the embedded database, or 'memory://'. Ignored when `databaseUrl` is given. */
  readonly dataDir?: string | undefined;
  /** A PostgreSQL server to use instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Fills an empty database with a believable clinic. Default false. */
  readonly seed?: boolean | undefined;
  /** The day around which the seeded appointments lie. Default: today. */
  readonly seedDay?: Date | undefined;
  /** Requests without credentials act as the demonstration's user, and /demo/conditions exists. Default false. */
  readonly demo?: boolean | undefined;
  /** The built clinic UI to serve. */
  readonly uiDir?: string | undefined;
  /** Origins of pages that may call from elsewhere. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Resources whose changes must carry If-Match. Default: medical-records. */
  readonly requireIfMatch?: readonly ResourceName[] | undefined;
  /** Milliseconds to wait for a lock of another transaction. Default `limits.lockTimeoutMs`. */
  readonly lockTimeoutMs?: number | undefined;
  /** Requests of one user per minute. Default `limits.requestsPerMinute`. */
  readonly requestsPerMinute?: number | undefined;
  /**
   * TLS ends in front of this server: the refresh cookie is for HTTPS only, and browsers keep to HTTPS (HSTS).
   * Default false.
   */
  readonly secureCookies?: boolean | undefined;
  /** Proxies in front of this server, whose X-Forwarded-For names the caller. Default 0: none is trusted. */
  readonly trustedProxies?: number | undefined;
  /** Whose sign-in needs a second factor; all others may have one. Default: none. */
  readonly requireSecondFactor?: readonly SecondFactorGroup[] | undefined;
  /**
   * Keys of 32 bytes that encrypt second factors and the server's own secrets in the database; the first one encrypts, each
   * one decrypts. Default: none, the secrets are readable in the database.
   */
  readonly secretKeys?: readonly Buffer[] | undefined;
  /** Refuses to open a database that holds the demonstration's accounts. Default false. */
  readonly refuseDemoAccounts?: boolean | undefined;
  /** A pino level. Default 'silent'. */
  readonly logLevel?: string | undefined;
  /** Where log lines go. Default: standard output. */
  readonly logTo?: NodeJS.WritableStream | undefined;
}

/** Options of a server that listens. */
export interface ListenOptions extends ServerOptions {
  /** 0 takes a free port. Default 4173. */
  readonly port?: number | undefined;
  /** The address to listen on. Default 127.0.0.1: this machine only. */
  readonly host?: string | undefined;
  /** Where metrics are served: a port of its own, 0 a free one. Default: nowhere. */
  readonly metricsPort?: number | undefined;
  /** The address for metrics. Default 127.0.0.1. */
  readonly metricsHost?: string | undefined;
  /**
   * Milliseconds between the signal to stop and the closing of the port: `/ready` answers 503 meanwhile, so that a proxy
   * sends no more requests here. Default 0.
   */
  readonly drainMs?: number | undefined;
  /** Resolves after that many milliseconds. Default: a timer. */
  readonly wait?: ((ms: number) => Promise<void>) | undefined;
  /** Milliseconds until an idle connection is closed; 0: never. Default `limits.keepAliveMs`. */
  readonly keepAliveMs?: number | undefined;
}

/** Default of `requireIfMatch`: two people writing into one medical file must not overwrite each other. */
export const versionedByPolicy: readonly ResourceName[] = ['medical-records'];

/**
 * Reads the options of `npm start` from the environment.
 * @throws an Error that names the variable when a value makes no sense.
 */
export function optionsFromEnvironment(env: NodeJS.ProcessEnv, cwd: string): ListenOptions {
  const port = portOf(env, 'PORT') ?? 4173;
  const host = given(env['HOST']);
  const demo = switchOf(env, 'CLINIC_DEMO') ?? false;
  const seed = switchOf(env, 'CLINIC_SEED') ?? demo;
  mustBeSafe(env, demo, seed, host);
  return {
    port,
    host,
    metricsPort: portOf(env, 'CLINIC_METRICS_PORT'),
    metricsHost: given(env['CLINIC_METRICS_HOST']),
    drainMs: drainSeconds(env, demo) * 1000,
    databaseUrl: given(env['DATABASE_URL']),
    dataDir: resolve(cwd, given(env['CLINIC_DATA_DIR']) ?? '.clinic-data'),
    uiDir: uiFolder(env, cwd),
    demo,
    seed,
    secretKeys: secretKeys(env, demo),
    refuseDemoAccounts: !demo,
    corsOrigins: (given(env['CLINIC_CORS_ORIGINS']) ?? '')
      .split(',')
      .filter((origin) => origin !== ''),
    requestsPerMinute: positive(env, 'CLINIC_REQUESTS_PER_MINUTE'),
    secureCookies: switchOf(env, 'CLINIC_SECURE_COOKIES') ?? !demo,
    trustedProxies: positive(env, 'CLINIC_TRUST_PROXY'),
    requireSecondFactor: groupsOf(env, 'CLINIC_REQUIRE_TOTP'),
    logLevel: given(env['LOG_LEVEL']) ?? (demo ? 'warn' : 'info'),
  };
}

/** The demonstration lets everybody in, and its people have a public password. */
function mustBeSafe(
  env: NodeJS.ProcessEnv,
  demo: boolean,
  seed: boolean,
  host: string | undefined,
): void {
  if (demo && env['NODE_ENV'] === 'production')
    throw new Error(
      'CLINIC_DEMO=on lets everybody in without a password: it cannot be combined with NODE_ENV=production.',
    );
  if (demo && host !== undefined && !/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host))
    throw new Error(
      'CLINIC_DEMO=on lets everybody in without a password: HOST must be an address of this machine alone, such as 127.0.0.1.',
    );
  if (seed && !demo)
    throw new Error(
      'CLINIC_SEED=on fills the database with invented patients and accounts of a public password: set CLINIC_DEMO=on too.',
    );
}

function portOf(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = given(env[name]);
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new Error(`${name} must be a number from 0 to 65535.`);
  return Number(text);
}

function drainSeconds(env: NodeJS.ProcessEnv, demo: boolean): number {
  const text = given(env['CLINIC_DRAIN_SECONDS']) ?? (demo ? '0' : '5');
  if (!/^\d{1,2}$/.test(text))
    throw new Error('CLINIC_DRAIN_SECONDS must be a whole number from 0 to 99.');
  return Number(text);
}

function switchOf(env: NodeJS.ProcessEnv, name: string): boolean | undefined {
  const text = given(env[name]);
  if (text === undefined) return undefined;
  if (text !== 'on' && text !== 'off') throw new Error(`${name} must be "on" or "off".`);
  return text === 'on';
}

function positive(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = given(env[name]);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} must be a whole number above 0.`);
  return Number(text);
}

function groupsOf(env: NodeJS.ProcessEnv, name: string): readonly SecondFactorGroup[] {
  const words = (given(env[name]) ?? '').split(',').filter((word) => word !== '');
  return words.map((word) => {
    const group = secondFactorGroups.find((known) => known === word.trim());
    if (group !== undefined) return group;
    throw new Error(`${name} is a list of ${secondFactorGroups.join(', ')}, separated by commas.`);
  });
}

/** A demonstration has no secrets: without a key of its own it leaves them readable. */
function secretKeys(env: NodeJS.ProcessEnv, demo: boolean): readonly Buffer[] {
  const text = given(env['CLINIC_SECRET_KEY']);
  if (text !== undefined) return secretKeysOf(text);
  if (!demo) throw new Error(missingKey);
  return [];
}

function uiFolder(env: NodeJS.ProcessEnv, cwd: string): string | undefined {
  const folder = given(env['SYNCHRONE_UI_DIR']);
  return folder === undefined ? undefined : resolve(cwd, folder);
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
