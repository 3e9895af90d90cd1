import type { EventSource } from 'eventsource';
import { session } from '../session/session.ts';
import { listMarks } from './list-marks.ts';

/** A change of any person, as `/api/v1/changes/stream` sends it; `record` is null after a delete. */
export interface LiveChange {
  readonly resource: string;
  readonly id: string;
  readonly userId: string;
  readonly record: object | null;
}

/** Who follows the changes. */
export interface ChangeListener {
  onChange(change: LiveChange): void;
  /** The connection is open, or still alive: everything up to now has arrived. */
  onCurrent(): void;
  /** The connection is gone; it is opened again by itself. */
  onLost(): void;
  /** The server no longer knows where we were: the lists have to be read again. */
  onGap(): void;
}

const address = '/api/v1/changes/stream';
/** After a refusal, for example of a server that is being restarted, and for lists that are not read, in milliseconds. */
const patience = 5_000;
/** How long a connection may be silent before it counts as dead: the server sends a heartbeat every 20 s. */
const silence = 50_000;
/** Milliseconds after which the connection of a hidden page is closed. */
const lingering = 5_000;

/**
 * Receives what colleagues change, with the credentials of the signed-in person, until `stop` is called. It begins where
 * the lists stand, once they have been read: nothing falls between, and nothing that they have brought comes again.
 * Where one cannot be read, it begins with the reading of the page. A connection that breaks goes on where it was; one
 * that is refused is tried again. A hidden page closes its connection and continues when it is visible again: without
 * HTTP/2 all pages of a workstation share six connections to the server, and a seventh page would not load.
 * @param lists the addresses of the lists
 * @param readAt when the page began to read them, in milliseconds since 1970
 * @returns stop
 */
export function followChanges(
  lists: readonly string[],
  readAt: number,
  listener: ChangeListener,
): () => void {
  let since = '';
  let start = readAt;
  /** Incremented when the connection is opened or closed, which cancels an opening that is still under way. */
  let turn = 0;
  let heardAt = Date.now();
  let waiting: number | undefined;
  let closing: number | undefined;
  let isResting = true;
  let source: EventSource | undefined;
  const heard = (): void => {
    heardAt = Date.now();
    listener.onCurrent();
  };
  const open = async (): Promise<void> => {
    heardAt = Date.now();
    const own = (turn += 1);
    const loaded = await import('eventsource').catch(() => null);
    if (own !== turn) return;
    if (loaded === null) {
      listener.onLost();
      openLater();
      return;
    }
    source = new loaded.EventSource(`${address}?${placeOf(since, lists, start)}`, {
      fetch: signedFetch,
    });
    source.addEventListener('open', heard);
    source.addEventListener('change', ({ data, lastEventId }) => {
      since = lastEventId;
      const change = changeIn(data);
      if (change !== null) listener.onChange(change);
    });
    source.addEventListener('cursor', ({ lastEventId }) => {
      since = lastEventId;
      heard();
    });
    source.addEventListener('error', ({ code }) => {
      listener.onLost();
      if (source?.readyState !== loaded.EventSource.CLOSED) return;
      if (code === 410) {
        since = '';
        start = Date.now();
        listMarks.forget();
        listener.onGap();
      }
      openLater();
    });
  };
  const openLater = (): void => {
    waiting = window.setTimeout(() => void open(), patience);
  };
  const watchdog = window.setInterval(() => {
    if (source === undefined || source.readyState !== source.OPEN) return;
    if (Date.now() - heardAt < silence) return;
    source.close();
    listener.onLost();
    void open();
  }, silence / 5);
  const rest = (): void => {
    isResting = true;
    turn += 1;
    window.clearTimeout(waiting);
    source?.close();
    source = undefined;
  };
  const follow = (): void => {
    window.clearTimeout(closing);
    if (document.hidden) closing = window.setTimeout(rest, lingering);
    else if (isResting) {
      isResting = false;
      listener.onLost(); // until the connection is open
      void open();
    }
  };
  const stopWaiting = listMarks.whenRead(lists, patience, () => {
    if (listMarks.of(lists) !== null) listener.onCurrent();
    document.addEventListener('visibilitychange', follow);
    follow();
  });
  return () => {
    stopWaiting();
    document.removeEventListener('visibilitychange', follow);
    rest();
    window.clearTimeout(closing);
    window.clearInterval(watchdog);
  };
}

/** Where to go on; a duration where the lists do not say it, since the clocks of device and server may differ. */
function placeOf(since: string, lists: readonly string[], start: number): string {
  const marks = since === '' ? listMarks.of(lists) : [since];
  return marks === null
    ? `seconds=${Math.max(0, Math.ceil((Date.now() - start) / 1000))}`
    : marks.map((mark) => `since=${encodeURIComponent(mark)}`).join('&');
}

const signedFetch = async (url: string | URL, init: RequestInit): Promise<Response> =>
  fetch(url, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), ...(await session.authorization()) },
  });

function changeIn(data: unknown): LiveChange | null {
  if (typeof data !== 'string') return null;
  const { resource, id, user_id: by, record } = JSON.parse(data) as Record<string, unknown>;
  if (typeof resource !== 'string' || typeof id !== 'string' || typeof record !== 'object')
    return null;
  return { resource, id, userId: String(by), record };
}
