// How many pending entries fit into localStorage, which browsers give some 5 million characters.

import { withPage } from '../support/browser.mjs';

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @returns {Promise<import('../page/room.js').Room>}
 */
export async function measureRoom({ browser, server, note }) {
  note('room: creates until storage is full');
  return withPage(browser, server.url, async (page) => {
    await page.context().setOffline(true);
    return page.evaluate(() => bench.fillStorage());
  });
}
