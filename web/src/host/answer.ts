import type { Answer, AnswerOutcome } from '../client/options.js';
import { parseJson } from './body_shape.js';

/** `Engine.response`'s meta: what the core decides by, beside status and body. */
export interface AnswerMeta {
  contentType?: string;
  etag?: string;
  location?: string;
  retryAfter?: string;
  /** The server's clock, epoch milliseconds. */
  date?: number;
  redirectedAway?: boolean;
  sameOrigin?: boolean;
  outcome?: AnswerOutcome;
}

/** Pages of proxies and portals may be long, and nobody reads them here. */
const LONGEST_PAGE = 4096;

/** The body as text; of a page that is not JSON only the beginning. */
export async function readBody(response: Response): Promise<string> {
  const text = await response.text();
  return isHtml(response) ? text.slice(0, LONGEST_PAGE) : text;
}

export const isHtml = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').toLowerCase().includes('html');

/**
 * A redirect that changed method or host (BEHAVIOUR 4). fetch tells only that there was one and
 * where it ended: another host, a page, or a POST that came back with 200 (301 to 303 turn it into
 * a
 * GET; a POST that was carried on by 307 or 308 and created something says 201).
 */
function wasLedAway(response: Response, method: string, sameOrigin: boolean): boolean {
  if (!response.redirected) return false;
  return !sameOrigin || isHtml(response) || (method === 'POST' && response.status === 200);
}

/** Reads the headers that matter. `sameOrigin`: the answer came from the origin that was asked. */
export function metaOf(response: Response, method: string, sameOrigin: boolean): AnswerMeta {
  const meta: AnswerMeta = { sameOrigin };
  const header = (name: string): string => response.headers.get(name) ?? '';
  if (header('content-type') !== '') meta.contentType = header('content-type');
  if (header('etag') !== '') meta.etag = header('etag');
  if (header('location') !== '') meta.location = header('location');
  if (header('retry-after') !== '') meta.retryAfter = header('retry-after');
  const date = Date.parse(header('date'));
  if (date > 0) meta.date = date;
  if (wasLedAway(response, method, sameOrigin)) meta.redirectedAway = true;
  return meta;
}

/** The answer as the application's `classify` sees it. */
export function answerFor(response: Response, text: string): Answer {
  const parsed = parseJson(text);
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    body: text === '' ? null : (parsed ?? text),
  };
}
