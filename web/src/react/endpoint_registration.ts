import type { AnyRecord, EndpointOptions, SyncClient } from '../types/index.js';
import type { SyncMutationOptions } from './context/adapter.js';

/** What the third argument of `useSyncMutation` may be. */
export type MethodOrOptions<Row extends object = AnyRecord> =
  'PATCH' | 'PUT' | SyncMutationOptions<Row>;

/**
 * Feeds the registry that `configure({ endpoints })` feeds, when the options are not those
 * registered last for the endpoint. 'PATCH' is the default and says nothing, so that it does not
 * undo what the application has configured.
 */
export function registerEndpoint<Row extends object>(
  client: SyncClient,
  endpoint: string,
  methodOrOptions: MethodOrOptions<Row>,
): void {
  const options = endpointOptions(methodOrOptions);
  const known = registeredBy(client);
  const before = known.get(endpoint) ?? {};
  if (!Object.entries(options).some(([name, value]) => !isSame(before[name], value))) return;
  known.set(endpoint, { ...before, ...options });
  client.queue.configure({ endpoints: { [endpoint]: options } });
}

/** By client and endpoint, the members registered last. */
const registered = new WeakMap<SyncClient, Map<string, Readonly<Record<string, unknown>>>>();

function registeredBy(client: SyncClient): Map<string, Readonly<Record<string, unknown>>> {
  const known = registered.get(client) ?? new Map<string, Readonly<Record<string, unknown>>>();
  registered.set(client, known);
  return known;
}

function endpointOptions<Row extends object>(given: MethodOrOptions<Row>): EndpointOptions {
  if (given === 'PATCH') return {};
  if (typeof given === 'string') return { method: given };
  const { adapter: _adapter, ...options } = given;
  // The registry hands records to the callbacks as the application's own rows.
  return options as EndpointOptions;
}

/** Lists of names are written inline at each render: compared by what they hold. */
function isSame(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return Object.is(before, after);
  return (
    before.length === after.length &&
    before.every((member, index) => Object.is(member, after[index]))
  );
}
