import { isHtml } from './answer.js';
import { parseJson } from './body_shape.js';
import { type Http, HttpFailed } from './http.js';
import { requestUrl } from './request_url.js';
import type { WireSettings } from './wire_settings.js';

/** What a GET brought. */
export type ReadAnswer =
  /** `etag`: a strong one (RFC 9110, 8.8.3), or ''. */
  | { outcome: 'found'; body: unknown; etag: string }
  /** 404 or 410. */
  | { outcome: 'missing' }
  /** Another status, a page instead of JSON, or no answer at all (status 0). */
  | { outcome: 'failed'; status: number };

/** Reads JSON from the API with the configured base URL, credentials and headers. */
export class Reader {
  constructor(
    private readonly http: Http,
    private readonly settings: () => WireSettings,
    /** What is read there would be seen by the next request, too. */
    private readonly isServer: () => boolean,
  ) {}

  /** Never rejects. */
  async read(url: string): Promise<ReadAnswer> {
    if (this.isServer()) return { outcome: 'failed', status: 0 };
    const settings = this.settings();
    const request = {
      method: 'GET',
      url: requestUrl(url, settings.baseUrl),
      headers: { Accept: 'application/json' },
      timeoutMs: settings.timeoutMs,
      mutation: null,
    };
    try {
      return await this.http.exchange(request, settings, toReadAnswer);
    } catch (error) {
      if (error instanceof HttpFailed) return { outcome: 'failed', status: 0 };
      throw error;
    }
  }
}

const strongTag = (etag: string | null): string => (etag?.startsWith('"') ? etag : '');

async function toReadAnswer(response: Response): Promise<ReadAnswer> {
  if (response.status === 404 || response.status === 410) return { outcome: 'missing' };
  if (!response.ok || isHtml(response)) return { outcome: 'failed', status: response.status };
  const body = parseJson(await response.text());
  return body === undefined
    ? { outcome: 'failed', status: response.status }
    : { outcome: 'found', body, etag: strongTag(response.headers.get('etag')) };
}
