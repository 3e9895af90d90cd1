// Embeds the module: one file of the glue that instantiates it and, as text, the bytes of the .wasm.
//   node embed.mjs GLUE.mjs MODULE.wasm UNPACKER.wasm OUTPUT.mjs
//
// The bytes of the functions are sorted first: instructions, numbers of locals, offsets and constants each
// by themselves. Each kind repeats in its own way, so they compress by a tenth better than mixed.
//
// A byte becomes one printable ASCII character if its value is among the frequent ones, else two.
// Each value is always written alike, so what repeats still repeats: the text is 6 % longer than the
// bytes and compresses as well as they do (brotli + 1 %), where base64 is 33 % longer and compresses
// badly (brotli + 25 %). The most frequent values become punctuation, the next ones digits and capitals:
// brotli distinguishes the classes of characters. ASCII alone, because a classic script may be read in
// any charset. In the page a small module gives the bytes back (unpacker/unpacker.cc).

import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';

// Printable characters that mean nothing inside quotes of any kind, nor to a page's parser.
const kAlphabet = [...Array(95).keys()]
  .map((i) => String.fromCharCode(32 + i))
  .filter((character) => !'"\'`\\$<'.includes(character))
  .join('');
// The last two characters of the alphabet begin a pair.
const kSingles = kAlphabet.length - 2;

/** The first two streams: all before the first function, all after the last. */
const kOutside = 2;

/**
 * What follows each instruction (WebAssembly 2.0, 5.4), by its code: 0 nothing, 1 a block, 2 the end of one,
 * 3 a number, 4 two numbers, 5 labels, 6 the number of a local, 7 alignment and offset, 8 an integer,
 * 9 four bytes, 10 eight bytes.
 */
function operands() {
  const kinds = new Uint8Array(256);
  for (const code of [12, 13, 16, 35, 36, 252]) kinds[code] = 3;
  kinds.fill(1, 2, 5).fill(6, 32, 35).fill(7, 40, 63).fill(8, 65, 67);
  return kinds.fill(2, 11, 12).fill(5, 14, 15).fill(4, 17, 18).fill(9, 67, 68).fill(10, 68, 69);
}

/**
 * Goes through the body of one function, as the unpacker does in the page.
 * @param {(stream: number) => number} next the next byte of the body, which belongs to that stream:
 *   2 instructions, 3 numbers of locals, 4 offsets, 5 constants
 * @param {Uint8Array} kinds what `operands` gives
 */
function walk(next, kinds) {
  const number = (stream) => {
    let value = 0;
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = next(stream);
      value |= (byte & 127) << shift;
    }
    return value;
  };
  const several = (count, read, stream) => {
    for (; count > 0; count -= 1) read(stream);
  };
  several(2 * number(2), number, 2);
  for (let depth = 1; depth > 0;) {
    const kind = kinds[next(2)];
    if (kind === 1) depth += 1;
    if (kind === 2) depth -= 1;
    else if (kind > 8) several(4 * kind - 32, next, 5);
    else if (kind === 8) number(5);
    else if (kind === 6) number(3);
    else if (kind > 0) {
      const labels = number(2);
      if (kind === 4) number(2);
      if (kind === 5) several(labels + 1, number, 2);
      if (kind === 7) number(4);
    }
  }
}

/**
 * @param {Uint8Array} bytes a module
 * @returns {Uint8Array[]} its streams
 */
function sorted(bytes) {
  let at = 8;
  const number = () => {
    let [value, factor] = [0, 1];
    for (; bytes[at] > 127; factor *= 128) value += (bytes[at++] & 127) * factor;
    return value + bytes[at++] * factor;
  };
  let [code, end] = [0, 0];
  while (code !== 10) {
    code = bytes[at++];
    end = number() + at;
    if (code !== 10) at = end;
  }
  const functions = number();
  const outside = [bytes.subarray(0, at), bytes.subarray(end)];
  const kinds = operands();
  const streams = [[], [], [], []];
  for (let index = 0; index < functions; index += 1) {
    const after = number() + at;
    walk((stream) => {
      streams[stream - kOutside].push(bytes[at]);
      return bytes[at++];
    }, kinds);
    if (at !== after)
      throw new Error(`Function ${index} has an instruction that walk() does not know.`);
  }
  return [...outside, ...streams.map((stream) => Uint8Array.from(stream))];
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} first the byte values that take one character, the most frequent first, as
 *   hexadecimal digits, then the bytes
 */
function pack(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte] += 1;
  const byFrequency = [...counts.keys()].sort((a, b) => counts[b] - counts[a]);
  const singles = byFrequency.slice(0, kSingles);
  const pairs = byFrequency.slice(kSingles).sort((a, b) => a - b);
  const codes = new Array(256);
  singles.forEach((byte, place) => {
    codes[byte] = kAlphabet[place];
  });
  pairs.forEach((byte, place) => {
    codes[byte] =
      kAlphabet[kSingles + Math.floor(place / kAlphabet.length)] +
      kAlphabet[place % kAlphabet.length];
  });
  return [
    ...singles.map((byte) => byte.toString(16).padStart(2, '0')),
    ...Array.from(bytes, (byte) => codes[byte]),
  ].join('');
}

/**
 * @param {string} glue what emcc wrote
 * @returns {{ body: string, factory: string }} the same without its export, and what it exported
 */
function withoutExport(glue) {
  const found = /^export default (\w+);\s*$/m.exec(glue);
  if (!found) throw new Error('The glue does not export its factory as it used to.');
  return { body: glue.replace(found[0], ''), factory: found[1] };
}

/**
 * The bytes of the module. It runs in the page: its source goes into the output.
 * @param {string} text what `pack` gave @param {string} unpacker in hexadecimal digits: not all test
 *   environments have `atob`
 * @param {number[]} sizes of the streams
 */
function unpacked(text, unpacker, sizes) {
  const code = Uint8Array.from(unpacker.match(/../g), (digits) => parseInt(digits, 16));
  const { memory, Room, Unpack } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
  const at = Room(text.length);
  const bytes = new Uint8Array(memory.buffer);
  // A polyfill of a test environment may have nothing but `encode`.
  const encoder = typeof TextEncoder !== 'undefined' && new TextEncoder();
  if (encoder && encoder.encodeInto) encoder.encodeInto(text, bytes.subarray(at));
  else for (let i = 0; i < text.length; i += 1) bytes[at + i] = text.charCodeAt(i);
  return bytes.slice(at + 2 * text.length, Unpack(at, text.length, ...sizes));
}

const [glueFile, wasmFile, unpackerFile, outputFile] = argv.slice(2);
const { body, factory } = withoutExport(readFileSync(glueFile, 'utf8'));
const bytes = readFileSync(wasmFile);
const unpacker = readFileSync(unpackerFile, 'hex');
const streams = sorted(bytes);
const sizes = streams.slice(0, -1).map(({ length }) => length);
const text = pack(Buffer.concat(streams));
if (!bytes.equals(unpacked(text, unpacker, sizes))) {
  throw new Error('The packed module does not unpack to what it was.');
}
writeFileSync(
  outputFile,
  `${body}
${unpacked}

const kUnpacker = '${unpacker}';
const kText = '${text}';

export default (options) =>
  ${factory}({ ...options, wasmBinary: unpacked(kText, kUnpacker, [${sizes}]) });
`,
);
