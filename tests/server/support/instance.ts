import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { COMPILED_SERVER } from './compiled-server.ts';

const main = fileURLToPath(new URL('../../../web/clinic/server/main.ts', import.meta.url));

/** What Node runs: the compiled server, or its TypeScript as `npm start` does where it is not compiled. */
function program(): string[] {
  const compiled = process.env[COMPILED_SERVER];
  return compiled === undefined ? ['--import', 'tsx', main] : [compiled];
}

/** A server in a process of its own. */
export interface Instance {
  readonly url: string;
  /** Where its metrics are. */
  readonly metricsUrl: string;
  readonly child: ChildProcess;
  /** Sends a signal and waits for the end. @returns the exit code; null after a signal that kills. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the server on a free port and waits for its address on stderr.
 * @param env variables besides PATH.
 * @throws an Error with all of stderr when the process ends before it listens.
 */
export async function startInstance(env: Readonly<Record<string, string>>): Promise<Instance> {
  const child = spawn(process.execPath, program(), {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      CLINIC_DEMO: 'on',
      CLINIC_SEED: 'off',
      CLINIC_METRICS_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  let words = '';
  for await (const chunk of child.stderr ?? []) {
    words += String(chunk);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(words)?.[0];
    const metricsUrl = /Metrics: (\S+)\n/.exec(words)?.[1];
    if (url === undefined || metricsUrl === undefined) continue;
    const end = async (signal: NodeJS.Signals): Promise<number | null> => {
      child.kill(signal);
      const [code] = (await exited) as [number | null];
      return code;
    };
    return { url, metricsUrl, child, end };
  }
  throw new Error(words);
}
