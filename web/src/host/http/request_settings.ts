import type { AppHeaders, EndpointOptions } from '../../types/options.js';
import type { MutationEntry } from '../../types/mutation.js';
import type { LookUp } from './look_up.js';

/**
 * What the application configured about requests; asked again for each one, because `configure` may
 * be called at any time.
 */
export interface WireSettings {
  /** Put before paths; '': the page's own origin. */
  baseUrl: string;
  /** As for fetch. */
  credentials: 'omit' | 'same-origin' | 'include';
  /** Limit of one request, its body included. */
  timeoutMs: number;
  /** Goes into the body of creates that name no company; null: none. */
  companyId: string | null;
  /** The application's headers of a request, asked when it leaves; null: it has none. */
  headers: ((mutation: MutationEntry | null) => AppHeaders | Promise<AppHeaders>) | null;
  /** Is notified when `headers` fails; again only once it has worked. */
  headersFailed(): void;
  /** Options of the resource that a request belongs to; an empty object when none are known. */
  endpoint(resource: string): EndpointOptions;
  /** Finds out what became of a change whose answer was lost. */
  lookUp: LookUp;
  /** The entry of a mutation, null when it is gone. */
  entry(mutation: string): MutationEntry | null;
}
