// The page of the benchmark and a stub of the API, on one port of 127.0.0.1.

import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

import { kBatchEndpoint, kEndpoint, patients } from './patients.mjs';

const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

// A page that is isolated from other origins gets a clock of 5 µs instead of 100 µs.
const kIsolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * @typedef {object} BenchServer
 * @property {string} url of the page
 * @property {(up: boolean) => void} setApi false: every request to the API is cut off
 * @property {(count: number) => void} setRows how many patients the API has
 * @property {() => number} received mutations received so far
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} folder the built page
 * @returns {Promise<BenchServer>}
 */
export async function startServer(folder) {
  const api = { up: true, rows: patients(0), received: 0 };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
    if (!pathname.startsWith('/api/')) serveFile(join(folder, normalize(pathname)), response);
    else if (!api.up) request.socket.destroy();
    else if (request.method === 'GET' || request.method === 'HEAD')
      answerRead(api.rows, pathname, searchParams, response);
    else answerMutation(api, request, pathname, response);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    setApi: (up) => {
      api.up = up;
    },
    setRows: (count) => {
      api.rows = patients(count);
    },
    received: () => api.received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** @typedef {import('node:http').ServerResponse} ServerResponse */

/** @param {string} path @param {ServerResponse} response */
function serveFile(path, response) {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path;
  if (!existsSync(file)) {
    response.writeHead(404, kIsolation).end();
    return;
  }
  const type =
    kTypes[/** @type {keyof typeof kTypes} */ (extname(file))] ?? 'application/octet-stream';
  response.writeHead(200, { ...kIsolation, 'Content-Type': type });
  createReadStream(file).pipe(response);
}

/**
 * @param {readonly object[]} rows
 * @param {string} pathname
 * @param {URLSearchParams} query
 * @param {ServerResponse} response
 */
function answerRead(rows, pathname, query, response) {
  const limit = Number(query.get('limit') ?? rows.length);
  const first = (Number(query.get('page') ?? 1) - 1) * limit;
  const data = pathname === kEndpoint ? rows.slice(first, first + limit) : null;
  answer(response, 200, { success: true, data, pagination: { total: rows.length } });
}

/**
 * Confirms whatever comes: the record of a create as it was sent, the changes of an update.
 * @param {{ received: number }} api
 * @param {import('node:http').IncomingMessage} request
 * @param {string} pathname
 * @param {ServerResponse} response
 */
function answerMutation(api, request, pathname, response) {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    const sent = text === '' ? {} : JSON.parse(text);
    if (pathname === kBatchEndpoint) {
      const data = sent.mutations.map(
        (/** @type {Sent & { id: string }} */ { id, method, path, body }) => ({
          id,
          ...confirmed(api, { method, path, body: body ?? {} }),
        }),
      );
      answer(response, 200, { success: true, data });
      return;
    }
    const { status, body } = confirmed(api, {
      method: request.method ?? '',
      path: pathname,
      body: sent,
    });
    answer(response, status, body);
  });
}

/** @typedef {{ method: string, path: string, body: Record<string, unknown> }} Sent */

/** @param {{ received: number }} api @param {Sent} sent one mutation */
function confirmed(api, { method, path, body }) {
  api.received += 1;
  const id =
    path === kEndpoint
      ? (body['id'] ?? randomUUID())
      : decodeURIComponent(path.slice(kEndpoint.length + 1));
  return { status: method === 'POST' ? 201 : 200, body: { success: true, data: { ...body, id } } };
}

/** @param {ServerResponse} response @param {number} status @param {unknown} body */
function answer(response, status, body) {
  response.writeHead(status, { ...kIsolation, 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
