import { describe, expect, it } from 'vitest';
import type { EngineTurn } from '../../../../web/src/types/mutation_queue.js';
import { FakeBrowser } from '../../support/fake_page.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ReferenceApi } from '../../support/reference_api.js';

describe('10: a trace of the turns of the engine', () => {
  it('says what came in and what came out, without contents, and only while it is asked for', async () => {
    const browser = new FakeBrowser();
    new ReferenceApi(browser.server, PATIENTS);
    const { client, page } = openPage(browser);
    const turns: EngineTurn[] = [];
    const end = client.queue.on('sync:turn', (turn) => turns.push(turn));
    const queued = client.queue.enqueue({
      type: 'POST',
      endpoint: PATIENTS,
      data: { last_name: 'Dupont' },
    });
    await page.settle();
    const id = await queued;
    const inputs = turns.map(({ input }) => input);
    expect(inputs).toContain('timer send');
    expect(inputs).toContainEqual(expect.stringMatching(/^response \d+ 201$/));
    const events = turns.flatMap((turn) => turn.events);
    expect(events.filter((event) => event.startsWith('settled'))).toEqual([
      `settled ${id} confirmed`,
    ]);
    expect(JSON.stringify(turns)).not.toContain('Dupont');
    end();
    const seen = turns.length;
    void client.queue.enqueue({
      type: 'POST',
      endpoint: PATIENTS,
      data: { last_name: 'Martin' },
    });
    await page.settle();
    expect(turns).toHaveLength(seen);
    expect(client.queue.getSnapshot().pending).toBe(0);
  });
});
