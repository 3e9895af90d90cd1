/** What a server answers. */
export interface PlainAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Text as it is; anything else as JSON; undefined: no body. */
  readonly body?: unknown;
  /** Names in any case. Default: the type of the body alone. */
  readonly headers?: Readonly<Record<string, string>>;
}

const textOf = ({ status, body }: PlainAnswer): string => {
  if (status === 204 || body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
};

const headersOf = ({ headers }: PlainAnswer): Record<string, string> => {
  const all: Record<string, string> = { 'content-type': 'application/json' };
  for (const [name, value] of Object.entries(headers ?? {})) all[name.toLowerCase()] = value;
  return all;
};

/** A Response for the queue, also where the platform has none (jsdom in Jest). */
export function plainResponse(answer: PlainAnswer, url: string): Response {
  const headers = headersOf(answer);
  return {
    status: answer.status,
    ok: answer.status >= 200 && answer.status < 300,
    url,
    redirected: false,
    type: 'basic',
    body: null,
    headers: { get: (name: string) => headers[name.toLowerCase()] ?? null },
    text: () => Promise.resolve(textOf(answer)),
    json: () => Promise.resolve(JSON.parse(textOf(answer)) as unknown),
  } as unknown as Response;
}

/** A Response for the application: the platform's where it has one. */
export function pageResponse(answer: PlainAnswer, url: string): Response {
  if (typeof Response === 'undefined') return plainResponse(answer, url);
  const text = textOf(answer);
  const hasBody = text !== '' && answer.status !== 204 && answer.status !== 304;
  const response = new Response(hasBody ? text : null, {
    status: answer.status,
    headers: headersOf(answer),
  });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}
