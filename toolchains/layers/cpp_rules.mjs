// The rules for C++: which layer includes which, what only some files may include, and that the
// core asks its ports for time and randomness.

const kMaxColumns = 100;

/** What each layer of core/ may include, beside itself. A path names one header of a layer. */
const kAllowed = {
  base: [],
  model: ['base'],
  ports: ['model', 'base'],
  state: ['model', 'base'],
  queue: ['model', 'base'],
  journal: ['ports/storage.h', 'ports/digest.h', 'model', 'base'],
  engine: ['state', 'queue', 'journal', 'ports', 'model', 'base'],
  wasm: ['engine', 'ports', 'model', 'base'],
};

/**
 * The rooms of a layer, the lowest first: each may include those before it. The last, '', is the
 * layer's folder itself. core/engine/ARCHITECTURE.md says what each holds.
 */
const kRooms = {
  journal: ['format', ''],
  engine: [
    'turn',
    'local_store',
    'requests',
    'transitions',
    'tabs',
    'sending',
    'decisions',
    'session',
    '',
  ],
};

const kJsonFile = 'core/base/json_parser.cc';
const kJsonOracle = 'tests/support/json_oracle.cc';

// Time, randomness and input come in through ports.
const kImpureHeaders = [
  'chrono',
  'random',
  'ctime',
  'time.h',
  'sys/time.h',
  'thread',
  'iostream',
  'fstream',
];
const kImpureNames = 'time|clock|rand|srand|random_device|gettimeofday|clock_gettime';
const kImpureCalls = new RegExp(`(?:\\bstd::|(?<![.\\w>:]))(?:${kImpureNames})\\s*\\(`);

/**
 * @param {string} file relative to the checkout, such as "core/queue/lanes.cc"
 * @param {string} text
 * @returns {{ line: number, message: string }[]}
 */
export function checkCpp(file, text) {
  const layer = file.startsWith('core/') ? file.split('/')[1] : file.split('/')[0];
  const breaches = [];
  if (file.startsWith('core/') && kAllowed[layer] === undefined) {
    breaches.push({ line: 1, message: `core/${layer} is not a layer; README.md lists them` });
  }
  if (layer in kRooms && roomOf(file) === undefined) {
    breaches.push({
      line: 1,
      message: `${file} is in no room; core/engine/ARCHITECTURE.md lists them`,
    });
  }
  for (const [index, line] of text.split('\n').entries()) {
    for (const message of checkLine(file, layer, line)) breaches.push({ line: index + 1, message });
  }
  return breaches;
}

/** The place of a file's room in its layer's kRooms; undefined: it is in none. */
function roomOf(file) {
  const [, layer, room = ''] = /^core\/(\w+)\/(?:(.*)\/)?[^/]*$/.exec(file) ?? [];
  const place = (kRooms[layer] ?? []).indexOf(room);
  return place < 0 ? undefined : place;
}

function checkLine(file, layer, line) {
  const messages = [];
  if ([...line].length > kMaxColumns) messages.push(`more than ${kMaxColumns} columns`);
  const include = /^\s*#\s*include\s*[<"]([^>"]+)[>"]/.exec(line)?.[1];
  if (include !== undefined) messages.push(...checkInclude(file, layer, include));
  const code = line.replace(/\/\/.*$/, '').replace(/"(?:[^"\\]|\\.)*"/g, '""');
  if (file.startsWith('core/') && kImpureCalls.test(code)) {
    messages.push('the core takes time and randomness from its ports, never from the system');
  }
  return messages;
}

function checkInclude(file, layer, include) {
  const messages = [];
  if (include.startsWith('emscripten') && !/^(wasm|toolchains)\//.test(file)) {
    messages.push(`<${include}> belongs in wasm/ only`);
  }
  if (include.startsWith('nlohmann') && ![kJsonFile, kJsonOracle].includes(file)) {
    messages.push(`<${include}> is included by ${kJsonFile} only`);
  }
  if (file.startsWith('core/') && kImpureHeaders.includes(include)) {
    messages.push(`<${include}> has no place in the core; ask a port`);
  }
  if (layer in kAllowed && include.startsWith('core/')) {
    const target = include.slice('core/'.length);
    const targetLayer = target.split('/')[0];
    const allowed = [layer, ...kAllowed[layer]];
    if (!allowed.includes(targetLayer) && !allowed.includes(target)) {
      messages.push(`${layer} may not include ${target}`);
    }
    const room = roomOf(file);
    if (layer in kRooms && targetLayer === layer && !(roomOf(include) <= room)) {
      messages.push(`${layer}/${kRooms[layer][room]} may not include ${target}`);
    }
  }
  if (file.startsWith('core/') && include.startsWith('wasm/')) {
    messages.push('the core knows nothing of wasm/');
  }
  if (/^(core|wasm)\//.test(file) && include.startsWith('tests/')) {
    messages.push('only tests include tests/');
  }
  return messages;
}
