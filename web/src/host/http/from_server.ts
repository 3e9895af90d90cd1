import type { AnyRecord } from '../../types/mutation.js';
import type { EndpointOptions } from '../../types/options.js';

/**
 * What a callback of the application gave.
 *
 * @throws TypeError for a promise: these callbacks answer at once
 */
export function givenAtOnce<T>(value: T): T {
  const { then } = Object(value) as { then?: unknown };
  if (typeof then !== 'function') return value;
  // Its rejection is handled nowhere else.
  if (value instanceof Promise) value.catch(() => undefined);
  throw new TypeError('a promise');
}

/**
 * Records of the server in the application's shape.
 *
 * @throws what the application's `fromServer` throws
 */
export const fromServer = (records: AnyRecord[], options: EndpointOptions): AnyRecord[] =>
  options.fromServer
    ? records.map(
        (record) => givenAtOnce(options.fromServer?.(record) as AnyRecord | undefined) ?? record,
      )
    : records;
