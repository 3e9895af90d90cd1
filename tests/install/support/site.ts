import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** All that a page with the queue needs, and nothing more. */
export const strictPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; " +
  "require-trusted-types-for 'script'";

/** A built application and its API on one origin. */
export interface Site {
  url: string;
  /** Names of the patients that the API has taken. */
  taken: string[];
  /** How it serves from now on. */
  habits: SiteHabits;
  close(): Promise<void>;
}

export interface SiteHabits {
  /** Content-Security-Policy of the page. Default: `strictPolicy`. */
  policy?: string;
  /** Content-Type of .wasm files. */
  wasmType?: string;
  /** Answers requests for .wasm files with this status and a page. */
  wasmStatus?: number;
}

/** Serves the files of a folder; /api/patients is the API. */
export async function serve(folder: string): Promise<Site> {
  const server = createServer((request, response) => void answer(site, folder, request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const site: Site = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    taken: [],
    habits: {},
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
  return site;
}

async function answer(
  site: Site,
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/api/patients') return answerAsApi(site, request, response);
  const file = path === '/' ? 'index.html' : path.slice(1);
  const { policy = strictPolicy, wasmType, wasmStatus } = site.habits;
  const isWasm = extname(file) === '.wasm';
  if (isWasm && wasmStatus !== undefined) {
    response.writeHead(wasmStatus, { 'content-type': 'text/html' }).end('<p>Not here</p>');
    return;
  }
  try {
    const content = await readFile(join(folder, file));
    const type = (isWasm && wasmType) || (types[extname(file)] ?? 'application/octet-stream');
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': policy,
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

async function answerAsApi(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('content-type', 'application/json');
  if (request.method !== 'POST') {
    response.end(JSON.stringify(site.taken.map((name, index) => ({ id: `s${index + 1}`, name }))));
    return;
  }
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const patient = JSON.parse(text) as { name: string };
  site.taken.push(patient.name);
  response.statusCode = 201;
  response.end(JSON.stringify({ ...patient, id: `s${site.taken.length}` }));
}
