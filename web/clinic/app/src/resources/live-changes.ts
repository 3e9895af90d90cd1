import { EventSource } from 'eventsource';
import { session } from '../session/session.ts';

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
  /** The server no longer knows where we were: the lists have to be read anew. */
  onGap(): void;
}

const address = '/api/v1/changes/stream';
/** After a refusal, for example of a server that is being restarted, in milliseconds. */
const patience = 5_000;
/** A connection that is silent for so long is dead: the server gives a sign of life every 20 s. */
const silence = 50_000;

/**
 * Receives what colleagues change, with the credentials of the signed-in person, until `stop` is called. It begins with
 * what was changed since `listsReadAt` (milliseconds since 1970), so that nothing falls between the reading of the
 * lists and the connection. A connection that breaks goes on where it was; one that is refused is tried again.
 * @returns stop
 */
export function followChanges(listsReadAt: number, listener: ChangeListener): () => void {
  let since = '';
  let start = listsReadAt;
  let heardAt = Date.now();
  let waiting: number | undefined;
  let source: EventSource | undefined;
  const heard = (): void => {
    heardAt = Date.now();
    listener.onCurrent();
  };
  const open = (): void => {
    heardAt = Date.now();
    source = new EventSource(`${address}?${placeOf(since, start)}`, { fetch: signedFetch });
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
      if (source?.readyState !== EventSource.CLOSED) return;
      if (code === 410) {
        since = '';
        start = Date.now();
        listener.onGap();
      }
      waiting = window.setTimeout(open, patience);
    });
  };
  const watchdog = window.setInterval(() => {
    if (Date.now() - heardAt < silence || source?.readyState !== EventSource.OPEN) return;
    source.close();
    listener.onLost();
    open();
  }, silence / 5);
  open();
  return () => {
    window.clearTimeout(waiting);
    window.clearInterval(watchdog);
    source?.close();
  };
}

/** Where to go on; a duration, since the clocks of device and server may differ. */
function placeOf(since: string, start: number): string {
  return since === ''
    ? `seconds=${Math.max(0, Math.ceil((Date.now() - start) / 1000))}`
    : `since=${encodeURIComponent(since)}`;
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
