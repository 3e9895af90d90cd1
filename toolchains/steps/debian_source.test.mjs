// The mirror for the private Emscripten is the system's own: both ways to write a source are read.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseDeb822Sources, parseOneLineSources } from './debian_source.mjs';

const kKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

test('reads the stanzas of a .sources file and leaves out what is switched off', () => {
  assert.deepEqual(
    parseDeb822Sources(`Types: deb deb-src
# a remark
URIs: https://mirror.example/debian https://other.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /etc/apt/keyrings/own.gpg

Types: deb
URIs: https://mirror.example/security
Suites: bookworm-security
Components: main
Enabled: no

Types: deb-src
URIs: https://mirror.example/debian
Suites: bookworm
Components: main
`),
    [
      {
        uri: 'https://mirror.example/debian',
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main', 'contrib'],
        keyring: '/etc/apt/keyrings/own.gpg',
      },
    ],
  );
});

test("takes Debian's keyring where a source carries its key as text", () => {
  const [source] = parseDeb822Sources(`Types: deb
URIs: https://mirror.example/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
`);
  assert.equal(source.keyring, kKeyring);
});

test('reads one-line sources, with and without options', () => {
  assert.deepEqual(
    parseOneLineSources(`# deb https://off.example/debian bookworm main
deb https://mirror.example/debian bookworm main contrib # ours
deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian bookworm main
deb-src https://mirror.example/debian bookworm main
`),
    [
      {
        uri: 'https://mirror.example/debian',
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        keyring: kKeyring,
      },
      {
        uri: 'https://mirror.example/debian',
        suites: ['bookworm'],
        components: ['main'],
        keyring: '/k.gpg',
      },
    ],
  );
});
