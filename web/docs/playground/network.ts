// Between the page and its API: requests to the playground's path go to the script, as the switches
// say; everything else of the page goes out as ever.
import { conditions } from './conditions.ts';
import { kPath, server } from './server.ts';

/** Milliseconds of an answer. */
const kQuick = 300;
const kSlow = 3000;

/** Puts itself between; once for a page. */
export function connect(): void {
  const realFetch = window.fetch.bind(window);
  if (Object.hasOwn(navigator, 'onLine')) return;
  Object.defineProperty(navigator, 'onLine', {
    configurable: true,
    get: () => !conditions.get().offline,
  });
  window.fetch = async (input, init) => {
    const request =
      input instanceof Request ? input : new Request(new URL(String(input), location.href), init);
    const { pathname } = new URL(request.url);
    return pathname.startsWith(kPath) ? answer(request, pathname) : realFetch(input, init);
  };
}

async function answer(request: Request, path: string): Promise<Response> {
  const { method, headers } = request;
  if (conditions.get().offline) throw new TypeError('Failed to fetch');
  const body = await request.text();
  await passes(conditions.get().slow ? kSlow : kQuick);
  if (conditions.get().offline) throw new TypeError('Failed to fetch');
  const isWrite = method !== 'GET' && method !== 'HEAD';
  const isEdit = method === 'PATCH' || method === 'DELETE';
  const wishes = {
    refuse: isWrite && conditions.take('refuse'),
    conflict: isEdit && conditions.take('conflict'),
  };
  const reply = server.answer(method, path, headers, body, wishes);
  const isLost = isWrite && conditions.take('lose');
  if (method !== 'HEAD') server.note({ method, path, status: isLost ? 'lost' : reply.status });
  if (isLost) throw new TypeError('Failed to fetch');
  const key = headers.get('Idempotency-Key');
  return new Response(reply.body === undefined ? null : JSON.stringify(reply.body), {
    status: reply.status,
    headers: {
      'Content-Type': 'application/json',
      ...(key !== null && { 'Idempotency-Key': key }),
    },
  });
}

function passes(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
