import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { isObject, type Api, type Asked, type Reply } from './wire.ts';

/** What happens to a request instead of an answer. */
export type Fault =
  /** The connection is cut before the API has seen the request. */
  | 'lose the request'
  /** The API does what was asked; the answer never arrives. */
  | 'lose the answer'
  /** Answers by itself; the API sees nothing. */
  | ((asked: Asked, response: ServerResponse) => void);

interface Plan {
  method: string;
  fault: Fault;
  left: number;
}

/** A request that the API was asked, for the assertions and for the picture of a failure. */
export interface Logged {
  /** When it came; ISO 8601. */
  at: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** 0: no answer left. */
  status: number;
  /** Length of the answer, headers included, by the time it had ended or its connection was over. */
  bytes: number;
  fault: string;
}

const kTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
};
const kShownHeaders = /^(content-type|accept|authorization|if-match|idempotency-key|prefer)$/;

/** An origin with the pages under `/page/` and an API everywhere else. */
export class Site {
  readonly log: Logged[] = [];
  private readonly plans: Plan[] = [];
  private isCut: (method: string) => boolean = () => false;
  /**
   * Connections are used again, as behind most servers: Chromium then repeats by itself what was cut
   * off without an answer. Otherwise each request has a connection of its own, and is sent once.
   */
  keepsConnections = false;
  private server: Server | undefined;
  private port = 0;

  constructor(
    private readonly api: Api,
    private readonly pages: string,
    /** Headers of the pages, such as a Content-Security-Policy. */
    private readonly pageHeaders: Record<string, string> = {},
  ) {}

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens; after `stop` on the same port. */
  async start(host = '127.0.0.1'): Promise<void> {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.maxRequestsPerSocket = this.keepsConnections ? 0 : 1;
    this.server.listen(this.port, host);
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** The API is as good as dead for those methods (default: all of them); the pages are served. */
  cut(...methods: string[]): void {
    this.isCut = (method) => methods.length === 0 || methods.includes(method);
  }

  /** The API answers again. */
  mend(): void {
    this.isCut = () => false;
  }

  /** As if the process were killed: every connection is cut, also to the pages. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** The next requests with that method suffer the fault. */
  plan(method: string, fault: Fault, times = 1): void {
    this.plans.push({ method, fault, left: times });
  }

  forgetPlans(): void {
    this.plans.length = 0;
  }

  /** Requests with that method, in order. */
  requests(method: string): Logged[] {
    return this.log.filter((logged) => logged.method === method);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    if (url.pathname.startsWith('/page/')) return this.servePage(url.pathname, response);
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
    const asked = await this.read(request, url);
    const logged = this.note(asked);
    const { socket } = request;
    const before = socket.bytesWritten;
    response.once('close', () => (logged.bytes = socket.bytesWritten - before));
    const fits = ({ method, left }: Plan): boolean => left > 0 && method === asked.method;
    const plan = this.isCut(asked.method) ? undefined : this.plans.find(fits);
    if (plan) plan.left -= 1;
    if (plan?.fault === 'lose the request' || this.isCut(asked.method)) {
      logged.fault = 'lose the request';
      return void request.socket.destroy();
    }
    if (typeof plan?.fault === 'function') {
      logged.fault = plan.fault.name;
      return plan.fault(asked, response);
    }
    const reply = await this.api.answer(asked);
    if (plan) {
      logged.fault = plan.fault as string;
      return void request.socket.destroy();
    }
    logged.status = reply.status;
    send(reply, asked, response);
  }

  private async servePage(path: string, response: ServerResponse): Promise<void> {
    const file = normalize(path.slice('/page/'.length));
    try {
      const content = await readFile(join(this.pages, file));
      const type = kTypes[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type, ...this.pageHeaders }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  private async read(request: IncomingMessage, url: URL): Promise<Asked> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers as Record<string, string | undefined>,
      text,
      json,
      origin: this.origin,
    };
  }

  private note({ method, path, query, headers, text }: Asked): Logged {
    const shown = Object.entries(headers).filter(([name]) => kShownHeaders.test(name));
    const logged: Logged = {
      at: new Date().toISOString(),
      method,
      url: query.size > 0 ? `${path}?${query}` : path,
      headers: Object.fromEntries(shown) as Record<string, string>,
      body: text,
      status: 0,
      bytes: 0,
      fault: '',
    };
    this.log.push(logged);
    return logged;
  }
}

/** The requests of all of them, in order of time. */
export const requestsOf = (sites: readonly Site[]): Logged[] =>
  sites.flatMap(({ log }) => log).sort((a, b) => a.at.localeCompare(b.at));

function send({ status, headers = {}, body }: Reply, asked: Asked, response: ServerResponse): void {
  const isJson = isObject(body) && !(body instanceof Uint8Array);
  const content = isJson || Array.isArray(body) ? JSON.stringify(body) : (body ?? '');
  const type =
    content === '' || 'content-type' in headers ? {} : { 'Content-Type': 'application/json' };
  response.writeHead(status, { ...type, ...headers });
  response.end(asked.method === 'HEAD' ? undefined : (content as string | Uint8Array));
}
