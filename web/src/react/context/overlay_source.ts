import type { AnyRecord, RowOverlay, SyncClient } from '../../types/index.js';

/**
 * An overlay's methods as free functions with stable identity, as React's stores need them. Version
 * 0 is that of the server and of hydration, where nothing is queued; the page's own begin at 1.
 */
export function overlaySource<Row extends object = AnyRecord>(
  overlay: RowOverlay<Row>,
  client: SyncClient,
): Pick<RowOverlay<Row>, 'apply' | 'subscribe' | 'getVersion' | 'getServerVersion'> {
  return {
    apply: (rows, options) => overlay.apply(rows, options),
    subscribe: (listener) => overlay.subscribe(listener),
    getVersion: () => {
      client.start();
      return overlay.getVersion() + 1;
    },
    getServerVersion: () => 0,
  };
}
