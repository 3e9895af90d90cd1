import process from 'node:process';
import { optionsFromEnvironment } from './options.ts';
import { startServer, type RunningServer } from './server.ts';

/** `npm start`: the server in the foreground until SIGTERM or Ctrl-C. Words for people go to stderr, the log to stdout. */
async function main(): Promise<void> {
  const options = optionsFromEnvironment(process.env, process.cwd());
  const server = await startServer(options);
  const metrics = server.metricsUrl === null ? '' : `Metrics: ${server.metricsUrl}/metrics\n`;
  process.stderr.write(`Synchrone clinic: ${server.url}\n${metrics}`);
  if (!(await someoneCanSignIn(server.db)))
    process.stderr.write('There is no account yet: npm run clinic:admin -- add --help\n');
  const stop = (): void => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

async function someoneCanSignIn(db: RunningServer['db']): Promise<boolean> {
  const account = db.selectFrom('users').select('id').where('active', '=', true).limit(1);
  return (await account.executeTakeFirst()) !== undefined;
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(1);
});

/** One clear sentence for the failures that a person can do something about. */
function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  if (code === 'EADDRINUSE')
    return 'The port is in use: stop the other program or choose another one with PORT.';
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return 'This machine has no such address: check HOST and CLINIC_METRICS_HOST.';
  if (code === 'ECONNREFUSED') return 'The PostgreSQL server of DATABASE_URL does not answer.';
  if (code === '28P01' || code === '28000' || code === '3D000')
    return 'PostgreSQL refuses the user, the password or the database of DATABASE_URL.';
  if (code === '42501')
    return 'The user of DATABASE_URL must own its database and be allowed to create roles.';
  return error.message;
}
