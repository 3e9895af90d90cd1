import { entityTag, isLabelledHtml, isPage, metaOf, readBody } from './response_meta.js';
import { type AskedRecord, recordIn, saysFailure } from './body_transform.js';
import { BodyTooLong, LONGEST_LIST_BYTES, readText } from './body_text.js';
import { isNothing } from './envelope.js';
import { type Http, HttpFailed } from './http.js';
import { parseJson } from './json_text.js';
import { requestUrl } from './request_url.js';
import type { WireSettings } from './request_settings.js';
import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';

/** A GET was answered with JSON. */
export interface FoundAnswer {
  outcome: 'found';
  body: unknown;
  /** About one record, it says that there is none. */
  isNothing?: boolean;
  /** A strong one (RFC 9110, 8.8.3), or ''. */
  etag: string;
  /** One header, by its name in any case. */
  header?: (name: string) => string | null;
  /** The record in this body, which may be wrapped; undefined: none. */
  recordIn?: (options: EndpointOptions, asked: AskedRecord) => AnyRecord | undefined;
  /**
   * Age of the answer where a cache on the way or a service worker has kept it; 'unknown': nothing says
   * how old. Left out: the answer is fresh.
   */
  ageMs?: number | 'unknown';
  /** Where the answer came from, after redirects. */
  url?: string;
}

/** What a GET brought. */
export type ReadAnswer =
  | FoundAnswer
  /** 404 or 410. */
  | { outcome: 'missing' }
  /**
   * Another status, a page instead of JSON, or no answer at all (status 0). `tooLong`: the answer did
   * not end within the limit. `notUnderstood`: the API has answered, and not with what was asked for.
   */
  | { outcome: 'failed'; status: number; tooLong?: boolean; notUnderstood?: boolean };

/**
 * Reads JSON from the API with the configured base URL, credentials and headers. Never rejects.
 *
 * @param pageOrigin the page's own
 */
export async function readJson(
  url: string,
  http: Http,
  settings: WireSettings,
  pageOrigin: string,
): Promise<ReadAnswer> {
  const request = {
    method: 'GET',
    url: requestUrl(url, settings.baseUrl),
    headers: { Accept: 'application/json' },
    timeoutMs: settings.timeoutMs,
    mutation: null,
  };
  const asked = { url: request.url, baseUrl: '', pageOrigin };
  try {
    const asking = await http.clock.asking(request.url);
    return await http.exchange(request, settings, async (response) => {
      const age = http.clock.ageOf(request.url, response, asking);
      const answer = await toReadAnswer(response, metaOf(response, asked).sameOrigin === true);
      const isFresh = answer.outcome !== 'found' || age === 0;
      return isFresh ? answer : { ...answer, ageMs: age ?? 'unknown' };
    });
  } catch (error) {
    if (!(error instanceof HttpFailed)) throw error;
    const tooLong = error.cause instanceof BodyTooLong;
    return { outcome: 'failed', status: 0, ...(tooLong ? { tooLong } : {}) };
  }
}

/**
 * Asks for the server's clock where a service worker may answer with a copy, whose `Date` says nothing
 * without it. Never rejects: the read that follows meets the same failure.
 */
export async function fetchClock(url: string, http: Http, settings: WireSettings): Promise<void> {
  const asked = requestUrl(url, settings.baseUrl);
  if (!http.clock.hasToBeAsked(asked)) return;
  const { timeoutMs } = settings;
  const request = { method: 'HEAD', url: asked, headers: {}, timeoutMs, mutation: null };
  try {
    await http.exchange(request, settings, () => Promise.resolve());
  } catch (error) {
    if (!(error instanceof HttpFailed)) throw error;
  }
}

const strongTag = (header: string | null): string =>
  header?.startsWith('"') ? entityTag(header) : '';

const textOf = (response: Response): Promise<string> =>
  response.ok && !isLabelledHtml(response)
    ? readText(response, LONGEST_LIST_BYTES, 'throw')
    : readBody(response);

/** A page of a proxy, or a redirect to another host, does not show that a record is gone. */
async function toReadAnswer(response: Response, sameHost: boolean): Promise<ReadAnswer> {
  const { status } = response;
  const text = await textOf(response);
  // A page of the same host that a redirect has led to asks for a sign-in.
  const isSignIn = sameHost && response.ok && response.redirected && isPage(response, text);
  if (isSignIn) return { outcome: 'failed', status: 401 };
  if (!sameHost || isPage(response, text)) return { outcome: 'failed', status };
  if (status === 404 || status === 410) return { outcome: 'missing' };
  if (!response.ok) return { outcome: 'failed', status };
  const body = parseJson(text);
  // Text that is not JSON is the answer of a proxy or a portal before the API.
  if (body === undefined && /^\s*[^\s{[]/.test(text)) return { outcome: 'failed', status };
  if (body === undefined || saysFailure(body))
    return { outcome: 'failed', status, notUnderstood: true };
  const header = (name: string): string | null => response.headers.get(name);
  const from = response.url === '' ? {} : { url: response.url };
  const nothing = isNothing(body) ? { isNothing: true } : {};
  return {
    ...{ outcome: 'found', body, etag: strongTag(header('etag')), header, ...from, ...nothing },
    recordIn: (options, asked) => recordIn(body, options, asked),
  };
}
