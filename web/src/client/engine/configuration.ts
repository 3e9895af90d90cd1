import { SyncMutationError } from '../../types/errors.js';
import type { MutationEntry } from '../../types/mutation.js';
import type { ConfigureOptions, EndpointOptions, Language } from '../../types/options.js';
import { type Endpoint, readEndpoint } from '../base/endpoint.js';
import { chooseLanguage, sentenceOf } from '../base/messages/sentence.js';
import { type LookUp, NO_LOOK_UP } from '../../host/http/look_up.js';
import { scopeName } from '../../host/storage/scope.js';
import type { WireSettings } from '../../host/http/request_settings.js';

const AWAIT_MS = 30_000;

const REQUEST_TIMEOUT_MS = 30_000;
const NOTHING: readonly never[] = [];

/** Members of an endpoint's options that the core decides by; the others stay on this side. */
const CORE_MEMBERS = [
  'method',
  'putBody',
  'create',
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
  'clientIds',
  'weakVersions',
] as const satisfies readonly (keyof EndpointOptions)[];

/** What the core has to know of an endpoint: JSON of `Engine.configureEndpoint`. */
function coreOptions(options: EndpointOptions): string {
  const members = CORE_MEMBERS.map((member) => [member, options[member]]);
  return JSON.stringify({
    ...Object.fromEntries(members),
    hasTransform: needsTransform(options),
  });
}

/**
 * Only a page with these functions may send the endpoint's mutations and read their answers (2.2).
 */
export function needsTransform(options: EndpointOptions): boolean {
  return (
    options.toServer !== undefined ||
    options.fromServer !== undefined ||
    options.unwrap !== undefined ||
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
 * `createSyncContext` (BEHAVIOUR 2.2). A later call overrides the members that it names.
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

  /**
   * Takes options for the whole page; members that it names replace the former ones.
   *
   * @returns whether the application is the one that it was: it had no name, or none but the address that it keeps
   */
  configure(options: ConfigureOptions): boolean {
    const former = this.scope();
    const { endpoints, ...rest } = options;
    this.options = { ...this.options, ...named(rest) };
    for (const [endpoint, own] of Object.entries(endpoints ?? {})) this.register(endpoint, own);
    const ofAll = options.baseUrl !== undefined || options.payloadVersion !== undefined;
    if (ofAll) this.changed.add('');
    return former === '' || former === this.scope('');
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

  /** What an endpoint is about, and how it is written. */
  read(endpoint: string): Endpoint {
    return readEndpoint(endpoint, {
      origin: this.origin(),
      baseUrl: this.options.baseUrl ?? '',
    });
  }

  /** The resource that an endpoint is about, as the core spells it. */
  resourceOf(endpoint: string): string {
    return this.read(endpoint).resource;
  }

  /** What is registered of a resource; an empty object: nothing. */
  endpoint(resource: string): EndpointOptions {
    return this.endpoints.get(resource) ?? {};
  }

  /** The field of a record that holds its version. */
  versionField(resource: string): string {
    return this.endpoint(resource).versionField ?? 'version';
  }

  /** Changes carry the version that they are based on: `If-Match` (3.8). */
  sendsVersions(resource: string): boolean {
    return this.endpoint(resource).ifMatch ?? !this.isForeign();
  }

  /** Milliseconds that a call waits for an outcome before it resolves optimistically. */
  awaitMs(resource: string): number {
    return this.endpoint(resource).awaitMs ?? AWAIT_MS;
  }

  /** Paths and URLs under which the application may write the collection. */
  collections(resource: string): readonly string[] {
    const { baseUrl = '' } = this.options;
    const paths = [resource, this.endpoint(resource).create?.path ?? resource];
    return paths.flatMap((path) => [path, `${baseUrl}${path}`]);
  }

  /** What the core has to know, by resource; '' means all. */
  coreOptions(resource: string): string {
    return resource === '' ? this.defaults() : coreOptions(this.endpoint(resource));
  }

  /** Resources of which the core does not know the newest options yet; '' means all. */
  takeChanged(): readonly string[] {
    if (this.changed.size === 0) return NOTHING;
    const changed = [...this.changed];
    this.changed.clear();
    return changed;
  }

  /** A new engine knows none of the options. */
  allChanged(): void {
    this.changed.add('');
    for (const resource of this.endpoints.keys()) this.changed.add(resource);
  }

  /**
   * The origin whose URLs the core makes relative. With a base URL there is none: `readEndpoint` makes the
   * URLs under it relative.
   */
  ownOrigin(): string {
    return this.hasBase() ? '' : this.origin();
  }

  /** Other origins that endpoints may be on. */
  origins(): readonly string[] {
    const origins = this.options.origins ?? [];
    return this.hasBase() ? [...origins, this.origin()] : origins;
  }

  /** The name of the application, for what it stores (3.1a). */
  scope(app = this.options.app): string {
    return scopeName(app ?? '', this.options.baseUrl ?? '', this.origin());
  }

  private hasBase(): boolean {
    return (this.options.baseUrl ?? '') !== '';
  }

  /** Requests carry the browser's cookies, which all tabs have in common (7.1). */
  sharesSession(): boolean {
    return this.options.credentials !== 'omit';
  }

  /** The company that goes into the body of that change; null: none (7.1). */
  companyOf(entry: MutationEntry): string | null {
    const { companyId } = this.options;
    return (
      entry.companyId ?? (companyId === undefined || companyId === null ? null : String(companyId))
    );
  }

  /** What the application says of work that it finds in storage (5.2, 5.5). */
  get storedWork(): Pick<ConfigureOptions, 'payloadVersion' | 'migratePayload' | 'onImport'> {
    return this.options;
  }

  /** Diagnostics are printed on the console. */
  get diagnose(): boolean {
    return this.options.diagnose ?? false;
  }

  language(): Language {
    return this.options.language ?? chooseLanguage(this.languages());
  }

  /** The language of what a server renders: the configured one, else French. */
  serverLanguage(): Language {
    return this.options.language ?? 'fr';
  }

  /** The sentence of a code; the code itself when it is not ours. */
  sentence(code: string, values?: Readonly<Record<string, string>>): string {
    return sentenceOf(code, this.language(), values) ?? code;
  }

  /** The id of a call is none, or another record's. */
  wrongId(code: 'MISSING_ID' | 'DUPLICATE_ID'): SyncMutationError {
    return new SyncMutationError({ code, field: 'id', message: this.sentence(code) });
  }

  wireSettings(
    entry: (mutation: string) => MutationEntry | null,
    lookUp: LookUp = NO_LOOK_UP,
    headersFailed: () => void = () => undefined,
  ): WireSettings {
    const { baseUrl, credentials, timeoutMs, companyId, headers } = this.options;
    return {
      baseUrl: baseUrl ?? '',
      credentials: credentials ?? 'same-origin',
      timeoutMs: timeoutMs ?? REQUEST_TIMEOUT_MS,
      companyId: companyId === undefined || companyId === null ? null : String(companyId),
      headers:
        typeof headers === 'function' ? headers.bind(this.options) : headers ? () => headers : null,
      headersFailed,
      endpoint: (resource) => this.endpoint(resource),
      entry,
      lookUp,
    };
  }

  /**
   * The version of the application's shapes. Behind a base URL on another origin our headers would
   * fail the preflight (3.7), unless an endpoint says that they do not.
   */
  private defaults(): string {
    const { payloadVersion } = this.options;
    const headers = this.isForeign() ? { idempotencyHeader: false, ifMatch: false } : {};
    return JSON.stringify({ ...headers, payloadVersion });
  }

  private isForeign(): boolean {
    const { baseUrl } = this.options;
    return (
      baseUrl !== undefined &&
      /^https?:/i.test(baseUrl) &&
      new URL(baseUrl).origin !== this.origin()
    );
  }
}
