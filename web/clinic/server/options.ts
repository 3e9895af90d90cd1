import { resolve } from 'node:path';
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
  /** The refresh cookie is for HTTPS only: set it wherever TLS ends in front of this server. Default false. */
  readonly secureCookies?: boolean | undefined;
  /** A pino level. Default 'silent'. */
  readonly logLevel?: string | undefined;
  /** Where log lines go. Default: standard output. */
  readonly logTo?: NodeJS.WritableStream | undefined;
}

/** Options of a server that listens. */
export interface ListenOptions extends ServerOptions {
  /** 0 takes a free port. Default 4173. */
  readonly port?: number | undefined;
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
  const port = Number(env['PORT'] ?? 4173);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('PORT must be a number from 0 to 65535.');
  return {
    port,
    databaseUrl: given(env['DATABASE_URL']),
    dataDir: resolve(cwd, given(env['CLINIC_DATA_DIR']) ?? '.clinic-data'),
    uiDir: uiFolder(env, cwd),
    demo: env['CLINIC_DEMO'] !== 'off',
    seed: env['CLINIC_SEED'] !== 'off',
    corsOrigins: (given(env['CLINIC_CORS_ORIGINS']) ?? '')
      .split(',')
      .filter((origin) => origin !== ''),
    requestsPerMinute: positive(env, 'CLINIC_REQUESTS_PER_MINUTE'),
    secureCookies: env['CLINIC_SECURE_COOKIES'] === 'on',
    logLevel: given(env['LOG_LEVEL']) ?? (env['CLINIC_DEMO'] === 'off' ? 'info' : 'warn'),
  };
}

function positive(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = given(env[name]);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} must be a whole number above 0.`);
  return Number(text);
}

function uiFolder(env: NodeJS.ProcessEnv, cwd: string): string | undefined {
  const folder = given(env['SYNCHRONE_UI_DIR']);
  return folder === undefined ? undefined : resolve(cwd, folder);
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
