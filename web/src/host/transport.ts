import type { ModuleHost, RequestText } from 'synchrone-module';
import { type AnswerMeta, answerFor, isHtml, metaOf, readBody } from './answer.js';
import { shapeIncoming, shapeOutgoing, withoutContents } from './body_shape.js';
import type { BrowserGlobals } from './globals.js';
import { type Http, HttpFailed, type HttpFailure, type HttpRequest } from './http.js';
import { originOf, requestUrl } from './request_url.js';
import type { WireSettings } from './wire_settings.js';

/** Where the answers go: inputs of the engine. */
export interface TransportInputs {
  response(attempt: number, status: number, meta: string, body: string): void;
  transportFailed(attempt: number, failure: HttpFailure): void;
  probeAnswered(url: string, status: number, html: boolean): void;
  /** `classify` or `fromServer` of that resource threw; the answer counts without it. */
  callbackThrew(resource: string): void;
}

interface Answered {
  status: number;
  meta: AnswerMeta;
  body: string;
}

/** A probe is a question whether anybody is there; it need not wait long. */
const PROBE_TIMEOUT_MS = 10_000;

/**
 * An answer that stands for a `toServer` that threw: nothing was sent, the entry is parked and says
 * why.
 */
const TRANSFORM_FAILED: Answered = {
  status: 400,
  meta: { contentType: 'application/json', outcome: 'refused' },
  body: JSON.stringify({ success: false, error: { code: 'TRANSFORM_FAILED', message: '' } }),
};

/** Sends what the engine asks for, in the shape that the application configured (BEHAVIOUR 7.2). */
export class Transport implements Pick<ModuleHost, 'send' | 'probe'> {
  private epoch = 0;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly http: Http,
    private readonly settings: () => WireSettings,
    private readonly inputs: TransportInputs,
  ) {}

  /** Drops the answers to what is under way: attempt numbers begin anew. */
  forgetRequests(): void {
    this.epoch += 1;
  }

  /** Called from inside a turn of the engine, which may be asked nothing until the turn is over. */
  send(text: string): void {
    const request = JSON.parse(text) as RequestText;
    this.later(
      () => this.answer(request),
      ({ status, meta, body }) =>
        this.inputs.response(request.attempt, status, JSON.stringify(meta), body),
      (error) =>
        this.inputs.transportFailed(
          request.attempt,
          error instanceof HttpFailed ? error.failure : 'network',
        ),
    );
  }

  probe(url: string): void {
    this.later(
      () => this.ask(url),
      ({ status, html }) => this.inputs.probeAnswered(url, status, html),
      () => this.inputs.probeAnswered(url, 0, false),
    );
  }

  private later<T>(
    work: () => Promise<T>,
    done: (result: T) => void,
    failed: (error: unknown) => void,
  ): void {
    const { epoch } = this;
    Promise.resolve()
      .then(work)
      .then(
        (result) => {
          if (epoch === this.epoch) done(result);
        },
        (error: unknown) => {
          if (epoch === this.epoch) failed(error);
        },
      );
  }

  private ask(url: string): Promise<{ status: number; html: boolean }> {
    const settings = this.settings();
    const request: HttpRequest = {
      method: 'HEAD',
      url: requestUrl(url, settings.baseUrl),
      headers: {},
      timeoutMs: Math.min(settings.timeoutMs, PROBE_TIMEOUT_MS),
      mutation: null,
    };
    return this.http.exchange(request, settings, statusOf);
  }

  private async answer(request: RequestText): Promise<Answered> {
    const settings = this.settings();
    const options = settings.endpoint(request.resource);
    const asksForEntry =
      settings.headers !== null || settings.companyId !== null || options.toServer !== undefined;
    const entry = asksForEntry ? settings.entry(request.mutation) : null;
    const companyId = settings.companyId === null ? null : (entry?.companyId ?? settings.companyId);
    const outgoing: HttpRequest = {
      method: request.method,
      url: requestUrl(request.url, settings.baseUrl),
      headers: headersOf(request),
      timeoutMs: settings.timeoutMs,
      mutation: entry,
    };
    try {
      const body = shapeOutgoing(
        { kind: request.kind, entity: entry?.entity ?? '', body: request.body },
        options,
        companyId,
      );
      if (body !== '') outgoing.body = body;
    } catch {
      return TRANSFORM_FAILED;
    }
    return this.http.exchange(outgoing, settings, (response) =>
      this.read(response, outgoing, request.resource),
    );
  }

  private async read(
    response: Response,
    request: HttpRequest,
    resource: string,
  ): Promise<Answered> {
    const text = await readBody(response);
    const options = this.settings().endpoint(resource);
    const meta = metaOf(response, request.method, this.isSameOrigin(request.url, response.url));
    const outcome = this.guarded(
      resource,
      () => options.classify?.(answerFor(response, text)),
      undefined,
    );
    if (outcome !== undefined) meta.outcome = outcome;
    const body = this.guarded(
      resource,
      () => shapeIncoming(text, response.status, options),
      withoutContents(text),
    );
    return { status: response.status, meta, body };
  }

  /**
   * The server has decided already: a callback that throws may not turn its answer into another.
   */
  private guarded<T>(resource: string, callback: () => T, otherwise: T): T {
    try {
      return callback();
    } catch {
      this.inputs.callbackThrew(resource);
      return otherwise;
    }
  }

  private isSameOrigin(asked: string, answered: string): boolean {
    const page = this.globals.origin();
    return answered === '' || originOf(asked, page) === originOf(answered, page);
  }
}

const statusOf = (response: Response): Promise<{ status: number; html: boolean }> =>
  Promise.resolve({ status: response.status, html: isHtml(response) });

function headersOf(request: RequestText): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (request.body !== '') headers['Content-Type'] = 'application/json';
  if (request.idempotencyKey !== undefined) headers['Idempotency-Key'] = request.idempotencyKey;
  if (request.ifMatch !== undefined) headers['If-Match'] = request.ifMatch;
  return headers;
}
