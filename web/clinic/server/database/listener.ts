import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { limits } from '../limits.ts';

/**
 * Listens on a connection of its own (a pooled one would go to other requests), and opens it again when it breaks.
 * The first connection is awaited; later ones happen behind the scenes.
 * @see Engine.listen
 */
export async function listenOnServer(
  databaseUrl: string,
  channel: string,
  onNotice: (payload: string) => void,
): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  let client = await connect(databaseUrl, channel, onNotice);
  const keepListening = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await client.lost;
      client = await reconnect(databaseUrl, channel, onNotice, stopped.signal);
      if (!stopped.signal.aborted) onNotice('');
    }
  };
  const running = keepListening().catch(() => undefined); // ends with the abort
  return async () => {
    stopped.abort();
    await client.end();
    await running;
  };
}

interface Listener {
  /** Resolves when the connection is gone, at either end. */
  readonly lost: Promise<void>;
  end(): Promise<void>;
}

async function connect(
  databaseUrl: string,
  channel: string,
  onNotice: (payload: string) => void,
): Promise<Listener> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    keepAlive: true,
    connectionTimeoutMillis: limits.connectionTimeoutMs,
    application_name: 'synchrone-clinic-feed',
  });
  const lost = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
    client.on('error', () => resolve());
  });
  client.on('notification', ({ payload }) => onNotice(payload ?? ''));
  await client.connect();
  await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  return { lost, end: () => client.end() };
}

async function reconnect(
  databaseUrl: string,
  channel: string,
  onNotice: (payload: string) => void,
  signal: AbortSignal,
): Promise<Listener> {
  for (;;) {
    await delay(limits.listenRetryMs, undefined, { signal });
    try {
      return await connect(databaseUrl, channel, onNotice);
    } catch {
      // still away: try again
    }
  }
}
