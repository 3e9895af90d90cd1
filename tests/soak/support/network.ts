import { readFile } from 'node:fs/promises';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../../web/clinic/server/seed/random.ts';

const kTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};
const kLongestDelayMs = 1500;
const kLoggedReads = 500;

/** A request and what became of it. */
export interface Passed {
  at: string;
  method: string;
  path: string;
  key: string;
  body: string;
  /** 0: no answer reached the page. */
  status: number;
  fault: string;
}

/** Shares of requests that suffer each fault, from 0 to 1. */
export interface Weather {
  delayed: number;
  lostRequest: number;
  lostAnswer: number;
  doubled: number;
  /** The connection is reset in the middle of the answer. */
  reset: number;
}

export const fine: Weather = { delayed: 0, lostRequest: 0, lostAnswer: 0, doubled: 0, reset: 0 };
export const rough: Weather = {
  delayed: 0.15,
  lostRequest: 0.06,
  lostAnswer: 0.06,
  doubled: 0.05,
  reset: 0.03,
};

/** The pages, and a network that is seldom well, in front of the API's instances. */
export class Network {
  weather: Weather = fine;
  readonly counts: Record<string, number> = {};
  private readonly writes: Passed[] = [];
  private readonly reads: Passed[] = [];
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch(() => {
      this.count('no instance answered');
      response.destroy();
    });
  });

  constructor(
    private readonly pages: string,
    private readonly instances: () => readonly string[],
    private readonly random: Random,
  ) {}

  /** All that was to be written and the last reads, for the picture of a failure. */
  get log(): Passed[] {
    return [...this.writes, ...this.reads].sort((a, b) => a.at.localeCompare(b.at));
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0]!;
    if (!path.startsWith('/api/')) return this.servePage(path, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { weather } = this;
    const passed = this.note(request, body);
    const strikes = (name: string, share: number): boolean => {
      const isStruck = this.strikes(name, share);
      if (isStruck) passed.fault = name;
      return isStruck;
    };
    if (strikes('delayed', weather.delayed)) {
      await delay(this.random.between(50, kLongestDelayMs));
    }
    if (strikes('lost requests', weather.lostRequest)) return void request.socket.destroy();
    const instances = this.instances();
    if (instances.length === 0) return void request.socket.destroy();
    if (strikes('doubled requests', weather.doubled)) {
      forward(this.random.pick(instances), request, body).catch(() => undefined);
    }
    this.count('forwarded');
    const answer = await forward(this.random.pick(instances), request, body);
    if (strikes('lost answers', weather.lostAnswer)) return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers);
    if (answer.body.length > 1 && strikes('resets', weather.reset)) {
      response.write(answer.body.subarray(0, answer.body.length / 2));
      return void request.socket.resetAndDestroy();
    }
    passed.status = answer.status;
    response.end(answer.body);
  }

  private note({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Passed {
    const passed: Passed = {
      at: new Date().toISOString(),
      method,
      path: url,
      key: String(headers['idempotency-key'] ?? ''),
      body: body.toString('utf8'),
      status: 0,
      fault: '',
    };
    const isRead = method === 'GET' || method === 'HEAD';
    (isRead ? this.reads : this.writes).push(passed);
    if (this.reads.length > kLoggedReads) this.reads.shift();
    return passed;
  }

  private async servePage(path: string, response: ServerResponse): Promise<void> {
    const file = path === '/' ? '/index.html' : normalize(path);
    const type = kTypes[extname(file)];
    if (type === undefined) return void response.writeHead(204).end();
    response.writeHead(200, { 'Content-Type': type }).end(await readFile(join(this.pages, file)));
  }

  private strikes(name: string, share: number): boolean {
    const strikes = this.random.chance(share);
    if (strikes) this.count(name);
    return strikes;
  }

  private count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}

interface Forwarded {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

async function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Forwarded> {
  const outgoing = ask(`${target}${url ?? '/'}`, {
    method: method ?? 'GET',
    headers: { ...headers, connection: 'close' },
    agent: false,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const { 'transfer-encoding': _, connection: _c, ...rest } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: rest, body: Buffer.concat(chunks) };
}
