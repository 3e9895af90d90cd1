import type { ConfigureOptions, EndpointOptions } from '../../../web/src/types/index.js';
import { FakeBrowser } from './fake_page.js';
import { type Fate, KeylessApi } from './keyless_api.js';
import { type OpenPage, PATIENTS, openPage } from './open_page.js';

/** A page over an API that knows nothing of idempotency keys. */
export interface KeylessClinic extends OpenPage {
  api: KeylessApi;
  browser: FakeBrowser;
}

export function keylessClinic(
  options: EndpointOptions = {},
  more: ConfigureOptions = {},
): KeylessClinic {
  const browser = new FakeBrowser();
  const open = openPage(browser);
  open.client.queue.configure({ endpoints: { [PATIENTS]: options }, ...more });
  return { ...open, browser, api: new KeylessApi(browser.server, PATIENTS) };
}

/** The first request of that method meets that fate, all others are answered. */
export function once(method: string, fate: Fate): (request: { method: string }) => Fate {
  let met = false;
  return (request) => {
    if (met || request.method !== method) return 'answered';
    met = true;
    return fate;
  };
}

/** The page shows the list, as pages do: what is there is known to it. */
export async function readList({ client, page }: OpenPage): Promise<void> {
  await Promise.all([client.resource(PATIENTS).load(), page.settle()]);
}
