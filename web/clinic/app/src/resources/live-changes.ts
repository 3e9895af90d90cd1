import { EventSource } from 'eventsource';
import { session } from '../session/session.ts';

/** A change that somebody has made, as `/api/v1/changes/stream` tells it; `record` is null after a delete. */
export interface LiveChange {
  readonly resource: string;
  readonly id: string;
  readonly userId: string;
  readonly record: object | null;
}

const address = '/api/v1/changes/stream';
/** After a refusal, for example of a server that is being restarted, in milliseconds. */
const patience = 5_000;

/**
 * Hears what colleagues change, with the credentials of whoever is signed in, until `stop` is called. A connection
 * that breaks goes on where it was; one that is refused is tried again.
 * @returns stop
 */
export function followChanges(onChange: (change: LiveChange) => void): () => void {
  let since = '';
  let waiting: number | undefined;
  let source: EventSource | undefined;
  const open = (): void => {
    source = new EventSource(
      since === '' ? address : `${address}?since=${encodeURIComponent(since)}`,
      { fetch: signedFetch },
    );
    source.addEventListener('change', ({ data, lastEventId }) => {
      since = lastEventId;
      const change = changeIn(data);
      if (change !== null) onChange(change);
    });
    source.addEventListener('cursor', ({ lastEventId }) => {
      since = lastEventId;
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      waiting = window.setTimeout(open, patience);
    });
  };
  open();
  return () => {
    window.clearTimeout(waiting);
    source?.close();
  };
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
