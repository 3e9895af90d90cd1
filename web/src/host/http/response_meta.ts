import type { Answer, AnswerOutcome } from '../../types/options.js';
import { LONGEST_ANSWER_BYTES, readText } from './body_text.js';
import { parseJson } from './json_text.js';
import type { WriteReport } from './write_report.js';

/** `Engine.response`'s meta: what the core decides by, beside status and body. */
export interface AnswerMeta {
  contentType?: string;
  etag?: string;
  /** A path below the base URL: what `Location` names, wherever it is. */
  location?: string;
  retryAfter?: string;
  /** The answer repeats our idempotency key, or says that it was replayed. */
  keyHonoured?: boolean;
  /** The server's clock, epoch milliseconds. */
  date?: number;
  /** Where a redirect led. */
  redirectedTo?: string;
  /** The answer came from the host that was asked. */
  sameOrigin?: boolean;
  outcome?: AnswerOutcome | WriteReport;
}

/** What was asked, as far as the answer's headers are read by it. */
export interface Asked {
  /** Absolute, or relative to the page. */
  url: string;
  /** The base URL that was put before it; '' for none. */
  baseUrl: string;
  pageOrigin: string;
  /** The idempotency key that was sent. */
  key?: string | undefined;
}

/** Pages of proxies and portals may be long, and are not used here. */
const LONGEST_PAGE = 4096;

/** By its label alone: for an answer whose body is not at hand. */
export const isLabelledHtml = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').toLowerCase().includes('html');

/** The text begins as JSON does. */
const isDocument = (text: string): boolean => /^\uFEFF?\s*[{[]/.test(text);

/** A page for people, by what is in it: servers label JSON and single words as HTML, too. */
export const isPage = (response: Response, text: string): boolean =>
  /^\uFEFF?\s*<(!doctype )?html/i.test(text) ||
  (isLabelledHtml(response) && /^\uFEFF?\s*</.test(text));

/**
 * The body as text; of a page, and of a refusal that does not end, only the beginning. A success
 * that does not end rejects: what became of the change is not known.
 */
export async function readBody(response: Response): Promise<string> {
  // Code that reports failures has read it; its status says enough.
  if (response.bodyUsed && !response.ok) return '';
  const isCut = isLabelledHtml(response) || !response.ok;
  const reading = readText(response, LONGEST_ANSWER_BYTES, isCut ? 'cut' : 'throw');
  // A connection that breaks, or a wrong Content-Encoding: the status of a failure says enough.
  const text = response.ok ? await reading : await reading.catch(() => '');
  const isLong = isPage(response, text) || (isLabelledHtml(response) && !isDocument(text));
  return isLong ? text.slice(0, LONGEST_PAGE) : text;
}

/** A page has answered, in place of the API: by the beginning of the body, however long it is. */
export async function answersWithPage(response: Response): Promise<boolean> {
  const text = await readText(response, LONGEST_PAGE, 'cut');
  return isPage(response, text) || (isLabelledHtml(response) && !isDocument(text));
}

function urlOf(url: string, base: string): URL | undefined {
  try {
    return new URL(url, base === '' ? undefined : base);
  } catch {
    return undefined;
  }
}

/** `Location` as a path below the base URL; '' when it is none. */
function locationIn(header: string, { url, baseUrl, pageOrigin }: Asked): string {
  const asked = urlOf(url, pageOrigin);
  const named = urlOf(header, asked?.href ?? '');
  if (!named) return asked ? '' : header;
  const base = (urlOf(baseUrl, pageOrigin)?.pathname ?? '').replace(/\/+$/, '');
  return named.pathname.startsWith(`${base}/`) ? named.pathname.slice(base.length) : '';
}

/** The API shows that it knows idempotency keys: it repeats ours, or answers from its memory. */
function showsKey(header: (name: string) => string, key: string): boolean {
  const replayed = ['idempotency-replayed', 'idempotent-replayed', 'x-idempotency-replayed'];
  return (
    header('idempotency-key').replace(/^"(.*)"$/, '$1') === key ||
    replayed.some((name) => header(name).toLowerCase() === 'true')
  );
}

/**
 * The version that a header names, or ''. A server or proxy that compresses an answer marks the tag (Apache
 * by `-gzip`, Jetty by `--gzip`), while the API compares If-Match with its own tag.
 */
export const entityTag = (header: string | null): string =>
  (header ?? '').replace(/-{1,2}(gzip|br|deflate)"$/, '"');

/** Reads the headers that matter. */
export function metaOf(response: Response, asked: Asked): AnswerMeta {
  const { redirected, url } = response;
  // Another URL without a redirect: the page's own code has sent the request elsewhere.
  const isAsked = redirected === false || (!redirected && (url === '' || url === asked.url));
  const from = isAsked ? undefined : urlOf(response.url, asked.pageOrigin);
  const sameOrigin = isAsked || from?.host === urlOf(asked.url, asked.pageOrigin)?.host;
  const meta: AnswerMeta = { sameOrigin };
  const header = (name: string): string => response.headers.get(name) ?? '';
  if (header('content-type') !== '') meta.contentType = header('content-type');
  const etag = entityTag(header('etag'));
  if (etag !== '') meta.etag = etag;
  const location = header('location') === '' ? '' : locationIn(header('location'), asked);
  if (location !== '') meta.location = location;
  if (asked.key !== undefined && showsKey(header, asked.key)) meta.keyHonoured = true;
  if (header('retry-after') !== '') meta.retryAfter = header('retry-after');
  const date = Date.parse(header('date'));
  if (date > 0) meta.date = date;
  if (response.redirected && from)
    meta.redirectedTo = sameOrigin ? from.pathname : from.origin + from.pathname;
  return meta;
}

/** The answer as the application's `classify` sees it. */
export function answerFor(response: Response, text: string, method: string): Answer {
  const parsed = parseJson(text);
  return {
    method,
    status: response.status,
    header: (name) => response.headers.get(name),
    body: text === '' ? null : (parsed ?? text),
  };
}

const OUTCOMES: readonly unknown[] =
  'confirmed refused conflict retry wait login unreachable uncertain'.split(' ');

/** @throws TypeError for what is not an outcome: an unknown word decides nothing. */
export function outcomeOf(decided: unknown): AnswerOutcome | undefined {
  if (decided === undefined || decided === null) return undefined;
  if (!OUTCOMES.includes(decided)) throw new TypeError('classify gave no known outcome');
  return decided as AnswerOutcome;
}
