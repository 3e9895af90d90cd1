import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Api, Asked, Reply, Row, TableName } from '../wire.ts';

/** Headers that belong to one connection only. */
const kOfTheConnection =
  /^(connection|content-length|content-encoding|transfer-encoding|keep-alive|host|date)$/;

/** A server from a package as an `Api`: asked over HTTP by the pages and by the colleague alike. */
export async function behind(
  listener: RequestListener,
  paths: Record<TableName, string>,
): Promise<Api> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(origin + path, {
      method,
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const asRow = (record: Record<string, unknown>): Row => ({ ...record, id: String(record['id']) });

  return {
    answer: (asked) => forward(origin, asked),
    rows: async (table) => ((await call('GET', paths[table])) as Row[]).map(asRow),
    add: async (table, row) => asRow((await call('POST', paths[table], row)) as Row),
    change: async (table, id, changes) => {
      const path = `${paths[table]}/${id}`;
      await call('PUT', path, { ...((await call('GET', path)) as object), ...changes });
    },
    remove: async (table, id) => void (await call('DELETE', `${paths[table]}/${id}`)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function forward(origin: string, asked: Asked): Promise<Reply> {
  const query = asked.query.size > 0 ? `?${asked.query}` : '';
  const headers = Object.entries(asked.headers).filter(([name]) => !kOfTheConnection.test(name));
  const answer = await fetch(origin + asked.path + query, {
    method: asked.method,
    headers: headers as [string, string][],
    redirect: 'manual',
    ...(asked.text !== '' && { body: asked.text }),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries(
      [...answer.headers].filter(([name]) => !kOfTheConnection.test(name)),
    ),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}
