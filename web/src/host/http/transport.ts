import type { BatchText, ModuleHost, QuestionText, RequestText } from 'synchrone-module';
import {
  type AnswerMeta,
  type Asked,
  answerFor,
  answersWithPage,
  isPage,
  metaOf,
  outcomeOf,
  readBody,
} from './response_meta.js';
import { batchBody, type BatchItem, itemsOf, standsForEach } from './batch.js';
import { shapeIncoming, shapeOutgoing, withoutContents } from './body_transform.js';
import { givenAtOnce } from './from_server.js';
import type { BrowserGlobals } from '../browser/browser_globals.js';
import { type Http, HttpFailed, type HttpFailure, type HttpRequest } from './http.js';
import type { FoundOut } from './look_up.js';
import {
  isEmptyList,
  isNameless,
  isSuccess,
  OPEN_STATUSES,
  unwrapAnswer,
  withoutJob,
} from './answer_record.js';
import { AnswerLookUp, type Answered, isFailure } from './answer_look_up.js';
import { Preflight } from './preflight.js';
import { isAbsolute, requestUrl } from './request_url.js';
import type { WireSettings } from './request_settings.js';

/** The answer to one attempt, as `Engine.response` takes it. */
export interface AttemptAnswer {
  attempt: number;
  status: number;
  meta: string;
  body: string;
}

/** Where the answers go: inputs of the engine. */
export interface TransportInputs {
  /** Attempts were answered. */
  answered(answers: readonly AttemptAnswer[]): void;
  /** Attempts have ended without an answer. */
  transportFailed(attempts: readonly number[], failure: HttpFailure): void;
  /** The batch whose first attempt this is has to be sent one by one. */
  batchUnusable(first: number, mayHaveArrived: boolean): void;
  /** A look-up has ended. @param record as found, JSON text; '' for none */
  verified(attempt: number, verdict: 'applied' | 'absent' | 'unknown', record: string): void;
  /** A probe has ended. @param status 0: no answer @param html a page has answered in the API's place */
  probeAnswered(url: string, status: number, html: boolean): void;
  /** `classify` or `fromServer` of that resource threw; the answer counts without it. */
  callbackThrew(resource: string): void;
}

interface BatchAnswer {
  answers: AttemptAnswer[];
  /** Attempts that the answer does not mention. */
  unanswered: number[];
  /** The answer is not one to a batch. */
  unusable?: { status: number };
}

/** The lock of the tab that sends. */
export interface SenderLock {
  /** No other tab has taken over (6.1); the lock says so when one has. */
  isCurrent(): boolean;
  /** Names this tab's hold of the lock: a new name each time that it becomes the leader. */
  claimName(): string;
}

/** A probe only asks whether the API answers, so its limit is shorter. */
const PROBE_TIMEOUT_MS = 10_000;

/**
 * The answer to a request whose `toServer` threw: nothing was sent, the entry is parked and says
 * why.
 */
const TRANSFORM_FAILED: Answered = {
  status: 400,
  meta: { contentType: 'application/json', outcome: 'refused' },
  body: JSON.stringify({ success: false, error: { code: 'TRANSFORM_FAILED', message: '' } }),
};

/** Sends what the engine asks for, in the shape that the application configured (BEHAVIOUR 7.2). */
export class Transport implements Pick<ModuleHost, 'send' | 'sendBatch' | 'verify' | 'probe'> {
  /** Grows when attempt numbers start over: earlier answers are dropped. */
  private session = 0;
  private readonly preflight: Preflight;
  /** Addresses whose last probe was a HEAD that has failed, or is on its way. */
  private readonly headFailed = new Set<string>();
  private readonly lookUp: AnswerLookUp;

  constructor(
    private readonly globals: BrowserGlobals,
    private readonly http: Http,
    private readonly settings: () => WireSettings,
    private readonly inputs: TransportInputs,
    private readonly lock: SenderLock,
    /** Resolves when what was recorded so far outlives the browser. */
    private readonly recorded: () => Promise<void>,
  ) {
    this.preflight = new Preflight(http, () => (globals.isOpaque() ? 'null' : globals.origin()));
    this.lookUp = new AnswerLookUp(
      http,
      settings,
      inputs,
      (resource, text) => this.shaped(resource, text, 200),
      () => globals.origin(),
    );
  }

  /** Drops the answers to what is in flight: attempt numbers start over. */
  forgetRequests(): void {
    this.session += 1;
  }

  /** Called from inside a turn of the engine, which may be asked nothing until the turn is over. */
  send(text: string): void {
    const request = JSON.parse(text) as RequestText;
    this.asLeader(
      (mayLeave) => this.answer(request, mayLeave),
      (answered) => this.inputs.answered([answerTo(request, answered)]),
      (error) => this.inputs.transportFailed([request.attempt], failureOf(error)),
    );
  }

  sendBatch(text: string): void {
    const { url, entries } = JSON.parse(text) as BatchText;
    this.asLeader(
      (mayLeave) => this.answerBatch(url, entries, mayLeave),
      ({ unusable, answers, unanswered }) => {
        if (answers.length > 0) this.inputs.answered(answers);
        if (unanswered.length > 0) this.inputs.transportFailed(unanswered, 'network');
        if (!unusable) return;
        const refusedUnread = unusable.status >= 400 && unusable.status < 500;
        this.inputs.batchUnusable(attemptOf(entries), !refusedUnread);
      },
      (error) =>
        this.inputs.transportFailed(
          entries.map(({ attempt }) => attempt),
          failureOf(error),
        ),
    );
  }

  verify(text: string): void {
    const { attempt, mutation, resource } = JSON.parse(text) as QuestionText;
    this.later(
      () => this.lookUp.findOut(mutation, resource),
      (found) => this.report(attempt, resource, found),
      () => {
        this.inputs.callbackThrew(resource);
        this.inputs.verified(attempt, 'unknown', '');
      },
    );
  }

  probe(url: string): void {
    this.later(
      () => this.ask(url),
      ({ status, html }) => this.inputs.probeAnswered(url, status, html),
      () => this.inputs.probeAnswered(url, 0, false),
    );
  }

  /**
   * The attempts of a tab that is not the leader any more are its successor's to make again; also where it
   * became the leader again, as a page that the browser kept while it was left.
   */
  private asLeader<T>(
    work: (mayLeave: () => boolean) => Promise<T>,
    done: (result: T) => void,
    failed: (error: unknown) => void,
  ): void {
    const { session } = this;
    const ready = this.settings().lookUp.arrival?.() ?? Promise.resolve();
    void ready.then(() => {
      if (session !== this.session || !this.lock.isCurrent()) return;
      const claim = this.lock.claimName();
      const mayLeave = (): boolean =>
        session === this.session && this.lock.isCurrent() && claim === this.lock.claimName();
      this.later(() => work(mayLeave), done, failed);
    });
  }

  private later<T>(
    work: () => Promise<T>,
    done: (result: T) => void,
    failed: (error: unknown) => void,
  ): void {
    const { session } = this;
    Promise.resolve()
      .then(work)
      .then(
        (result) => {
          if (session === this.session) done(result);
        },
        (error: unknown) => {
          if (session === this.session) failed(error);
        },
      );
  }

  /**
   * HTML is asked for again with its body: the label of an answer without one may be wrong. Where HEAD
   * fails, the next probe is a GET, and so on by turns: gateways without a route for HEAD answer another
   * origin without the headers that let a page see it, and servers fail over it.
   */
  private async ask(url: string): Promise<{ status: number; html: boolean }> {
    const method = this.headFailed.delete(url) ? 'GET' : 'HEAD';
    if (method === 'HEAD') this.headFailed.add(url);
    const seen = await this.askBy(method, url);
    if (seen.status < 500) this.headFailed.delete(url);
    return seen.html && method === 'HEAD' ? this.askBy('GET', url).catch(() => seen) : seen;
  }

  private askBy(method: 'HEAD' | 'GET', url: string): Promise<{ status: number; html: boolean }> {
    const settings = this.settings();
    const request: HttpRequest = {
      method,
      url: requestUrl(url, settings.baseUrl),
      headers: {},
      timeoutMs: Math.min(settings.timeoutMs, PROBE_TIMEOUT_MS),
      mutation: null,
    };
    return this.http.exchange(request, settings, async (response) => {
      const html = await answersWithPage(response);
      return { status: response.status, html };
    });
  }

  /** The body for the wire; undefined when the application's `toServer` threw. */
  private bodyOf(request: RequestText, settings: WireSettings): string | undefined {
    const { operation, entity = '', body, localId = false } = request;
    const options = settings.endpoint(request.resource);
    const companyId = request.company ?? settings.companyId;
    try {
      return shapeOutgoing({ operation, entity, body, localId }, options, companyId);
    } catch {
      return undefined;
    }
  }

  private async answer(request: RequestText, mayLeave: () => boolean): Promise<Answered> {
    const found = await this.lookUp.beforeRepeat(request);
    if (found) return found;
    const settings = this.settings();
    const outgoing: HttpRequest = {
      method: request.method,
      url: requestUrl(request.url, settings.baseUrl),
      headers: this.headersOf(request, settings),
      timeoutMs: settings.timeoutMs,
      mutation: settings.headers === null ? null : settings.entry(request.mutation),
      mayLeave,
    };
    const body = this.bodyOf(request, settings);
    if (body === undefined) return TRANSFORM_FAILED;
    if (body !== '') outgoing.body = body;
    // Only the record of this attempt will keep it from being sent twice (3.12).
    if (request.keyHonoured !== true) await this.recorded();
    const answered = this.http
      .exchange(outgoing, settings, (response) => this.read(response, outgoing, request, settings))
      .catch((error: unknown) => this.whyItFailed(error, outgoing, request.resource));
    if (request.keyHonoured !== true) settings.lookUp.leaving(request.mutation, answered);
    return this.lookUp.completed(request, await answered);
  }

  /** Rejects with the failure; 'blocked' where the request certainly never left. */
  private async whyItFailed(
    error: unknown,
    request: HttpRequest,
    resource: string,
  ): Promise<never> {
    if (failureOf(error) !== 'network') throw error;
    const settings = this.settings();
    const probeUrl = requestUrl(resource, settings.baseUrl);
    const refused = await this.preflight.refused(request, probeUrl, settings);
    throw refused ? new HttpFailed('blocked', error) : error;
  }

  /** The module takes a path for one of the page's own origin, which an opaque document has not. */
  private headersOf(request: RequestText, settings: WireSettings): Record<string, string> {
    const { resource, body, idempotencyKey, ifMatch } = request;
    const options = settings.endpoint(resource);
    const isOwn = !this.globals.isOpaque();
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== '') headers['Content-Type'] = 'application/json';
    if (idempotencyKey !== undefined && (options.idempotencyHeader ?? isOwn))
      headers['Idempotency-Key'] = idempotencyKey;
    if (ifMatch !== undefined && (options.ifMatch ?? isOwn)) headers['If-Match'] = ifMatch;
    return headers;
  }

  private async answerBatch(
    url: string,
    entries: readonly RequestText[],
    mayLeave: () => boolean,
  ): Promise<BatchAnswer> {
    const settings = this.settings();
    const bodies = new Map<string, string>();
    const answers: AttemptAnswer[] = [];
    const known = await Promise.all(entries.map((entry) => this.lookUp.beforeRepeat(entry)));
    for (const [n, entry] of entries.entries()) {
      const body = known[n] ? undefined : this.bodyOf(entry, settings);
      if (body !== undefined) bodies.set(entry.mutation, body);
      else answers.push(answerTo(entry, known[n] ?? TRANSFORM_FAILED));
    }
    const sent = entries.filter(({ mutation }) => bodies.has(mutation));
    if (sent.length === 0) return { answers, unanswered: [] };
    const request: HttpRequest = {
      method: 'POST',
      url: requestUrl(url, settings.baseUrl),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: batchBody(sent, bodies),
      timeoutMs: settings.timeoutMs,
      mutation: null,
      mayLeave,
    };
    const read: [RequestText, Answered][] = [];
    const answered = this.http.exchange(request, settings, async (response) => {
      const text = await readBody(response);
      const meta = metaOf(response, this.asked(url, request.url, settings));
      if (standsForEach(response.status, isPage(response, text), meta.sameOrigin === false)) {
        const same = { status: response.status, meta, body: text };
        return {
          answers: [...answers, ...sent.map((entry) => answerTo(entry, same))],
          unanswered: [],
        };
      }
      const items = itemsOf(response.status, text);
      if (!items) return { answers, unanswered: [], unusable: { status: response.status } };
      const unanswered: number[] = [];
      for (const entry of sent) {
        const item = items.get(entry.mutation);
        if (item) read.push([entry, this.readItem(item, entry, settings)]);
        else unanswered.push(entry.attempt);
      }
      return { answers, unanswered };
    });
    for (const { keyHonoured, mutation } of sent)
      if (keyHonoured !== true) settings.lookUp.leaving(mutation, answered);
    const batch = await answered;
    // Look-ups that begin together read a list once.
    const looked = read.map(async ([entry, item]) =>
      answerTo(entry, await this.lookUp.completed(entry, item)),
    );
    batch.answers.push(...(await Promise.all(looked)));
    return batch;
  }

  private readItem(item: BatchItem, entry: RequestText, settings: WireSettings): Answered {
    const text = item.body === undefined || item.body === null ? '' : JSON.stringify(item.body);
    // Not by the constructor, which refuses a body with 204 and statuses that a server may send.
    const { status, headers } = item;
    const response = { status, headers, redirected: false, url: '' } as Response;
    const url = requestUrl(entry.url, settings.baseUrl);
    const { resource, idempotencyKey } = entry;
    const meta = metaOf(response, this.asked(resource, url, settings, idempotencyKey));
    const answered = this.judge(response, text, meta, entry);
    // Otherwise a batch with many empty answers would cause as many look-ups.
    return {
      ...answered,
      isUnnamed: text !== '' && answered.isUnnamed === true,
      isWordsOnly: false,
    };
  }

  private report(attempt: number, resource: string, found: FoundOut): void {
    if (found === 'doubtful') return this.inputs.verified(attempt, 'unknown', '');
    if (typeof found === 'string') return this.inputs.verified(attempt, found, '');
    if ('applied' in found)
      return this.inputs.verified(attempt, 'applied', this.lookUp.textOf(resource, found.applied));
    const status = found.notNow;
    if (status === 0) return this.inputs.transportFailed([attempt], 'network');
    this.inputs.answered([{ attempt, status, meta: '{}', body: '' }]);
  }

  private async read(
    response: Response,
    { url }: HttpRequest,
    request: RequestText,
    settings: WireSettings,
  ): Promise<Answered> {
    const { resource, idempotencyKey } = request;
    this.preflight.answered(url);
    const text = await readBody(response);
    const meta = metaOf(response, this.asked(resource, url, settings, idempotencyKey));
    return this.judge(response, text, meta, request);
  }

  private judge(
    response: Response,
    text: string,
    meta: AnswerMeta,
    request: RequestText,
  ): Answered {
    const { resource, method, operation } = request;
    const options = this.settings().endpoint(resource);
    const { classify, clientIds } = options;
    const decide = (): unknown => classify?.(answerFor(response, text, method));
    const outcome = this.guarded(
      resource,
      () => outcomeOf(givenAtOnce(decide())),
      () => undefined,
    );
    if (outcome !== undefined) meta.outcome = outcome;
    const { status } = response;
    const isDirect = meta.redirectedTo === undefined && meta.sameOrigin !== false;
    const { plain, isAboutOther, report } = unwrapAnswer(
      text,
      { status, isDirect },
      request,
      options,
    );
    if (report && outcome === undefined) meta.outcome = report;
    const shaped = report ? plain : this.shaped(resource, plain, status);
    const body = withoutJob(shaped, status, request);
    const isMade = operation === 'create' && meta.location === undefined && outcome === undefined;
    // An API that keeps our ids need not show them; one that shows an empty list may have made nothing.
    const isUnseen = (): boolean =>
      isDirect &&
      (clientIds !== true || isEmptyList(body)) &&
      (showsNothing(response, text) || isNameless(body, status, request.entity));
    const isUnnamed = isMade && (isAboutOther || isUnseen());
    const mayBeMade = operation === 'create' && outcome === undefined && isFailure(status);
    const isNull = operation === 'update' && isSuccess(status) && text.trim() === 'null';
    const isWordsOnly = outcome === undefined && (report !== undefined || isNull);
    return { status, meta, body, text, isUnnamed, isWordsOnly, mayBeMade };
  }

  private shaped(resource: string, text: string, status: number): string {
    const options = this.settings().endpoint(resource);
    return this.guarded(
      resource,
      () => shapeIncoming(text, status, options),
      () => withoutContents(text),
    );
  }

  /**
   * The server has decided already: a callback that throws may not turn its answer into another.
   */
  private guarded<T>(resource: string, callback: () => T, otherwise: () => T): T {
    try {
      return callback();
    } catch {
      this.inputs.callbackThrew(resource);
      return otherwise();
    }
  }

  /** The base URL stands before paths only. */
  private asked(written: string, url: string, settings: WireSettings, key?: string): Asked {
    const baseUrl = isAbsolute(written) ? '' : settings.baseUrl;
    return { url, baseUrl, pageOrigin: this.globals.origin(), key };
  }
}

/** A success whose body is empty, a word or a number: there is no record in it. */
const showsNothing = ({ status }: Response, text: string): boolean =>
  isSuccess(status) && !OPEN_STATUSES.includes(status) && !/^\uFEFF?\s*[{[]/.test(text);

const answerTo = ({ attempt }: RequestText, { status, meta, body }: Answered): AttemptAnswer => ({
  attempt,
  status,
  meta: JSON.stringify(meta),
  body,
});

const failureOf = (error: unknown): HttpFailure =>
  error instanceof HttpFailed ? error.failure : 'network';

const attemptOf = (entries: readonly RequestText[]): number => entries[0]?.attempt ?? 0;
