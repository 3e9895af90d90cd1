import type { RequestText } from 'synchrone-module';
import type { AnswerOutcome } from '../../types/options.js';
import type { Http } from './http.js';
import { type FoundOut, isVerification } from './look_up.js';
import { hasOwnId, isRecord } from './envelope.js';
import { parseJson } from './json_text.js';
import { readJson } from './reader.js';
import type { WireSettings } from './request_settings.js';
import type { AnswerMeta } from './response_meta.js';

/** An answer as the engine takes it, and what has to be looked up before. */
export interface Answered {
  status: number;
  meta: AnswerMeta;
  body: string;
  /** What the server said, as it came. */
  text?: string;
  /** A create was carried out, and the answer is about something else. */
  isUnnamed?: boolean;
  /** The answer to a change says something in place of the record. */
  isWordsOnly?: boolean;
  /** A create failed in the server, which may have made the record before. */
  mayBeMade?: boolean;
}

/** What answers do not say, found out by a look-up (BEHAVIOUR 3.12a). */
export class AnswerLookUp {
  constructor(
    private readonly http: Http,
    private readonly settings: () => WireSettings,
    /** Is notified when `verify` of a resource throws. */
    private readonly inputs: { callbackThrew(resource: string): void },
    /** The text of a success in the shape of the application. */
    private readonly shaped: (resource: string, text: string) => string,
    private readonly pageOrigin: () => string,
  ) {}

  /** Asks the application's `verify`; without one, the record is looked up. */
  findOut(mutation: string, resource: string, waits = true): Promise<FoundOut> {
    const settings = this.settings();
    const { verify } = settings.endpoint(resource);
    if (!verify) return settings.lookUp.find(mutation, waits);
    const entry = settings.entry(mutation);
    if (!entry) return Promise.resolve('unknown');
    return this.http.limited(settings.timeoutMs, async () => {
      const said: unknown = await verify(entry);
      return isVerification(said) ? said : 'unknown';
    });
  }

  /** A record that was found, as an answer would hold it. */
  textOf(resource: string, record: unknown): string {
    return this.shaped(resource, JSON.stringify({ success: true, data: record }));
  }

  /**
   * The record that an answer does not show is looked for: without its id it cannot be changed, and
   * sent again where no key counts, it would be made twice.
   */
  completed(request: RequestText, answered: Answered): Promise<Answered> {
    if (answered.isUnnamed) return this.named(request, answered);
    const isKeyed = request.keyHonoured === true;
    if (answered.mayBeMade && !isKeyed) return this.afterFailure(request, answered);
    return answered.isWordsOnly
      ? this.unlessEverywhere(request, answered)
      : Promise.resolve(answered);
  }

  /**
   * A create that failed in the server is looked for once more when it is about to be sent again: what
   * kept its record from being read need not last, and a list may be late. undefined: it is to be sent.
   */
  async beforeRepeat(request: RequestText): Promise<Answered | undefined> {
    if (request.mayBeMade !== true) return undefined;
    const found = await this.afterFailure(request, NOT_SENT);
    return found === NOT_SENT ? undefined : found;
  }

  /**
   * Where reads of the record and of its list get the very words that the change got, a sign-in or a portal
   * in front of the API has answered all of them: nothing was carried out. Of a record that is gone, an API
   * may say the same twice; its list is a list.
   */
  private async unlessEverywhere(
    { url, resource }: RequestText,
    answered: Answered,
  ): Promise<Answered> {
    const { meta, text = '' } = answered;
    const said = parseJson(text);
    if (!isWords(said)) return answered;
    for (const asked of new Set([url, resource])) {
      const read = await readJson(asked, this.http, this.settings(), this.pageOrigin());
      const isSame = read.outcome === 'found' && JSON.stringify(read.body) === JSON.stringify(said);
      if (!isSame) return answered;
    }
    return { ...answered, meta: { ...meta, outcome: 'login' } };
  }

  private async named(request: RequestText, answered: Answered): Promise<Answered> {
    const found = await this.askedOnce(request, true);
    const { meta, text = '' } = answered;
    if (found === 'applied')
      return { ...answered, meta: { ...meta, outcome: 'confirmed' }, body: '' };
    const isFound = typeof found === 'object' && 'applied' in found;
    if (isFound) return { ...answered, body: this.textOf(request.resource, found.applied) };
    if (found !== 'absent') return this.unlessEverywhere(request, answered);
    // The whole list is without it, whatever the status and the words of the answer.
    return { ...answered, meta: { ...meta, outcome: 'uncertain' }, body: text };
  }

  /** As `findOut`, for an answer that counts without: a `verify` that throws has not found it out. */
  private askedOnce({ mutation, resource }: RequestText, waits: boolean): Promise<FoundOut> {
    return this.findOut(mutation, resource, waits).catch((): FoundOut => {
      this.inputs.callbackThrew(resource);
      return 'unknown';
    });
  }

  /**
   * Where nothing can be found out, the answer counts as it is: the request has failed. Where it may be
   * found out later, the outcome is as unknown as without an answer.
   */
  private async afterFailure(request: RequestText, answered: Answered): Promise<Answered> {
    const found = await this.askedOnce(request, false);
    const as = (outcome: AnswerOutcome, body: string): Answered => ({
      ...answered,
      meta: { ...answered.meta, outcome },
      body,
    });
    if (found === 'doubtful') return as('uncertain', answered.body);
    if (found === 'applied') return as('confirmed', '');
    if (typeof found === 'object') {
      if ('applied' in found) return as('confirmed', this.textOf(request.resource, found.applied));
      if (!isFailure(found.notNow)) return as('unreachable', answered.body);
    }
    return answered;
  }
}

/** Stands for the answer to what has not been sent again. */
const NOT_SENT: Answered = { status: 200, meta: { contentType: 'application/json' }, body: '' };

/** Nothing, or an object of flags and texts: no list, and no record, which has an id. */
const isWords = (said: unknown): boolean =>
  said === null ||
  (isRecord(said) &&
    !hasOwnId(said) &&
    Object.values(said).every((value) => typeof value !== 'object' || value === null));

/** Answers of gateways and portals: the queue waits, and looks for what it has sent by itself. */
const GATEWAYS: readonly number[] = [502, 503, 504, 511];

/** The server's own failure, which a transaction need not have covered. */
export const isFailure = (status: number): boolean => status >= 500 && !GATEWAYS.includes(status);
