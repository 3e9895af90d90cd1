import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { utf8, utf8Text } from '../../../../web/src/host/browser/sha256.js';
import { sha256Bytes } from '../../../../web/src/host/browser/sha256_bytes.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const reference = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('SHA-256', () => {
  // The examples of NIST for FIPS 180-4.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('of an example of the standard', (text, digest) => {
    expect(hex(sha256Bytes(new TextEncoder().encode(text)))).toBe(digest);
  });

  it('agrees with another implementation at every length of the padding', () => {
    for (let length = 0; length <= 260; length += 1) {
      const bytes = randomBytes(length);
      expect(hex(sha256Bytes(bytes)), bytes.toString('hex')).toBe(reference(bytes));
    }
  });
});

describe('UTF-8', () => {
  it.each(['', 'a%41 %', '\u0000\u007f\u0080', 'Zoé', '漢字', '😷 %F0'])(
    'of %j comes back',
    (text) => {
      expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
      expect(utf8Text(utf8(text))).toBe(text);
    },
  );
});
