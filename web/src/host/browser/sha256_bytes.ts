// SHA-256 of FIPS 180-4, of which the numbers in the comments are the sections. The queue needs it inside
// the call, and the platform's is asynchronous.

interface Tables {
  start: Int32Array;
  rounds: Int32Array;
}

let tables: Tables | undefined;

/** Fractions of the roots of the first primes: of 8 squares (5.3.3) and of 64 cubes (4.2.2). */
function makeTables(): Tables {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p > 0)) primes.push(n);
  const fractions = (root: (n: number) => number, of: readonly number[]): Int32Array =>
    Int32Array.from(of, (prime) => (root(prime) % 1) * 2 ** 32);
  return {
    start: fractions(Math.sqrt, primes.slice(0, 8)),
    rounds: fractions(Math.cbrt, primes),
  };
}

/** The message with its padding (5.1.1): whole blocks of 64 bytes, its length in bits at the end. */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array(((message.length + 8) >> 6) * 64 + 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, message.length / 2 ** 29);
  view.setUint32(bytes.length - 4, message.length << 3);
  return view;
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The digest of a message, 32 bytes. */
export function sha256Bytes(message: Uint8Array): Uint8Array {
  const { start, rounds } = (tables ??= makeTables());
  const hash = Int32Array.from(start);
  const words = new Int32Array(64);
  const view = padded(message);
  const word = (at: number): number => words[at] as number;
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let t = 0; t < 16; t += 1) words[t] = view.getInt32(block + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const [x, y] = [word(t - 15), word(t - 2)];
      const sigma0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
      const sigma1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
      words[t] = sigma1 + word(t - 7) + sigma0 + word(t - 16);
    }
    let [a, b, c, d, e, f, g, h] = hash as unknown as Eight;
    for (let t = 0; t < 64; t += 1) {
      const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const one = h + sum1 + ((e & f) ^ (~e & g)) + (rounds[t] as number) + word(t);
      const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const two = sum0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((one, i) => (hash[i] = one + (hash[i] as number)));
  }
  const digest = new DataView(new ArrayBuffer(32));
  hash.forEach((one, i) => digest.setInt32(4 * i, one));
  return new Uint8Array(digest.buffer);
}

type Eight = [number, number, number, number, number, number, number, number];
