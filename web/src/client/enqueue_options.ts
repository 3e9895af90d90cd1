import { needsTransform } from './configuration.js';
import type { MutationOptions } from './mutation_types.js';
import type { EndpointOptions } from './options.js';
import type { EnqueueRequest } from './queue_types.js';

/** JSON of `Engine.enqueue`'s options; '' where there are none. */
export function enqueueOptions(
  options: MutationOptions | EnqueueRequest,
  endpoint: EndpointOptions,
  payload: number | undefined,
): string {
  const { reason, holdMs, notAfter } = options;
  const id = 'id' in options ? options.id : undefined;
  const transform = needsTransform(endpoint) || undefined;
  const own = { id, reason, holdMs, notAfter, transform, payload };
  return Object.values(own).some((value) => value !== undefined) ? JSON.stringify(own) : '';
}
