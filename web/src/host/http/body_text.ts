/**
 * Room for a list of a hundred thousand rows; the rest of a longer answer is cut before it fills the memory.
 */
export const LONGEST_LIST_BYTES = 128 * 1024 * 1024;
/** The answer to one change. */
export const LONGEST_ANSWER_BYTES = 8 * 1024 * 1024;

/** The body is longer than the limit. */
export class BodyTooLong extends Error {
  constructor(readonly limitBytes: number) {
    super(`The answer is longer than ${limitBytes} bytes.`);
  }
}

/**
 * Charsets of one byte a character. Servers name them by default (Apache's `AddDefaultCharset`, old
 * PHP), also for UTF-8; text in them is not valid UTF-8 as soon as it has an accent.
 */
const ONE_BYTE_CHARSET = /8859|125\d|ascii|latin/i;

/**
 * The body as text, by the charset that the answer names, else UTF-8. UTF-8 under the name of a
 * charset of one byte is UTF-8; bytes that are not what is named are read as Windows-1252, which is
 * what servers send that name none.
 *
 * @param limitBytes where reading ends
 * @param atLimit 'cut' gives what was read so far; 'throw' rejects with BodyTooLong
 */
export async function readText(
  response: Response,
  limitBytes: number,
  atLimit: 'cut' | 'throw',
): Promise<string> {
  const stream = response.body;
  if (typeof stream?.getReader !== 'function' || typeof TextDecoder === 'undefined') {
    const text = await response.text();
    if (text.length <= limitBytes) return text;
    if (atLimit === 'throw') throw new BodyTooLong(limitBytes);
    return text.slice(0, limitBytes);
  }
  const bytes = await readBytes(stream, limitBytes, atLimit);
  return decoded(bytes, response.headers.get('content-type') ?? '');
}

async function readBytes(
  stream: ReadableStream<Uint8Array>,
  limitBytes: number,
  atLimit: 'cut' | 'throw',
): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.byteLength;
    if (length <= limitBytes) continue;
    void reader.cancel().catch(() => undefined);
    if (atLimit === 'throw') throw new BodyTooLong(limitBytes);
    break;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes.subarray(0, Math.min(length, limitBytes));
}

function decoded(bytes: Uint8Array, contentType: string): string {
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  const first = ONE_BYTE_CHARSET.test(charset) ? 'utf-8' : charset;
  for (const label of [first, charset, 'windows-1252']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // Another label, or bytes of another charset.
    }
  }
  return new TextDecoder().decode(bytes);
}
