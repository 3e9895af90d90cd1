import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Random } from '../../../web/clinic/server/seed/random.ts';

/** What the proxy does to requests, as shares from 0 to 1. */
export interface Losses {
  /** The request never reaches a server. */
  readonly request: number;
  /** The server answers, and the answer never arrives. */
  readonly reply: number;
  /** The request is delivered twice, to whichever servers. */
  readonly doubled: number;
}

/** A network that loses things, in front of several servers. */
export interface LossyProxy {
  readonly url: string;
  /** What was done so far. */
  readonly counts: {
    forwarded: number;
    lostRequests: number;
    lostReplies: number;
    doubled: number;
    failed: number;
  };
  close(): Promise<void>;
}

/**
 * Starts a proxy on a free port.
 * @param targets the servers at this moment; one is chosen for each request.
 * @param seed makes the losses repeatable for a given order of requests.
 */
export async function startLossyProxy(
  targets: () => readonly string[],
  losses: Losses,
  seed: number,
): Promise<LossyProxy> {
  const random = new Random(seed);
  const counts = { forwarded: 0, lostRequests: 0, lostReplies: 0, doubled: 0, failed: 0 };
  const choose = (): string => random.pick(targets());
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      counts.failed += 1; // the server died with the request in its hands
      request.socket.destroy();
    });
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (random.chance(losses.request)) {
      counts.lostRequests += 1;
      request.socket.destroy();
      return;
    }
    if (random.chance(losses.doubled)) {
      counts.doubled += 1;
      forward(choose(), request, body).catch(() => undefined);
    }
    counts.forwarded += 1;
    const answer = await forward(choose(), request, body);
    if (random.chance(losses.reply)) {
      counts.lostReplies += 1;
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Forwarded {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Forwarded> {
  return new Promise((resolve, reject) => {
    const options = {
      method: method ?? 'GET',
      headers: { ...headers, connection: 'close' },
      agent: false as const,
    };
    const outgoing = httpRequest(`${target}${url ?? '/'}`, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { 'transfer-encoding': _, connection: _c, ...rest } = answer.headers;
        resolve({ status: answer.statusCode ?? 502, headers: rest, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
