// The rules for TypeScript: which folder of web/src imports which, where React and the browser's
// globals and its console may appear.

import { posix } from 'node:path';

import { stripCommentsAndStrings } from './source_text.mjs';

/** What each folder of web/src may import, beside itself. The entries beside them import all. */
const kAllowed = {
  loader: [],
  host: ['loader'],
  client: ['loader', 'host'],
  react: ['client'],
  ui: ['react', 'client'],
  compat: ['client', 'react'],
};

// The host is told in the words of the client's public types; at run time it knows nothing of it.
const kAllowedAsTypes = { host: ['client'] };

const kReactFolders = /^web\/(src\/(react|ui|compat)|clinic)\//;
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
// import … from 'x', export … from 'x', import 'x', import('x'); the first group is `type`.
const kImportStart = String.raw`(?:import|export)\s+(type\s)?[^;'"]*?\bfrom\s*|import\s*\(?\s*`;
const kImport = new RegExp(`\\b(?:${kImportStart})['"]([^'"]+)['"]`, 'g');

/**
 * @param {string} file relative to the checkout, such as "web/src/client/client.ts"
 * @param {string} text
 * @returns {{ line: number, message: string }[]}
 */
export function checkTypeScript(file, text) {
  if (!file.startsWith('web/')) return [];
  const breaches = checkFolder(file);
  for (const match of text.matchAll(kImport)) {
    const line = text.slice(0, match.index).split('\n').length;
    const [, type, specifier] = match;
    for (const message of checkImport(file, specifier, type !== undefined)) {
      breaches.push({ line, message });
    }
  }
  if (!file.startsWith('web/src/')) return breaches;
  for (const [index, line] of stripCommentsAndStrings(text).split('\n').entries()) {
    for (const message of checkCode(file, line)) breaches.push({ line: index + 1, message });
  }
  return breaches;
}

/** @returns {string | null} the folder of web/src that a path is in; null for an entry there */
function folderInSrc(path) {
  return /^web\/src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function checkFolder(file) {
  const folder = folderInSrc(file);
  if (folder === null || folder in kAllowed) return [];
  return [{ line: 1, message: `web/src/${folder} is no layer; see CONVENTIONS "Layout"` }];
}

function checkImport(file, specifier, isTypeOnly) {
  const messages = [];
  if (kReactModules.test(specifier) && !kReactFolders.test(file)) {
    messages.push(`${specifier} belongs in web/src/react, web/src/ui and web/clinic only`);
  }
  if (!specifier.startsWith('.')) return messages;
  const target = posix.join(posix.dirname(file), specifier);
  const from = folderInSrc(file);
  const to = folderInSrc(target);
  const allowed = [from, ...(kAllowed[from] ?? [])];
  if (isTypeOnly) allowed.push(...(kAllowedAsTypes[from] ?? []));
  if (from !== null && to !== null && !allowed.includes(to)) {
    messages.push(`${from} may not import ${to}`);
  }
  if (from !== null && !target.startsWith('web/src/') && !target.startsWith('wasm/')) {
    messages.push(`the library may not import ${target}`);
  }
  return messages;
}

function checkCode(file, line) {
  if (file.startsWith('web/src/host/')) return [];
  const messages = [];
  const name = (kBrowserGlobal.exec(line) ?? kThroughGlobalThis.exec(line))?.[1];
  if (name !== undefined) messages.push(`${name} belongs in web/src/host only`);
  if (/(?<![.\w$])console\s*\./.test(line)) {
    messages.push('only the host prints, and only when asked to');
  }
  return messages;
}
