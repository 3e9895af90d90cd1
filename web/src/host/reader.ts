import { isPage, metaOf } from './answer.js';
import { saysFailure } from './body_shape.js';
import { type Http, HttpFailed } from './http.js';
import { parseJson } from './json_text.js';
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
    private readonly pageOrigin: () => string,
  ) {}

  /** Never rejects. */
  async read(url: string): Promise<ReadAnswer> {
    const settings = this.settings();
    const request = {
      method: 'GET',
      url: requestUrl(url, settings.baseUrl),
      headers: { Accept: 'application/json' },
      timeoutMs: settings.timeoutMs,
      mutation: null,
    };
    const asked = { url: request.url, baseUrl: '', pageOrigin: this.pageOrigin() };
    try {
      return await this.http.exchange(request, settings, (response) =>
        toReadAnswer(response, metaOf(response, asked).sameOrigin === true),
      );
    } catch (error) {
      if (error instanceof HttpFailed) return { outcome: 'failed', status: 0 };
      throw error;
    }
  }
}

const strongTag = (etag: string | null): string => (etag?.startsWith('"') ? etag : '');

/** A proxy's page does not say that a record is gone; another host says nothing of it. */
async function toReadAnswer(response: Response, sameHost: boolean): Promise<ReadAnswer> {
  const { status } = response;
  const text = await response.text();
  if (!sameHost || isPage(response, text)) return { outcome: 'failed', status };
  if (status === 404 || status === 410) return { outcome: 'missing' };
  const body = response.ok ? parseJson(text) : undefined;
  return body === undefined || saysFailure(body)
    ? { outcome: 'failed', status }
    : { outcome: 'found', body, etag: strongTag(response.headers.get('etag')) };
}
