import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A throw-away PostgreSQL server, for the tests that must not run on the embedded database alone. */

const run = promisify(execFile);
const debianHome = '/usr/lib/postgresql';

/** A running server; its data goes away with `stop`. */
export interface Cluster {
  /** Connects as the owner of what the tests create: not a superuser, as in a clinic's hosting. */
  readonly url: string;
  /** Ends every process of the server with SIGKILL. */
  kill(): void;
  /** Starts again after `kill`, at the same address with the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Settings besides the defaults: `fsync=off` is right for tests that do not pull the plug. */
export interface ClusterOptions {
  readonly settings?: readonly string[];
}

/** Seconds that a server may take to start or to stop, on the slowest of machines. */
const patience = '600';
const pollMs = 20;

/**
 * Starts a server that listens on a socket in a folder of its own, under a user that is not root.
 * @throws an Error in one sentence when PostgreSQL is not installed.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const bin = findBinaries();
  const home = mkdtempSync(join(tmpdir(), 'clinic-pg-'));
  const data = join(home, 'data');
  const account = unprivilegedAccount();
  if (account !== null) chownSync(home, account.uid, account.gid);
  const call = (program: string, args: readonly string[]) =>
    run(join(bin, program), [...args], { ...account, cwd: home });
  await call('initdb', [
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'admin',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${home}`,
    ...(options.settings ?? []),
  ];
  const server = settings.flatMap((setting) => ['-c', setting]).join(' ');
  const start = async (): Promise<void> => {
    const log = join(home, 'log');
    await call('pg_ctl', ['-D', data, '-w', '-t', patience, '-l', log, '-o', server, 'start']);
  };
  const stop = async (mode: string): Promise<void> => {
    await call('pg_ctl', ['-D', data, '-w', '-t', patience, '-m', mode, 'stop']);
  };
  let killed: readonly number[] = [];
  await start();
  const admin = ['-h', home, '-U', 'admin', '-d', 'postgres'];
  await call('psql', [...admin, '-c', 'CREATE ROLE owner LOGIN CREATEDB CREATEROLE']);
  await call('psql', [...admin, '-c', 'CREATE DATABASE clinic OWNER owner']);
  return {
    url: `postgres://owner@localhost/clinic?host=${encodeURIComponent(home)}`,
    kill: () => {
      const first = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      killed = killAll(first);
    },
    restart: async () => {
      await gone(killed);
      await start();
    },
    stop: async () => {
      await stop('immediate').catch(() => undefined);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The newest of Debian's versions. */
function findBinaries(): string {
  const versions = (existsSync(debianHome) ? readdirSync(debianHome) : []).filter((name) =>
    existsSync(join(debianHome, name, 'bin', 'initdb')),
  );
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined)
    throw new Error(
      'The tests need PostgreSQL: npm test installs it, or "apt-get install postgresql".',
    );
  return join(debianHome, newest, 'bin');
}

/** PostgreSQL refuses to run as root; its package brings a user for it. */
function unprivilegedAccount(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The first process and everything that it started. @returns their ids */
function killAll(pid: number): readonly number[] {
  kill(pid, 'SIGSTOP'); // it starts nothing more
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  const all = [pid, ...children.map(Number)];
  for (const one of all) kill(one, 'SIGKILL');
  return all;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended by itself
  }
}

/** A process that was killed holds its files and its memory until the kernel has taken it down. */
async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => existsSync(`/proc/${pid}`))) await delay(pollMs);
}
