// A rule that catches nothing is no rule: each is shown a breach, and a clean tree passes.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { checkLayers } from './check_layers.mjs';
import { root } from './support/places.mjs';

const describe = (found) => found.map(({ file, line, message }) => `${file}:${line} ${message}`);

/** @param {Record<string, string>} files path -> text @returns {string[]} "file:line message" */
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

const breaches = [
  ['a lower layer including a higher one', 'core/model/a.h', '\n#include "core/engine/engine.h"\n', 'core/model/a.h:2 model may not include engine/engine.h'],
  ['state, queue and journal including each other', 'core/queue/a.cc', '#include "core/journal/journal.h"\n', 'core/queue/a.cc:1 queue may not include journal/journal.h'],
  ['the journal reaching for another port than storage', 'core/journal/a.cc', '#include "core/ports/transport.h"\n', 'core/journal/a.cc:1 journal may not include ports/transport.h'],
  ['wasm going past the engine', 'wasm/a.cc', '#include "core/queue/queue.h"\n', 'wasm/a.cc:1 wasm may not include queue/queue.h'],
  ['Emscripten outside wasm', 'core/base/a.cc', '#include <emscripten/val.h>\n', 'core/base/a.cc:1 <emscripten/val.h> belongs in wasm/ only'],
  ['nlohmann outside json.h', 'core/model/a.cc', '#include <nlohmann/json.hpp>\n', 'core/model/a.cc:1 <nlohmann/json.hpp> is included by core/base/json.h only'],
  ['a clock in the core', 'core/engine/a.cc', '#include <chrono>\n', 'core/engine/a.cc:1 <chrono> has no place in the core; ask a port'],
  ['randomness in the core', 'core/queue/a.cc', 'int Roll() { return rand() % 6; }\n', 'core/queue/a.cc:1 the core takes time and randomness from its ports, never from the system'],
  ['the system time in the core', 'core/queue/a.cc', 'auto now = std::time(nullptr);\n', 'core/queue/a.cc:1 the core takes time and randomness from its ports, never from the system'],
  ['an unknown layer', 'core/util/a.h', '', 'core/util/a.h:1 core/util is no layer; see CONVENTIONS "Layout"'],
  ['a C++ line over 100 columns', 'core/base/a.h', `// ${'é'.repeat(98)}\n`, 'core/base/a.h:1 more than 100 columns'],
  ['a file over 500 lines', 'web/src/client/a.ts', '\n'.repeat(501), 'web/src/client/a.ts:501 501 lines, more than 500'],
  ['the client importing React hooks', 'web/src/client/a.ts', "import { useSync } from '../react/use_sync.js';\n", 'web/src/client/a.ts:1 client may not import react'],
  ['React in the client', 'web/src/client/a.ts', "import { useState } from 'react';\n", 'web/src/client/a.ts:1 react belongs in web/src/react, web/src/ui and web/clinic only'],
  ['fetch outside the host', 'web/src/client/a.ts', '// fetch is fine here\nawait fetch(url);\n', 'web/src/client/a.ts:2 fetch belongs in web/src/host only'],
  ['a global through globalThis', 'web/src/loader/a.ts', 'const store = globalThis.localStorage;\n', 'web/src/loader/a.ts:1 localStorage belongs in web/src/host only'],
  ['a global inside a template', 'web/src/react/a.ts', 'const url = `${window.origin}/x`;\n', 'web/src/react/a.ts:1 window belongs in web/src/host only'],
  ['printing in the library', 'web/src/client/a.ts', "console.warn('x');\n", 'web/src/client/a.ts:1 only the host prints, and only when asked to'],
  ['an unknown folder of the library', 'web/src/utils/a.ts', '', 'web/src/utils/a.ts:1 web/src/utils is no layer; see CONVENTIONS "Layout"'],
  ['the library importing the clinic', 'web/src/client/a.ts', "import '../../clinic/app/src/x.js';\n", 'web/src/client/a.ts:1 the library may not import web/clinic/app/src/x.js'],
];

for (const [title, path, text, expected] of breaches) {
  test(`catches ${title}`, () => {
    assert.deepEqual(breachesIn({ [path]: text }), [expected]);
  });
}

test('lets pass what the rule allows', () => {
  assert.deepEqual(breachesIn({
    'core/base/json.h': '#include <nlohmann/json.hpp>\n',
    'core/journal/a.cc': '#include "core/ports/storage.h"\n#include "core/base/json.h"\n#include <string>\n',
    'core/engine/a.cc': '#include "core/queue/queue.h"\nint64_t at = clock.NowMs(); timer->time(); // rand()\n',
    'wasm/a.cc': '#include <emscripten/bind.h>\n#include "core/engine/engine.h"\n',
    'tests/unit/a.cc': '#include "core/queue/queue.h"\n#include <chrono>\n',
    'web/src/host/a.ts': 'export const go = () => window.fetch(location.href);\n',
    'web/src/react/a.ts': "import { useState } from 'react';\nimport { client } from '../client/client.js';\n",
    'web/src/client/a.ts': "import { load } from '../loader/load.js';\nhost.fetch('window');\nconst o = { fetch: 1 };\n",
    'web/clinic/app/src/a.tsx': "import { createRoot } from 'react-dom/client';\nfetch('/demo');\n",
  }), []);
});

test('this checkout keeps to the rule', () => {
  assert.deepEqual(describe(checkLayers(root)), []);
});
