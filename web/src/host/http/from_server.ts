import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';

/**
 * Records of the server in the application's shape.
 *
 * @throws what the application's `fromServer` throws
 */
export const fromServer = (records: AnyRecord[], options: EndpointOptions): AnyRecord[] =>
  options.fromServer
    ? records.map((record) => (options.fromServer?.(record) as AnyRecord | undefined) ?? record)
    : records;
