import { describe, expect, it } from 'vitest';
import { readBody } from '../../../../web/src/host/http/response_meta.js';
import { BodyTooLong, readText } from '../../../../web/src/host/http/body_text.js';

/** A response whose body never ends, and whether it was cancelled. */
function endless(status: number, contentType: string) {
  const state = { sent: 0, cancelled: false };
  const chunk = new TextEncoder().encode('x'.repeat(64 * 1024));
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      state.sent += chunk.byteLength;
      controller.enqueue(chunk);
    },
    cancel: () => {
      state.cancelled = true;
    },
  });
  const headers = { 'content-type': contentType };
  return { state, response: new Response(body, { status, headers }) };
}

describe('4: an answer that does not end', () => {
  it('is cut: what became of the change is not known', async () => {
    const { state, response } = endless(201, 'application/json');
    await expect(readBody(response)).rejects.toBeInstanceOf(BodyTooLong);
    expect(state.cancelled).toBe(true);
    expect(state.sent).toBeLessThan(10 * 1024 * 1024);
  });

  it.each([
    ['a refusal', 500, 'application/json', 8 * 1024 * 1024],
    ['a page', 200, 'text/html', 4096],
  ])('is read as far as it is needed where it is %s', async (_, status, type, length) => {
    const { state, response } = endless(status, type);
    await expect(readBody(response)).resolves.toHaveLength(length);
    expect(state.cancelled).toBe(true);
  });
});

describe('4: an answer whose body cannot be read', () => {
  /** The connection breaks in it, or its Content-Encoding is wrong. */
  const broken = (status: number): Response => {
    const pull = (controller: ReadableStreamDefaultController): void =>
      controller.error(new TypeError('network error'));
    return new Response(new ReadableStream({ pull }), { status });
  };

  it.each([401, 409, 422, 429, 500])('counts by its status where it is %i', async (status) => {
    await expect(readBody(broken(status))).resolves.toBe('');
  });

  it.each([200, 201])('is none where it is %i', async (status) => {
    await expect(readBody(broken(status))).rejects.toThrow('network error');
  });
});

describe('4: the text of an answer', () => {
  const bytes = (...values: number[]) => new Uint8Array(values);
  it.each<[title: string, contentType: string, body: Uint8Array, text?: string]>([
    ['UTF-8', 'application/json', bytes(0x48, 0xc3, 0xa9)],
    ['the charset that it names', 'text/plain; charset=ISO-8859-1', bytes(0x48, 0xe9)],
    ['Windows-1252 where it names none', 'application/json', bytes(0x48, 0xe9)],
    ['an unknown charset', 'text/plain; charset=klingon', bytes(0x48, 0xe9)],
    ['UTF-8 under the name of another', 'text/html; charset=iso-8859-1', bytes(0x48, 0xc3, 0xa9)],
    ['UTF-8 with a byte order mark', 'application/json', bytes(0xef, 0xbb, 0xbf, 0x48, 0xc3, 0xa9)],
    ['Cyrillic by its name', 'text/plain; charset=windows-1251', bytes(0x48, 0xe9), 'H\u0439'],
    ['UTF-16 with its name', 'text/plain; charset="utf-16le"', bytes(0x48, 0, 0xe9, 0)],
  ])('is read as %s', async (_, contentType, body, text = 'H\u00e9') => {
    const response = new Response(body as BodyInit, { headers: { 'content-type': contentType } });
    await expect(readText(response, 1000, 'throw')).resolves.toBe(text);
  });
});
