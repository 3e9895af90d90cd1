import { afterEach, describe, expect, it, vi } from 'vitest';
import { CountedPage, countedBrowser, type Cost } from './counted_page.js';
import { crossings } from './counted_module.js';
import { PATIENTS } from '../support/open_page.js';

vi.mock('synchrone-module', async (original) => {
  const { default: create } = await original<typeof import('synchrone-module')>();
  const { countedModule } = await import('./counted_module.js');
  return { default: countedModule(create) };
});

const MANY = 100;

/** In each turn the leader asks whether it still is. The first change of a page writes the array for readers besides, and keeps room for settling. */
const BUDGET_CREATE: Cost = {
  setItems: 3,
  characters: 1_400,
  read: 1_450,
  transactions: 1,
  crossings: 14,
  requests: 0,
};
/** Attempt, history, id and mark of each; how many share a transaction is the browser's. */
const BUDGET_ONE_BY_ONE: Cost = {
  setItems: 345,
  characters: 95_000,
  read: 95_000,
  transactions: 50,
  crossings: 1_770,
  requests: MANY,
};
const BUDGET_BATCHES: Cost = {
  setItems: 305,
  characters: 91_000,
  read: 76_000,
  transactions: 3,
  crossings: 1_140,
  requests: 2,
};
/** Each record is read to see whether it is sealed, and taken in, when the page starts and when it leads; the room that is kept for settling, when it leads. */
const BUDGET_RELOAD: Cost = {
  setItems: 5,
  characters: 65_500,
  read: 605_000,
  transactions: 1,
  crossings: 40,
  requests: 0,
};
const BATCH = '/api/v1/batch';
let page: CountedPage;

afterEach(() => page.end());

/** What costs more than it may. */
const over = (cost: Cost, budget: Cost): Partial<Cost> =>
  Object.fromEntries(
    Object.entries(cost).filter(([name, count]) => count > budget[name as keyof Cost]),
  );

async function offline(browser = countedBrowser()): Promise<CountedPage> {
  page = new CountedPage(browser);
  page.client.queue.setOfflineMode(true);
  await page.rest();
  return page;
}

describe('what work costs, in counts (5.7): a budget is lowered where the work becomes less', () => {
  it('one create that waits', async () => {
    const open = await offline();
    const cost = await open.costOf(() => open.createMany(1));
    expect(over(cost, BUDGET_CREATE)).toEqual({});
  });

  it('one more create beside a hundred that wait', async () => {
    const open = await offline();
    await open.costOf(() => open.createMany(MANY));
    const cost = await open.costOf(() => open.createMany(1));
    // The array for readers is written again, whatever its length: its characters grow.
    expect(over({ ...cost, characters: 0 }, BUDGET_CREATE)).toEqual({});
  });

  it('a hundred creates that are sent one by one', async () => {
    const open = await offline();
    await open.costOf(() => open.createMany(MANY));
    const cost = await open.costOf(() => open.client.queue.setOfflineMode(false));
    expect(open.client.queue.getPendingCount()).toBe(0);
    expect(over(cost, BUDGET_ONE_BY_ONE)).toEqual({});
  });

  it('a hundred creates that are sent in batches of fifty', async () => {
    const browser = countedBrowser();
    let made = 0;
    browser.server.on(`POST ${BATCH}`, ({ body }) => {
      const { mutations } = body as { mutations: { id: string; body: object }[] };
      const data = mutations.map((one) => ({
        id: one.id,
        status: 201,
        body: { success: true, data: { ...one.body, id: `s${(made += 1)}`, version: 1 } },
      }));
      return { status: 200, body: { success: true, data } };
    });
    const open = await offline(browser);
    open.client.queue.configure({
      endpoints: { [PATIENTS]: { batch: { endpoint: BATCH, maxEntries: MANY / 2 } } },
    });
    await open.costOf(() => open.createMany(MANY));
    const cost = await open.costOf(() => open.client.queue.setOfflineMode(false));
    expect([open.client.queue.getPendingCount(), made]).toEqual([0, MANY]);
    expect(over(cost, BUDGET_BATCHES)).toEqual({});
  });

  it('rows that are looked up at each render, and that nothing is known of', async () => {
    const open = await offline();
    const shown = open.client.resource(PATIENTS);
    const lookAll = (): number => {
      const before = crossings.count;
      for (let n = 0; n < MANY; n += 1) expect(shown.getById(`deleted ${n}`)).toBeUndefined();
      return crossings.count - before;
    };
    shown.getById('the first call of the page shares its configuration');
    expect(lookAll()).toBe(MANY);
    expect(lookAll()).toBe(0);
  });

  it('a reload with a hundred creates that wait', async () => {
    const browser = countedBrowser();
    const before = await offline(browser);
    before.createMany(MANY);
    await before.rest();
    before.end();
    page = new CountedPage(browser);
    const shown = page.client.resource(PATIENTS);
    const cost = await page.costOf(() => {
      page.client.queue.setOfflineMode(true);
      expect(shown.getRows()).toHaveLength(MANY);
    });
    expect(over(cost, BUDGET_RELOAD)).toEqual({});
  });
});
