/** What other code puts in place of a Response: of a test's mock, or as HTTP libraries have it. */
interface PlainAnswer {
  status?: unknown;
  ok?: unknown;
  headers?: { get?: unknown };
  text?: unknown;
  json?: unknown;
  data?: unknown;
  url?: unknown;
  redirected?: unknown;
}

const isCallable = (value: unknown): value is () => unknown => typeof value === 'function';

async function textOf({ text, json, data }: PlainAnswer): Promise<string> {
  if (isCallable(text)) return String(await text());
  const body = isCallable(json) ? await json() : data;
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
}

function headersOf(given: object = {}): Headers {
  const fields = Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const values = new Map(fields as [string, string][]);
  return { get: (name: string) => values.get(name.toLowerCase()) ?? null } as Headers;
}

/**
 * The answer of the page's `fetch`, which other code may have wrapped.
 *
 * @throws TypeError where it is not an answer at all
 */
export function asResponse(given: unknown): Response {
  const answer = (given ?? {}) as PlainAnswer;
  if (isCallable(answer.headers?.get) && isCallable(answer.text)) return given as Response;
  const { ok, data, text, json } = answer;
  const status = answer.status ?? (ok === true ? 200 : ok === false ? 500 : undefined);
  const isAnswer =
    typeof status === 'number' && [ok, data, text, json].some((one) => one !== undefined);
  if (!isAnswer) throw new TypeError('fetch gave no response');
  const headers = isCallable(answer.headers?.get) ? answer.headers : headersOf(answer.headers);
  return {
    ...{ status, headers, ok: status >= 200 && status <= 299 },
    url: typeof answer.url === 'string' ? answer.url : '',
    redirected: answer.redirected,
    text: () => textOf(answer),
  } as Response;
}

/**
 * The answer that an error holds: some wrappers around `fetch` throw where the status is one of failure.
 *
 * @throws the error itself where it holds none: there was no answer
 */
export function responseIn(error: unknown): Response {
  const { response } = (error ?? {}) as { response?: unknown };
  if (response === undefined || response === null) throw error;
  return asResponse(response);
}
