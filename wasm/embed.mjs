// Embeds the module: one file of the glue that instantiates it and, as text, the bytes of the .wasm.
//   node embed.mjs GLUE.mjs MODULE.wasm OUTPUT.mjs
//
// A byte becomes one printable ASCII character if its value is among the frequent ones, else two.
// Each value is always written alike, so what repeats still repeats: the text is 6 % longer than the
// bytes and compresses as well as they do (brotli + 1 %), where base64 is 33 % longer and compresses
// badly (brotli + 25 %). The most frequent values become punctuation, the next ones digits and capitals:
// brotli distinguishes the classes of characters. ASCII alone, because a classic script may be read in
// any charset.

import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';

// Printable characters that mean nothing inside quotes of any kind, nor to a page's parser.
const kAlphabet = [...Array(95).keys()]
  .map((i) => String.fromCharCode(32 + i))
  .filter((character) => !'"\'`\\$<'.includes(character))
  .join('');
// The last two characters of the alphabet begin a pair.
const kSingles = kAlphabet.length - 2;

/**
 * @param {Uint8Array} bytes
 * @returns {{ text: string, singles: string }} `singles`: the byte values that take one character,
 *   the most frequent first, as hexadecimal digits
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
  return {
    text: Array.from(bytes, (byte) => codes[byte]).join(''),
    singles: singles.map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}

/**
 * The other way round. It runs in the page: its source goes into the output.
 * @param {string} text @param {string} singles @param {string} alphabet
 * @returns {Uint8Array}
 */
function unpack(text, singles, alphabet) {
  const places = new Uint8Array(128);
  for (let place = 0; place < alphabet.length; place += 1)
    places[alphabet.charCodeAt(place)] = place;
  const common = singles.match(/../g).map((digits) => parseInt(digits, 16));
  const rare = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => !common.includes(byte),
  );
  const bytes = new Uint8Array(text.length);
  let size = 0;
  for (let i = 0; i < text.length; i += 1) {
    const place = places[text.charCodeAt(i)];
    if (place < common.length) {
      bytes[size] = common[place];
    } else {
      i += 1;
      bytes[size] = rare[(place - common.length) * alphabet.length + places[text.charCodeAt(i)]];
    }
    size += 1;
  }
  return bytes.subarray(0, size);
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

const [glueFile, wasmFile, outputFile] = argv.slice(2);
const { body, factory } = withoutExport(readFileSync(glueFile, 'utf8'));
const bytes = readFileSync(wasmFile);
const { text, singles } = pack(bytes);
if (!bytes.equals(unpack(text, singles, kAlphabet))) {
  throw new Error('The packed module does not unpack to what it was.');
}
writeFileSync(
  outputFile,
  `${body}
${unpack}

const kAlphabet = ${JSON.stringify(kAlphabet)};
const kSingles = '${singles}';
const kText = '${text}';

export default (options) => ${factory}({ ...options, wasmBinary: unpack(kText, kSingles, kAlphabet) });
`,
);
