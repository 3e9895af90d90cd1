import { FakePage } from '../support/fake_page.js';

/** What the server may say: as much of an HTTP answer as the queue looks at. */
export interface ScriptedReply {
  to?: string;
  status?: number;
  body?: unknown;
  html?: boolean;
  type?: string;
  etag?: string;
  date?: string;
  location?: string;
  retryAfter?: string;
  redirectedTo?: string;
  items?: Record<string, ScriptedReply>;
}

/** A request that has left and has no answer yet. */
export interface Open {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
  resolve: (response: Response) => void;
  reject: (error: Error) => void;
  sentAt: number;
}

/** Names the mutation that a request is of; real pages do not send it. */
export const OF = 'x-mutation';

/** A page whose every request waits for the scenario. */
export class SpecPage extends FakePage {
  readonly open: Open[] = [];
  readonly seen: Open[] = [];

  override random(): number {
    return 0.5;
  }

  override fetch(url: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      const request: Open = {
        method: init.method ?? 'GET',
        url,
        headers: { ...(init.headers as Record<string, string>) },
        body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
        resolve,
        reject,
        sentAt: this.now(),
      };
      this.open.push(request);
      this.seen.push(request);
      init.signal?.addEventListener('abort', () => {
        this.take(request);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  take(request: Open): void {
    const index = this.open.indexOf(request);
    if (index >= 0) this.open.splice(index, 1);
  }
}

export const isBatch = ({ body }: Open): boolean =>
  typeof body === 'object' && body !== null && 'mutations' in body;

export function responseOf(reply: ScriptedReply, url: string): Response {
  const { status = 200, body, html = false, redirectedTo } = reply;
  const plain = typeof body === 'string' ? body : JSON.stringify(body);
  const text = body === undefined || body === null ? null : plain;
  const type = html ? 'text/html' : (reply.type ?? 'application/json');
  const headers = new Headers({ 'content-type': type });
  if (reply.date) headers.set('date', reply.date);
  if (reply.etag) headers.set('etag', reply.etag);
  if (reply.location) headers.set('location', reply.location);
  if (reply.retryAfter) headers.set('retry-after', reply.retryAfter);
  const response = new Response(status === 204 ? null : text, { status, headers });
  Object.defineProperty(response, 'url', { value: redirectedTo ?? url });
  Object.defineProperty(response, 'redirected', { value: redirectedTo !== undefined });
  return response;
}
