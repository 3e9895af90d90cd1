/** A request as it reached the server. */
export interface SentRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Parsed JSON; undefined for none. */
  body: unknown;
}

/** What the script answers: an HTTP answer, or none. */
export type ScriptedAnswer =
  | {
      status: number;
      body?: unknown;
      headers?: Record<string, string>;
      url?: string;
      redirected?: boolean;
    }
  | 'network-error'
  | 'never'
  | ((request: SentRequest) => ScriptedAnswer);

const jsonHeaders = { 'content-type': 'application/json' };
const dateOf = (now: number): Record<string, string> => ({ date: new Date(now).toUTCString() });

/** The envelope of the reference API. */
export const ok = (data: unknown, status = 200): ScriptedAnswer => ({
  status,
  body: { success: true, data },
});
export const refusal = (
  status: number,
  code: string,
  message = 'no',
  details?: unknown,
): ScriptedAnswer => ({
  status,
  body: { success: false, error: { code, message, details } },
});

/** Answers fetch by a script; what the script does not name gets no answer (a network error). */
export class ScriptedServer {
  readonly requests: SentRequest[] = [];
  /** While true, answers are kept back until `release`. */
  holding = false;
  private readonly script = new Map<string, ScriptedAnswer[]>();
  private readonly prefixes: { prefix: string; answer: ScriptedAnswer }[] = [];
  private held: (() => void)[] = [];

  /** @param clock of the server, epoch milliseconds: each answer says it; NaN: none does */
  constructor(public clock: () => number = () => NaN) {}

  /** Answers "POST /api/v1/patients" by these, one after the other; the last one goes on. */
  on(route: string, ...answers: ScriptedAnswer[]): this {
    this.script.set(route, answers);
    return this;
  }

  /** Answers every URL that begins so and that `on` does not name. */
  onPrefix(prefix: string, answer: ScriptedAnswer): this {
    this.prefixes.push({ prefix, answer });
    return this;
  }

  /** Requests of one method, or of a route. */
  sent(route: string): SentRequest[] {
    return this.requests.filter(
      ({ method, url }) => route === method || route === `${method} ${url}`,
    );
  }

  release(): void {
    this.holding = false;
    const held = this.held;
    this.held = [];
    for (const answer of held) answer();
  }

  async fetch(url: string, init: RequestInit): Promise<Response> {
    const request: SentRequest = {
      method: init.method ?? 'GET',
      url,
      headers: { ...(init.headers as Record<string, string>) },
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    this.requests.push(request);
    const answer = this.answerTo(request);
    if (this.holding)
      await new Promise<void>((resolve) => {
        this.held.push(resolve);
      });
    if (answer === 'never') return untilAborted(init.signal ?? null);
    if (answer === 'network-error' || typeof answer === 'function')
      throw new TypeError('Failed to fetch');
    return responseOf(answer, url, this.clock());
  }

  private answerTo(request: SentRequest): ScriptedAnswer {
    const path = request.url.split('?')[0] ?? '';
    const answers =
      this.script.get(`${request.method} ${request.url}`) ??
      this.script.get(`${request.method} ${path}`) ??
      [];
    const general = this.prefixes.find(({ prefix }) => path.startsWith(prefix))?.answer;
    let answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? general ?? 'network-error';
    while (typeof answer === 'function') answer = answer(request);
    return answer;
  }
}

function untilAborted(signal: AbortSignal | null): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
}

function responseOf(
  answer: Exclude<ScriptedAnswer, string | ((request: SentRequest) => ScriptedAnswer)>,
  url: string,
  now: number,
): Response {
  const text =
    typeof answer.body === 'string' || answer.body === undefined
      ? (answer.body ?? null)
      : JSON.stringify(answer.body);
  const body = answer.status === 204 ? null : text;
  const response = new Response(body, {
    status: answer.status,
    headers: { ...jsonHeaders, ...(now > 0 && dateOf(now)), ...answer.headers },
  });
  Object.defineProperty(response, 'url', { value: answer.url ?? url });
  Object.defineProperty(response, 'redirected', { value: answer.redirected ?? false });
  return response;
}
