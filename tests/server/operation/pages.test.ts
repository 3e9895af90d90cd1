import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type TestClinic } from '../support/clinic.ts';

/** BEHAVIOUR 8: the built pages, as the build has compressed them. */
let clinic: TestClinic;
let folder: string;
const script = `console.log('${'clinic '.repeat(300)}');`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clinic-ui-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Clinic</title>');
  writeFileSync(join(folder, 'assets/app-1a2b.js'), script);
  writeFileSync(join(folder, 'assets/app-1a2b.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'assets/app-1a2b.js.gz'), gzipSync(script));
  writeFileSync(join(folder, 'assets/font-3c4d.woff2'), 'font');
  clinic = await startClinic({ uiDir: folder });
});
afterAll(async () => {
  await clinic.close();
  rmSync(folder, { recursive: true });
});

/** Nothing is decoded on the way. */
function raw(path: string, encodings: string): Promise<{ answer: IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(clinic.url + path, { headers: { 'accept-encoding': encodings } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ answer, body: Buffer.concat(chunks) }));
    }).on('error', reject);
  });
}

describe('8: files of the pages', () => {
  it.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
    ['identity', undefined, (body: Buffer) => body],
  ] as const)(
    'are sent to who takes %s as the build has compressed them',
    async (asked, as, decode) => {
      const { answer, body } = await raw('/assets/app-1a2b.js', asked);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-encoding']).toBe(as);
      expect(answer.headers['content-type']).toMatch(/javascript/);
      expect(answer.headers['vary']).toMatch(/accept-encoding/i);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(decode(body).toString()).toBe(script);
    },
  );

  it('are sent as they are where the build has not compressed them', async () => {
    const { answer, body } = await raw('/assets/font-3c4d.woff2', 'br');
    expect([answer.headers['content-encoding'], body.toString()]).toEqual([undefined, 'font']);
  });

  it('are asked for again where their name stays', async () => {
    const { answer } = await raw('/', 'br');
    expect(answer.headers['cache-control']).toMatch(/max-age=0/);
  });

  it.each([
    '/assets/none.js',
    '/assets/..%2findex.html.br',
    '/assets/%2e%2e/%2e%2e/package.json.br',
  ])('answers 404 for %s', async (path) => {
    expect((await raw(path, 'br')).answer.statusCode).toBe(404);
  });
});
