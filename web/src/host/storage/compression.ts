/** The first byte of a gzip file (RFC 1952); no JSON begins with it. */
const GZIP = 0x1f;

/** JSON as bytes, compressed where the browser can. */
export async function compressed(json: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(json);
  if (typeof CompressionStream === 'undefined') return bytes;
  return new Uint8Array(await through(bytes, new CompressionStream('gzip')).arrayBuffer());
}

/** What `compressed` was given, parsed. */
export async function decompressed(bytes: Uint8Array): Promise<unknown> {
  const plain =
    bytes[0] === GZIP ? through(bytes, new DecompressionStream('gzip')) : answerOf(bytes);
  return plain.json();
}

const answerOf = (bytes: Uint8Array): Response => new Response(bytes as Uint8Array<ArrayBuffer>);

const through = (bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Response =>
  new Response(answerOf(bytes).body?.pipeThrough(stream) ?? null);
