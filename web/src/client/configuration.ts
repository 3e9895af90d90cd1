import type { MutationEntry } from './mutation_types.js';
import type { ConfigureOptions, EndpointOptions, Language } from './options.js';
import { chooseLanguage, sentenceOf } from './messages/sentence.js';
import type { WireSettings } from '../host/wire_settings.js';

const REQUEST_TIMEOUT_MS = 30_000;
const NOTHING: readonly never[] = [];

/** Members of an endpoint's options that the core decides by; the others stay on this side. */
const CORE_MEMBERS = [
  'method',
  'putBody',
  'versionField',
  'references',
  'ordering',
  'merge',
  'alwaysAsk',
  'onUnknown',
  'coalesce',
  'batch',
  'idempotencyHeader',
  'ifMatch',
] as const satisfies readonly (keyof EndpointOptions)[];

/** What the core has to know of an endpoint: JSON of `Engine.configureEndpoint`. */
function coreOptions(options: EndpointOptions): string {
  const told = CORE_MEMBERS.map((member) => [member, options[member]]);
  return JSON.stringify({
    ...Object.fromEntries(told),
    hasTransform: needsTransform(options),
    hasVerify: options.verify !== undefined,
  });
}

/**
 * Only a page with these functions may send the endpoint's mutations and read their answers (2.2).
 */
export function needsTransform(options: EndpointOptions): boolean {
  return (
    options.toServer !== undefined ||
    options.fromServer !== undefined ||
    options.classify !== undefined ||
    options.verify !== undefined
  );
}

/**
 * `options` without the members that are undefined: those would hide what was registered before.
 */
function named<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}

/**
 * What the application configured: one registry, whatever came by `configure`, a hook or
 * `createSyncContext` (BEHAVIOUR 2.2). A later word overrides the members that it names.
 */
export class Configuration {
  private options: ConfigureOptions = {};
  private readonly endpoints = new Map<string, EndpointOptions>();
  private readonly changed = new Set<string>();

  /** @param origin the page's, asked when needed */
  constructor(
    private readonly origin: () => string,
    private readonly languages: () => readonly string[],
  ) {}

  configure(options: ConfigureOptions): void {
    const { endpoints, ...rest } = options;
    this.options = { ...this.options, ...named(rest) };
    for (const [endpoint, own] of Object.entries(endpoints ?? {})) this.register(endpoint, own);
    const ofAll = options.baseUrl !== undefined || options.payloadVersion !== undefined;
    if (ofAll) this.changed.add('');
  }

  /** @returns the resource: the endpoint as the core spells it */
  register(endpoint: string, options?: EndpointOptions): string {
    const resource = this.resourceOf(endpoint);
    const known = this.endpoints.get(resource);
    if (known && !options) return resource;
    this.endpoints.set(resource, { ...known, ...named(options ?? {}) });
    this.changed.add(resource);
    return resource;
  }

  /** Without a trailing slash, and relative when it is on the page's own origin. */
  resourceOf(endpoint: string): string {
    const origin = this.origin();
    const path =
      origin !== '' && endpoint.startsWith(`${origin}/`) ? endpoint.slice(origin.length) : endpoint;
    return path.length > 1 ? path.replace(/\/$/, '') : path;
  }

  endpoint(resource: string): EndpointOptions {
    return this.endpoints.get(resource) ?? {};
  }

  /** Paths and URLs under which the application may write the collection. */
  collections(resource: string): readonly string[] {
    return [resource, `${this.options.baseUrl ?? ''}${resource}`];
  }

  /** What the core has to know, by resource; '' stands for all. */
  coreOptions(resource: string): string {
    return resource === '' ? this.defaults() : coreOptions(this.endpoint(resource));
  }

  /** Resources of which the core does not know the newest options yet; '' stands for all. */
  takeChanged(): readonly string[] {
    if (this.changed.size === 0) return NOTHING;
    const changed = [...this.changed];
    this.changed.clear();
    return changed;
  }

  /** A new engine knows nothing. */
  allChanged(): void {
    this.changed.add('');
    for (const resource of this.endpoints.keys()) this.changed.add(resource);
  }

  origins(): readonly string[] {
    return this.options.origins ?? [];
  }

  /** Requests carry the browser's cookies, which all tabs have in common (7.1). */
  sharesSession(): boolean {
    return this.options.credentials !== 'omit';
  }

  /** What the application says of work that it finds in storage (5.2, 5.5). */
  get storedWork(): Pick<ConfigureOptions, 'payloadVersion' | 'migratePayload' | 'onImport'> {
    return this.options;
  }

  get diagnose(): boolean {
    return this.options.diagnose ?? false;
  }

  language(): Language {
    return this.options.language ?? chooseLanguage(this.languages());
  }

  /** The sentence of a code; the code itself when it is not ours. */
  sentence(code: string, values?: Readonly<Record<string, string>>): string {
    return sentenceOf(code, this.language(), values) ?? code;
  }

  wireSettings(entry: (mutation: string) => MutationEntry | null): WireSettings {
    const { baseUrl, credentials, timeoutMs, companyId } = this.options;
    return {
      baseUrl: baseUrl ?? '',
      credentials: credentials ?? 'same-origin',
      timeoutMs: timeoutMs ?? REQUEST_TIMEOUT_MS,
      companyId: companyId ?? null,
      headers: this.options.headers?.bind(this.options) ?? null,
      endpoint: (resource) => this.endpoint(resource),
      entry,
    };
  }

  /**
   * The version of the application's shapes. Behind a base URL on another origin our headers would
   * fail the preflight (3.7), unless an endpoint says that they do not.
   */
  private defaults(): string {
    const { baseUrl } = this.options;
    const foreign =
      baseUrl !== undefined &&
      /^https?:/i.test(baseUrl) &&
      new URL(baseUrl).origin !== this.origin();
    const { payloadVersion } = this.options;
    const headers = foreign ? { idempotencyHeader: false, ifMatch: false } : {};
    return JSON.stringify({ ...headers, payloadVersion });
  }
}
