/** An endpoint as the application writes it, and what it is about (BEHAVIOUR 2.2a). */
export interface Endpoint {
  /** Identifies the resource: the path without query and slash at the end. */
  readonly resource: string;
  /** For the wire: as written, relative to the page or its base URL where it can be. */
  readonly written: string;
  /** "?clinic=3", or "": lists of one resource that differ in it hold other rows. */
  readonly query: string;
}

/** Where endpoints are relative to. */
export interface EndpointBase {
  /** The page's origin; "" where there is no page. */
  origin: string;
  /** Put before endpoints that begin with a slash; "" for none. */
  baseUrl: string;
}

const ORIGIN = /^https?:\/\/[^/?]*/;

/**
 * Splits an endpoint as the core does (core/model/path.h), which checks it: text that is not an endpoint is
 * returned unchanged.
 */
export function readEndpoint(endpoint: unknown, base: EndpointBase): Endpoint {
  const written = typeof endpoint === 'string' ? relativeTo(base, endpoint) : '';
  const [path = ''] = written.split('?', 1);
  const query = written.slice(path.length);
  const origin = ORIGIN.exec(path)?.[0] ?? '';
  const own = path.slice(origin.length).replace(/(.)\/+$/, '$1');
  return { resource: origin + own, written, query };
}

/** Absolute URLs under the base URL, or without one on the page's origin, are made relative. */
function relativeTo({ origin, baseUrl }: EndpointBase, endpoint: string): string {
  const base = baseUrl === '' ? origin : absolute(baseUrl, origin);
  if (base === '' || !endpoint.startsWith(base)) return endpoint;
  const rest = endpoint.slice(base.length);
  return rest.startsWith('/') ? rest : endpoint;
}

function absolute(baseUrl: string, origin: string): string {
  const start = baseUrl.startsWith('/') ? origin : '';
  return start + baseUrl.replace(/\/+$/, '');
}
