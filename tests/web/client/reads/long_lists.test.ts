import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';

const MINUTE = 60_000;
const ROWS = 5_000;
/** The rows that are looked at in one task: fewer than a person would notice. */
const AT_ONCE = 500;

/** A long list; how often its rows are shaped in all, and how often in one task at most. */
function longClinic() {
  const counts = { all: 0, now: 0, most: 0 };
  const fromServer = (record: AnyRecord): AnyRecord => {
    counts.all += 1;
    counts.now += 1;
    counts.most = Math.max(counts.most, counts.now);
    return { id: record['id'], name: record['nom'], born: record['ne'], city: record['ville'] };
  };
  const open = keylessClinic({
    fromServer,
    toServer: ({ name, born, city }) => ({ nom: name, ne: born, ville: city }),
  });
  for (let row = 0; row < ROWS; row += 1)
    open.api.add({ nom: `Patient ${row}`, ne: `19${10 + (row % 80)}-03-01`, ville: 'Lyon' });
  open.browser.server.on(`GET ${PATIENTS}`, () => ({
    status: 200,
    body: { items: open.api.rows.slice(), total: open.api.rows.length },
  }));
  const { page } = open;
  const setTimer = page.setTimer.bind(page);
  page.setTimer = (name, delayMs, run) =>
    setTimer(name, delayMs, () => {
      counts.now = 0;
      run();
    });
  return { ...open, counts };
}

describe('3.12a: a look-up in a long list', () => {
  it.each([1, 4])('looks at few rows at once, and at each once: %i lost', async (lost) => {
    const open = longClinic();
    let posts = 0;
    const isUp = open.page.now() + 6_000; // a list that is read sooner may be late, and is read again
    open.api.fate = ({ method }) =>
      (method === 'POST' && (posts += 1) <= lost) || (method === 'HEAD' && open.page.now() < isUp)
        ? 'lost'
        : 'answered';
    const calls = open.client.mutations(PATIENTS);
    for (let n = 0; n < lost; n += 1)
      calls.create({ name: `Ana ${n}`, born: '1990-01-05', city: 'Lyon' });
    await open.page.advance(5 * MINUTE);
    expect(open.client.queue.getAll().map(({ status }) => status)).toEqual(
      Array.from({ length: lost }, () => 'synced'),
    );
    expect(open.api.rows).toHaveLength(ROWS + lost);
    expect(open.counts.most).toBeLessThan(AT_ONCE);
    expect(open.counts.all).toBeLessThan(2 * ROWS);
  });

  it('is not misled by what is confirmed meanwhile', async () => {
    const open = longClinic();
    await readList(open);
    let posts = 0;
    open.api.fate = ({ method }) => (method === 'POST' && (posts += 1) <= 3 ? 'reset' : 'answered');
    const calls = open.client.mutations(PATIENTS);
    for (let n = 0; n < 5; n += 1) {
      calls.create({ name: `Ana ${n}`, born: '1990-01-05', city: 'Lyon' });
      await open.page.advance(50);
    }
    await open.page.advance(5 * MINUTE);
    expect(new Set(open.client.queue.getAll().map(({ status }) => status))).toEqual(
      new Set(['synced']),
    );
    expect(open.api.rows).toHaveLength(ROWS + 5);
  });
});
