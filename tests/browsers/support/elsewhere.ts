import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site of other people, on another host name than the tests' own. */
export interface Elsewhere {
  /** A page with nothing on it. */
  readonly empty: string;
  /**
   * A page with that one in a frame; `ask(expression)` has an expression evaluated there.
   *
   * @param sandbox what the frame may do; undefined: everything
   */
  around(url: string, sandbox?: string): string;
  close(): Promise<void>;
}

const kEmpty = '<!doctype html><title>Elsewhere</title><p>Elsewhere</p>';

const quoted = (text: string): string =>
  `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;

const around = (
  url: string,
  sandbox: string | null,
): string => `<!doctype html><title>Around</title>
<iframe src=${quoted(url)} ${sandbox === null ? '' : `sandbox=${quoted(sandbox)}`}
  width="900" height="600"></iframe>
<script>
  window.ask = (expression) => new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => 'error' in data ? reject(data.error) : resolve(data.value);
    frames[0].postMessage(expression, '*', [port2]);
  });
</script>`;

export async function startElsewhere(): Promise<Elsewhere> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const framed = searchParams.get('around');
    const page = framed === null ? kEmpty : around(framed, searchParams.get('sandbox'));
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    empty: `${origin}/`,
    around: (url, sandbox) =>
      `${origin}/?${new URLSearchParams({ around: url, ...(sandbox !== undefined && { sandbox }) })}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
