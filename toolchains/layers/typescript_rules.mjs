// The rules for TypeScript: which layer of web/src imports which, where React and the browser's
// globals and its console may appear.

import { posix } from 'node:path';

import { stripCommentsAndStrings } from './source_text.mjs';

const kHost = ['types', 'host/browser', 'host/storage', 'host/http', 'host/tabs'];
const kClientGround = ['types', 'loader', 'host', ...kHost, 'client/base', 'client/base/messages'];

/** What each layer of web/src may import, beside itself. The entries beside the layers import all. */
const kAllowed = {
  types: [],
  loader: [],
  'host/browser': ['types'],
  'host/storage': ['types', 'loader', 'host/browser'],
  'host/http': ['types', 'host/browser'],
  'host/tabs': ['types', 'host/browser', 'host/http'],
  host: ['loader', ...kHost],
  'client/base/messages': ['types', 'loader'],
  'client/base': ['types', 'loader', 'client/base/messages'],
  'client/engine': kClientGround,
  'client/reads': [...kClientGround, 'client/engine'],
  'client/look_ups': [...kClientGround, 'client/engine', 'client/reads'],
  'client/views': [...kClientGround],
  'client/resource': [
    ...kClientGround,
    ...['engine', 'reads', 'look_ups', 'views'].map((layer) => `client/${layer}`),
  ],
  'client/mutations': [...kClientGround, 'client/engine', 'client/resource'],
  'client/queue': [...kClientGround, 'client/engine', 'client/views', 'client/resource'],
  client: [
    ...kClientGround,
    ...['engine', 'reads', 'look_ups', 'views', 'resource', 'mutations', 'queue'].map(
      (layer) => `client/${layer}`,
    ),
  ],
  'react/context': ['types', 'client/base'],
  react: ['types', 'client', 'client/base', 'react/context'],
  'ui/labels': ['types'],
  ui: ['types', 'client', 'client/base', 'react', 'ui/labels'],
  compat: ['react'],
  query: ['types', 'client', 'react'],
  testing: ['types', 'loader', 'host/browser', 'host/http', 'client'],
};

const kReactFolders = /^web\/(src\/(react|ui|compat|query)|clinic|docs)\//;
const kReactModules = /^(react|react-dom|scheduler)(\/|$)/;
const kBrowserNames = [
  'window',
  'fetch',
  'localStorage',
  'sessionStorage',
  'navigator',
  'indexedDB',
  'XMLHttpRequest',
  'BroadcastChannel',
].join('|');
// Neither a member (x.fetch) nor a key (fetch:), but also globalThis.fetch.
const kBrowserGlobal = new RegExp(`(?<![.\\w$#-])(${kBrowserNames})\\b(?!\\s*\\??:)`);
const kThroughGlobalThis = new RegExp(`\\bglobalThis\\s*\\??\\.\\s*(${kBrowserNames})\\b`);
// import … from 'x', export … from 'x', import 'x', import('x').
const kImportStart = String.raw`(?:import|export)\s+(?:type\s)?[^;'"]*?\bfrom\s*|import\s*\(?\s*`;
const kImport = new RegExp(`\\b(?:${kImportStart})['"]([^'"]+)['"]`, 'g');

/**
 * @param {string} file relative to the checkout, such as "web/src/client/client.ts"
 * @param {string} text
 * @returns {{ line: number, message: string }[]}
 */
export function checkTypeScript(file, text) {
  if (!file.startsWith('web/')) return [];
  const breaches = checkLayer(file);
  for (const match of text.matchAll(kImport)) {
    const line = text.slice(0, match.index).split('\n').length;
    for (const message of checkImport(file, match[1])) breaches.push({ line, message });
  }
  if (!file.startsWith('web/src/')) return breaches;
  for (const [index, line] of stripCommentsAndStrings(text).split('\n').entries()) {
    for (const message of checkCode(file, line)) breaches.push({ line: index + 1, message });
  }
  return breaches;
}

/** @returns {string | null} the layer of web/src that a path is in; null for an entry there */
function layerOf(path) {
  return /^web\/src\/(.+)\/[^/]+$/.exec(path)?.[1] ?? null;
}

function checkLayer(file) {
  const layer = layerOf(file);
  if (layer === null || layer in kAllowed) return [];
  return [{ line: 1, message: `web/src/${layer} is not a layer; see web/README.md` }];
}

function checkImport(file, specifier) {
  const messages = [];
  if (kReactModules.test(specifier) && !kReactFolders.test(file)) {
    messages.push(
      `${specifier} belongs in web/src/react, web/src/ui, web/clinic and web/docs only`,
    );
  }
  if (!specifier.startsWith('.')) return messages;
  const target = posix.join(posix.dirname(file), specifier);
  const from = layerOf(file);
  const to = layerOf(target);
  const allowed = [from, ...(kAllowed[from] ?? [])];
  if (from !== null && to !== null && !allowed.includes(to)) {
    messages.push(`${from} may not import ${to}`);
  }
  if (from !== null && !target.startsWith('web/src/') && !target.startsWith('wasm/')) {
    messages.push(`the library may not import ${target}`);
  }
  return messages;
}

function checkCode(file, line) {
  // `testing` stands in for the browser.
  if (/^web\/src\/(host|testing)\//.test(file)) return [];
  const messages = [];
  const name = (kBrowserGlobal.exec(line) ?? kThroughGlobalThis.exec(line))?.[1];
  if (name !== undefined) messages.push(`${name} belongs in web/src/host only`);
  if (/(?<![.\w$])console\s*\./.test(line)) {
    messages.push('only the host prints, and only when asked to');
  }
  return messages;
}
