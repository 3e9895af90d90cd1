// npm start: set-up, builds, then the clinic with its API on one port of this machine.
//
//   PORT             the port; default 4173, or the next free one
//   CLINIC_DATA_DIR  where the embedded database lives; default .clinic-data
//   DATABASE_URL     a PostgreSQL server to use instead
//   CLINIC_DEMO      on: invented patients, nobody has to sign in; the default without DATABASE_URL

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { root } from './support/places.mjs';
import { findOnPath } from './support/run.mjs';
import { SetupError, runCommand, step } from './support/say.mjs';
import { alone, bringTools, buildForStart } from './steps/set_up.mjs';
import { clinicUi } from './steps/web_builds.mjs';

const kHost = '127.0.0.1';
const kFirstPort = 4173;
const kPortsTried = 50;
const kStartLimitMs = 120_000; // the first start fills the database
const kPollEveryMs = 200;

await runCommand(async () => {
  await alone(async () => {
    await bringTools(['module']);
    await buildForStart();
  });
  const port = process.env.PORT ?? String(await findFreePort());
  const url = `http://${kHost}:${port}/`;
  const server = startServer(port);
  await waitUntilServed(url, server);
  console.log(`\nThe clinic is open at ${url} (stop with Ctrl-C)\n`);
  openBrowser(url);
  return server.ended;
});

/** @returns {{ ended: Promise<number>, isRunning(): boolean }} the server, stopped with us */
function startServer(port) {
  const env = {
    CLINIC_DATA_DIR: join(root, '.clinic-data'),
    CLINIC_DEMO: isForShow() ? 'on' : 'off',
    ...process.env,
    PORT: port,
    SYNCHRONE_UI_DIR: clinicUi,
  };
  const entry = join(root, 'web/clinic/server/main.ts');
  const args = ['--import', 'tsx', entry];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code ?? 0)));
  return { ended, isRunning: () => child.exitCode === null && child.signalCode === null };
}

/** A database of one's own, or production, is never opened to everybody without being asked. */
function isForShow() {
  return !process.env.DATABASE_URL && process.env.NODE_ENV !== 'production';
}

async function waitUntilServed(url, server) {
  const now = step('Clinic: starting');
  const giveUpAt = Date.now() + kStartLimitMs;
  while (!(await isServed(url))) {
    if (!server.isRunning()) throw new SetupError('the clinic stopped while starting; see above.');
    if (Date.now() > giveUpAt) throw new SetupError(`the clinic did not answer at ${url}.`);
    await new Promise((resolve) => setTimeout(resolve, kPollEveryMs));
  }
  now.done('open');
}

async function isServed(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // not listening yet
  }
}

async function findFreePort() {
  for (let port = kFirstPort; port < kFirstPort + kPortsTried; port += 1) {
    if (await isFree(port)) return port;
  }
  const last = kFirstPort + kPortsTried - 1;
  throw new SetupError(`ports ${kFirstPort} to ${last} are taken; set PORT to a free one.`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, kHost, () => probe.close(() => resolve(true)));
  });
}

/** Opens the person's browser where there is a screen and no CI. */
function openBrowser(url) {
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const isWatched = process.stdout.isTTY && !process.env.CI;
  if (!hasDisplay || !isWatched || findOnPath('xdg-open') === null) return;
  spawn('xdg-open', [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
