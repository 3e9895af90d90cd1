import type { Json } from './clinic.ts';

/** One change as it comes over a live connection. */
export interface LiveChange {
  readonly cursor: string;
  readonly resource: string;
  readonly id: string;
  readonly action: string;
  readonly version: number;
  readonly user_id: string;
  readonly record: Json | null;
}

/** An open live connection. */
export interface LiveConnection {
  readonly status: number;
  readonly headers: Headers;
  /** The next change; rejects when the server ended the connection first. */
  next(): Promise<LiveChange>;
  /** Resolves when the server has ended the connection. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens GET /api/v1/changes/stream. */
export async function openStream(
  url: string,
  headers: Record<string, string> = {},
  query = '',
): Promise<LiveConnection> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/v1/changes/stream${query}`, {
    headers,
    signal: abort.signal,
  });
  const waiting: Array<(change: LiveChange | null) => void> = [];
  const arrived: LiveChange[] = [];
  const ended = (async () => {
    let buffer = '';
    const decoder = new TextDecoder();
    if (response.body === null) return;
    for await (const chunk of response.body) {
      buffer += decoder.decode(chunk as Uint8Array, { stream: true });
      const events = buffer.split('\n\n');
      buffer = events.pop() ?? '';
      for (const event of events.filter((text) => text.includes('event: change'))) {
        const change = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '') as LiveChange;
        const first = waiting.shift();
        if (first === undefined) arrived.push(change);
        else first(change);
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => waiting.forEach((resolve) => resolve(null)));
  return {
    status: response.status,
    headers: response.headers,
    ended,
    close: () => abort.abort(),
    next: async () => {
      const change =
        arrived.shift() ??
        (await new Promise<LiveChange | null>((resolve) => waiting.push(resolve)));
      if (change === null) throw new Error('the live connection ended');
      return change;
    },
  };
}
