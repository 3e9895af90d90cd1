import type { Arguments } from '../base/arguments.js';
import { LANGUAGES } from '../base/messages/catalogue.js';
import type { ConfigureOptions, EndpointOptions } from '../../types/options.js';
import type { MemberKind } from '../../types/argument_kinds.js';

const ENDPOINT_MEMBERS = {
  method: ['PATCH', 'PUT'],
  putBody: ['changes', 'record'],
  create: 'object',
  clientIds: 'flag',
  weakVersions: 'flag',
  unwrap: 'function',
  toServer: 'function',
  fromServer: 'function',
  versionField: 'text',
  references: 'list',
  ordering: ['entity', 'fifo'],
  merge: ['ask', 'disjoint'],
  alwaysAsk: 'list',
  classify: 'function',
  verify: 'function',
  onUnknown: ['ask', 'resend'],
  coalesce: 'flag',
  batch: 'object?',
  idempotencyHeader: 'flag',
  ifMatch: 'flag',
  awaitMs: 'number',
  changes: 'object',
} as const satisfies Record<keyof EndpointOptions, MemberKind>;

const CONFIGURE_MEMBERS = {
  app: 'text',
  credentials: ['omit', 'same-origin', 'include'],
  timeoutMs: 'number',
  origins: 'list',
  endpoints: 'object',
  encryption: 'object',
  payloadVersion: 'number',
  migratePayload: 'function',
  onImport: 'function',
  language: LANGUAGES,
  diagnose: 'flag',
} as const satisfies Partial<Record<keyof ConfigureOptions, MemberKind>>;

/** Checks the options of one endpoint. @param prefix what they belong to, for the message */
export function checkEndpointOptions(options: unknown, args: Arguments, prefix = ''): void {
  const checked = args.object(options, prefix === '' ? 'options' : prefix);
  args.members(checked, ENDPOINT_MEMBERS, prefix);
  const { batch, changes, create } = checked as EndpointOptions;
  const within = (name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
  if (create) args.members(create, { path: 'text' }, within('create'), true);
  if (changes) {
    args.members(changes, { parameter: 'text', markIn: 'function' }, within('changes'), true);
    args.members(changes, { isDeleted: 'function' }, within('changes'));
  }
  if (!batch) return;
  args.members(batch, { endpoint: 'text' }, within('batch'), true);
  args.members(batch, { maxEntries: 'number' }, within('batch'));
}

/** Checks what `configure` is given, before any of it counts. */
export function checkConfigure(options: ConfigureOptions, args: Arguments): void {
  args.members(args.object(options, 'options'), CONFIGURE_MEMBERS);
  const { baseUrl, companyId, encryption, endpoints } = options;
  if (baseUrl !== undefined && !isBaseUrl(baseUrl)) args.fail('baseUrl', 'url');
  args.idOrNone(companyId, 'companyId');
  if (encryption && encryption.key !== null && !(encryption.key instanceof Uint8Array))
    args.fail('encryption.key', 'key');
  for (const [endpoint, own] of Object.entries(endpoints ?? {}))
    checkEndpointOptions(own, args, `endpoints['${endpoint}']`);
}

/**
 * A base that a path can be put behind: a query or a fragment would swallow the path, and a base that is
 * relative to the page would lead elsewhere from every page.
 */
function isBaseUrl(value: unknown): boolean {
  if (value === '') return true;
  return typeof value === 'string' && /^(https?:\/\/[^/?#\s\\]|\/(?!\/))[^?#\s\\]*$/i.test(value);
}
