import { gunzipSync, gzipSync } from 'node:zlib';
import { vi } from 'vitest';

/** Collects what it is given, and works on it in one go at the end. */
class Whole extends TransformStream<Uint8Array, Uint8Array> {
  constructor(work: (bytes: Uint8Array) => Uint8Array) {
    const parts: Uint8Array[] = [];
    super({
      transform: (part) => void parts.push(part),
      flush: (out) => out.enqueue(new Uint8Array(work(Buffer.concat(parts)))),
    });
  }
}

/** Node compresses in another thread, whose end no test sees: from now on it is done at once. */
export function compressAtOnce(): void {
  vi.stubGlobal(
    'CompressionStream',
    class extends Whole {
      constructor() {
        super(gzipSync);
      }
    },
  );
  vi.stubGlobal(
    'DecompressionStream',
    class extends Whole {
      constructor() {
        super(gunzipSync);
      }
    },
  );
}
