import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'express';
import { limits } from '../limits.ts';
import type { Session } from '../people/session.ts';
import type { FeedPage } from './changes.ts';
import type { FeedHub } from './hub.ts';

/** What a live connection needs. */
export interface StreamSource {
  readonly hub: FeedHub;
  readonly session: Session;
  /** Reads the next stretch of the feed. */
  read(cursor: string): Promise<FeedPage>;
  /** The sign-in goes on: it may have ended, and the account may have been closed, since the connection began. */
  isLive(): Promise<boolean>;
}

/**
 * Answers with server-sent events: `event: change` with a Change as data and the cursor as id, so that a browser that
 * reconnects goes on where it was. Ends when the caller leaves, the credentials end, or the server stops; a reader
 * who is slow is waited for, not buffered.
 * @param first the stretch that was read before the answer began: its errors could still be answered with a status.
 */
export async function streamChanges(
  response: Response,
  source: StreamSource,
  first: FeedPage,
): Promise<void> {
  const ended = new AbortController();
  response.on('close', () => ended.abort());
  const bell = new Bell();
  const leave = source.hub.add({
    companyId: source.session.companyId,
    userId: source.session.userId,
    wake: () => bell.ring(),
    drop: () => ended.abort(),
  });
  const { expiresAt } = source.session;
  const expiry =
    expiresAt === undefined ? undefined : setTimeout(() => ended.abort(), expiresAt - Date.now());
  try {
    open(response);
    await follow(response, source, first, bell, ended.signal);
  } finally {
    clearTimeout(expiry);
    leave();
    response.end();
  }
}

function open(response: Response): void {
  response.status(200).set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
  response.write(`retry: ${limits.feedReconnectMs}\n\n`);
}

async function follow(
  response: Response,
  source: StreamSource,
  first: FeedPage,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  let page = first;
  while (!signal.aborted) {
    await writePage(response, page, signal);
    if (!page.hasMore)
      await bell.wait(page.waiting ? limits.feedHorizonMs : limits.feedHeartbeatMs, signal);
    if (signal.aborted || !(await source.isLive())) return;
    page = await source.read(page.cursor);
  }
}

/** The changes, then the cursor alone: a browser must not go back behind changes that were not for it. */
async function writePage(response: Response, page: FeedPage, signal: AbortSignal): Promise<void> {
  const events = page.changes.map(
    (change) => `id: ${change.cursor}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`,
  );
  const room = response.write(
    `${events.join('')}id: ${page.cursor}\nevent: cursor\ndata: "${page.cursor}"\n\n`,
  );
  if (!room && !signal.aborted) await once(response, 'drain', { signal }).catch(() => undefined);
}

/** Remembers one ring, so that none between two waits is lost. */
class Bell {
  #rung = false;
  #answer: () => void = () => undefined;

  ring(): void {
    this.#rung = true;
    this.#answer();
  }

  /** Resolves at the next ring, after `ms`, or when the signal is given, whichever comes first. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const done = new AbortController();
      const rung = new Promise<void>((resolve) => {
        this.#answer = resolve;
      });
      const timer = delay(ms, undefined, { signal: AbortSignal.any([signal, done.signal]) }).catch(
        () => undefined,
      );
      await Promise.race([rung, timer]);
      done.abort();
    }
    this.#rung = false;
  }
}
