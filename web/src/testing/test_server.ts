import { parseJson } from '../host/http/json_text.js';
import { type CollectionOptions, TestCollection } from './collection.js';
import type { PlainAnswer } from './plain_response.js';
import type { UNREACHABLE } from './replies.js';
import { LOST, type Reply, type TestRequest } from './replies.js';

/** Answers of one route are kept back until `release`. */
export interface Gate {
  /** How many requests wait for `release`. */
  readonly waiting: number;
  /** Answers them, and those that come later. */
  release(): void;
}

interface Script {
  readonly route: string;
  readonly once: Reply[];
  always?: Reply;
}

interface HeldRoute {
  readonly route: string;
  readonly go: (() => void)[];
}

/**
 * The API of a test: collections that behave like a server, and scripts for what goes wrong. A route is
 * a method and a path, "PATCH /api/v1/patients/:id"; `:id` is any one segment.
 */
export class TestServer {
  /** Every request that has arrived, in order. */
  readonly requests: TestRequest[] = [];
  /** Requests of the queue that nothing answers: `settle` and `drain` throw for them. */
  readonly unanswered: string[] = [];
  private readonly scripts: Script[] = [];
  private readonly collections: TestCollection[] = [];
  private readonly gates: HeldRoute[] = [];

  /**
   * Rows under a path, with its list, reads, creates, updates and deletes.
   *
   * @example
   * const patients = page.server.collection('/api/v1/patients', [{ id: 'p1', last_name: 'Dupont' }]);
   * expect(patients.rows).toHaveLength(2);
   */
  collection(
    path: string,
    rows: readonly object[] = [],
    options: CollectionOptions = {},
  ): TestCollection {
    const made = new TestCollection(path, rows, options);
    this.collections.unshift(made);
    return made;
  }

  /** Answers every request of the route so. */
  on(route: string, reply: Reply): this {
    this.scriptOf(route).always = reply;
    return this;
  }

  /** Answers the next requests of the route by these, one each; after that it is as before. */
  once(route: string, ...replies: Reply[]): this {
    this.scriptOf(route).once.push(...replies);
    return this;
  }

  /** Keeps the answers of the route back. Requests take effect when they are released. */
  hold(route: string): Gate {
    const gate: HeldRoute = { route, go: [] };
    this.gates.push(gate);
    return {
      get waiting() {
        return gate.go.length;
      },
      release: () => {
        const index = this.gates.indexOf(gate);
        if (index >= 0) this.gates.splice(index, 1);
        for (const go of gate.go.splice(0)) go();
      },
    };
  }

  /** Requests that have arrived: all of a route, or of a method. */
  sent(route: string): TestRequest[] {
    return this.requests.filter((request) => request.method === route || fits(route, request));
  }

  /** Requests whose answers are held back. */
  get held(): number {
    return this.gates.reduce((sum, gate) => sum + gate.go.length, 0);
  }

  /** Something answers this request. */
  knows(request: TestRequest): boolean {
    return (
      this.scripts.some((script) => fits(script.route, request)) ||
      this.gates.some((gate) => fits(gate.route, request)) ||
      this.collections.some((one) => request.path.startsWith(one.path))
    );
  }

  /** @throws TypeError as fetch does where no answer comes */
  async answer(request: TestRequest): Promise<PlainAnswer> {
    this.requests.push(request);
    const gate = this.gates.find(({ route }) => fits(route, request));
    if (gate) await new Promise<void>((go) => void gate.go.push(go));
    const reply = await this.replyTo(request);
    if (typeof reply !== 'symbol') return reply;
    throw new TypeError('Failed to fetch');
  }

  private async replyTo(
    request: TestRequest,
  ): Promise<PlainAnswer | typeof LOST | typeof UNREACHABLE> {
    let reply = await this.scripted(request);
    while (typeof reply === 'function') reply = await reply(request);
    if (reply !== undefined && reply !== LOST) return reply;
    const answer = this.collected(request);
    return reply ?? answer ?? this.nothing(request);
  }

  private scripted(request: TestRequest): Reply | undefined {
    const found = this.scripts.filter((script) => fits(script.route, request));
    const next = found.find((script) => script.once.length > 0);
    return next ? next.once.shift() : found.find((script) => script.always !== undefined)?.always;
  }

  private collected(request: TestRequest): PlainAnswer | undefined {
    for (const collection of this.collections) {
      const answer = collection.answer(request);
      if (answer) return answer;
    }
    return undefined;
  }

  /** A look whether the server is there is answered anyway. */
  private nothing({ method, path }: TestRequest): PlainAnswer {
    if (method === 'HEAD') return { status: 200 };
    this.unanswered.push(`${method} ${path}`);
    return { status: 404, body: '' };
  }

  private scriptOf(route: string): Script {
    const known = this.scripts.find((script) => script.route === route);
    if (known) return known;
    const made: Script = { route, once: [] };
    this.scripts.push(made);
    return made;
  }
}

/** Whether a request is one of the route. */
function fits(route: string, { method, path }: TestRequest): boolean {
  const [ofMethod = '', pattern = ''] = route.split(' ');
  if (ofMethod.toUpperCase() !== method) return false;
  const [wanted, given] = [segments(pattern), segments(path)];
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => segment.startsWith(':') || segment === given[index])
  );
}

const segments = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** A request as the server sees it. */
export function requestOf(url: string, init: RequestInit | undefined): TestRequest {
  const address = new URL(url, 'http://localhost');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries((init?.headers ?? {}) as Record<string, string>))
    headers[name.toLowerCase()] = value;
  const { body } = init ?? {};
  return {
    method: (init?.method ?? 'GET').toUpperCase(),
    path: address.pathname,
    url,
    query: Object.fromEntries(address.searchParams),
    headers,
    body: typeof body === 'string' ? (parseJson(body) ?? body) : undefined,
  };
}
