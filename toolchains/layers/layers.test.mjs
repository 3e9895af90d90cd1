// Each rule is shown a breach that it has to catch, and a clean tree that it has to let pass.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { checkLayers } from '../check_layers.mjs';
import { root } from '../support/places.mjs';

const kPorts = 'the core takes time and randomness from its ports, never from the system';
const kInWords = 'a published comment says in words what a clause says';
const kConsole = 'only the host prints, and only when asked to';

/** Each: what is caught, the file, its only line, and the breach expected of it. */
const breaches = [
  [
    'a lower layer that includes a higher one',
    'core/model/a.h',
    '#include "core/engine/engine.h"',
    'model may not include engine/engine.h',
  ],
  [
    'state, queue and journal that include each other',
    'core/queue/a.cc',
    '#include "core/journal/journal.h"',
    'queue may not include journal/journal.h',
  ],
  [
    'a journal that reaches for another port than storage',
    'core/journal/a.cc',
    '#include "core/ports/transport.h"',
    'journal may not include ports/transport.h',
  ],
  [
    'bindings that go past the engine',
    'wasm/a.cc',
    '#include "core/queue/queue.h"',
    'wasm may not include queue/queue.h',
  ],
  [
    'a room of the engine that includes a higher one',
    'core/engine/requests/a.h',
    '#include "core/engine/sending/round.h"',
    'engine/requests may not include engine/sending/round.h',
  ],
  [
    'a room that includes the engine itself',
    'core/engine/session/a.cc',
    '#include "core/engine/engine.h"',
    'engine/session may not include engine/engine.h',
  ],
  [
    'the stored format that includes the journal',
    'core/journal/format/a.h',
    '#include "core/journal/journal.h"',
    'journal/format may not include journal/journal.h',
  ],
  [
    'an unknown room of the engine',
    'core/engine/util/a.h',
    '',
    'core/engine/util/a.h is in no room; core/engine/ARCHITECTURE.md lists them',
  ],
  [
    'Emscripten outside wasm',
    'core/base/a.cc',
    '#include <emscripten/val.h>',
    '<emscripten/val.h> belongs in wasm/ only',
  ],
  [
    'nlohmann outside the parser',
    'core/model/a.cc',
    '#include <nlohmann/json.hpp>',
    '<nlohmann/json.hpp> is included by core/base/json_parser.cc only',
  ],
  [
    'a clock in the core',
    'core/engine/a.cc',
    '#include <chrono>',
    '<chrono> has no place in the core; ask a port',
  ],
  ['randomness in the core', 'core/queue/a.cc', 'int Roll() { return rand() % 6; }', kPorts],
  ['the system time in the core', 'core/queue/a.cc', 'auto now = std::time(nullptr);', kPorts],
  ['an unknown layer', 'core/util/a.h', '', 'core/util is not a layer; README.md lists them'],
  ['a C++ line over 100 columns', 'core/base/a.h', `// ${'é'.repeat(98)}`, 'more than 100 columns'],
  [
    'a client that imports hooks',
    'web/src/client/a.ts',
    "import { useSync } from '../react/use_sync.js';",
    'client may not import react',
  ],
  [
    'a host that calls the client',
    'web/src/host/a.ts',
    "import { getSyncClient } from '../client/instance.js';",
    'host may not import client',
  ],
  [
    'rows that know of the calls on them',
    'web/src/client/resource/a.ts',
    "import type { PendingCalls } from '../mutations/pending_calls.js';",
    'client/resource may not import client/mutations',
  ],
  [
    'React in the client',
    'web/src/client/a.ts',
    "import { useState } from 'react';",
    'react belongs in web/src/react, web/src/ui, web/clinic and web/docs only',
  ],
  [
    'fetch outside the host',
    'web/src/client/a.ts',
    'await fetch(url);',
    'fetch belongs in web/src/host only',
  ],
  [
    'a global through globalThis',
    'web/src/loader/a.ts',
    'const store = globalThis.localStorage;',
    'localStorage belongs in web/src/host only',
  ],
  [
    'a global inside a template',
    'web/src/react/a.ts',
    'const url = `${window.origin}/x`;',
    'window belongs in web/src/host only',
  ],
  ['a library that prints', 'web/src/client/a.ts', "console.warn('x');", kConsole],
  [
    'an unknown folder of the library',
    'web/src/utils/a.ts',
    '',
    'web/src/utils is not a layer; see web/README.md',
  ],
  [
    'a library that imports the clinic',
    'web/src/client/a.ts',
    "import '../../clinic/app/src/x.js';",
    'the library may not import web/clinic/app/src/x.js',
  ],
  [
    'a function that nothing says anything of',
    'web/src/client/a.ts',
    'export const rows = () => [];',
    'rows has no doc comment',
  ],
  [
    'a method that nothing says anything of',
    'web/src/client/a.ts',
    '/** Rows. */ export class Rows { clear(): void {} }',
    'Rows.clear has no doc comment',
  ],
  [
    'a published field that nothing says anything of',
    'web/src/types/a.ts',
    '/** Rows. */ export interface Rows { count: number }',
    'Rows.count has no doc comment',
  ],
  [
    'a title that goes on from another one',
    'tests/web/a.test.ts',
    "it.each([1])('2.4: nor a second one', run);",
    '"2.4: nor a second one" goes on from another title',
  ],
  ['a header that names a clause', 'core/queue/a.h', '// Waits (BEHAVIOUR 3.6).', kInWords],
  ['a header that names a clause by its number', 'wasm/a.h', 'int a;  // waits (3.6a)', kInWords],
  [
    'a published type that names a clause',
    'web/src/types/a.ts',
    '/** Waits (3.6, 4). */',
    kInWords,
  ],
];

for (const [what, file, line, message] of breaches) {
  test(`catches ${what}`, () => {
    assert.deepEqual(breachesIn({ [file]: `${line}\n` }), [`${file}:1: ${message}`]);
  });
}

test('names the line of a breach', () => {
  const text = '// fetch is fine here\n\nawait fetch(url);\n';
  const expected = ['web/src/client/a.ts:3: fetch belongs in web/src/host only'];
  assert.deepEqual(breachesIn({ 'web/src/client/a.ts': text }), expected);
});

test('catches a file over 500 lines', () => {
  const expected = ['web/src/client/a.ts:501: 501 lines, more than 500'];
  assert.deepEqual(breachesIn({ 'web/src/client/a.ts': '\n'.repeat(501) }), expected);
});

test('lets pass what the rule allows', () => {
  assert.deepEqual(
    breachesIn({
      'core/base/json_parser.cc': '#include <nlohmann/json.hpp>\n',
      'core/journal/a.cc': '#include "core/ports/storage.h"\n#include "core/base/json.h"\n',
      'core/engine/a.cc': 'int64_t at = clock.NowMs(); timer->time(); // rand()\n',
      'core/engine/tabs/a.cc': '#include "core/engine/turn/turn_log.h"\n',
      'core/engine/b.cc': '#include "core/engine/session/session.h"\n',
      'core/model/a.h': '// As HTTP/1.1 (RFC 9110, 8.8.3) has it, since 0.1.0 (1, 2)\nF(3.6);\n',
      'core/engine/c.cc': '// Waits (BEHAVIOUR 3.6).\n',
      'core/queue/a.cc': 'std::string text = "rand() and time()"; int64_t retry_time(int n);\n',
      'wasm/a.cc': '#include <emscripten/bind.h>\n#include "core/engine/engine.h"\n',
      'tests/web/a.test.ts': "it('order is kept', run);\nmap.has('and', 1);\n",
      'tests/unit/a.cc': '#include "core/queue/queue.h"\n#include <chrono>\n',
      'web/src/host/b.ts': "import type {\n  Entry,\n} from '../types/index.js';\n",
      'web/src/host/a.ts': 'const go = () => window.fetch(location.href);\n',
      'web/src/host/c.ts': '/** A. */ export class A implements B { b = 1; get(): void {} }\n',
      'web/src/types/a.ts': '/** A. */ export interface A { readonly b: B; }\n',
      'web/src/react/a.ts': "import { useState } from 'react';\nimport '../client/client.js';\n",
      'web/src/client/a.ts': "import '../loader/load.js';\nhost.fetch('window', { fetch: 1 });\n",
      'web/clinic/app/src/a.tsx': "import 'react-dom/client';\nfetch('/demo');\n",
    }),
    [],
  );
});

test('this checkout keeps to the rule', () => {
  assert.deepEqual(describe(checkLayers(root)), []);
});

/** @param {Record<string, string>} files path -> text @returns {string[]} */
function breachesIn(files) {
  const tree = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    return describe(checkLayers(tree));
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function describe(found) {
  return found.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}
