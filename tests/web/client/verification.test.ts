import { describe, expect, it } from 'vitest';
import type { MutationEntry, Verification } from '../../../web/src/types/index.js';
import { openPage } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';

const PARTNER = 'https://partner.example';
const ORDERS = `${PARTNER}/orders`;

function pageThatVerifies(verify: (entry: MutationEntry) => Verification | Promise<Verification>) {
  const { page, client } = openPage();
  client.queue.configure({ origins: [PARTNER], endpoints: { [ORDERS]: { verify } } });
  page.server.on(`HEAD ${ORDERS}`, { status: 200 });
  page.server.on(`POST ${ORDERS}`, 'network-error', ok({ id: 'o2', item: 'masks' }, 201));
  const order = client.mutations(ORDERS).create({ item: 'masks' });
  return { page, client, order, server: page.server };
}

describe('3.12: verify', () => {
  it('is asked with the entry once the server answers again', async () => {
    const asked: MutationEntry[] = [];
    const { page, order } = pageThatVerifies((entry) => {
      asked.push(entry);
      return 'unknown';
    });
    await page.settle();
    expect(asked).toEqual([]);
    await page.advance(5_000);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ id: order.mutationId, data: { item: 'masks' }, attempts: 1 });
  });

  it('applied with the record confirms without another request', async () => {
    const { page, order, client, server } = pageThatVerifies(() =>
      Promise.resolve({ applied: { id: 'o1', item: 'masks', state: 'new' } }),
    );
    await page.advance(5_000);
    await expect(order.synced).resolves.toEqual({ id: 'o1', item: 'masks', state: 'new' });
    expect(server.sent(`POST ${ORDERS}`)).toHaveLength(1);
    expect(client.queue.resolveId(order.record['id'] as string)).toBe('o1');
  });

  it('absent is sent again', async () => {
    const { page, order, server } = pageThatVerifies(() => 'absent');
    await page.advance(5_000);
    await expect(order.synced).resolves.toMatchObject({ id: 'o2' });
    expect(server.sent(`POST ${ORDERS}`)).toHaveLength(2);
  });

  it.each<[string, () => Verification | Promise<Verification>]>([
    ['unknown', () => 'unknown'],
    [
      'a throw',
      () => {
        throw new Error('no');
      },
    ],
    ['a rejection', () => Promise.reject(new Error('no'))],
    ['no answer within the time limit', () => new Promise(() => undefined)],
  ])('asks a person after: %s', async (_, verify) => {
    const { page, order, client, server } = pageThatVerifies(verify);
    await page.advance(5_000);
    await page.advance(40_000);
    expect(client.queue.getEntry(order.mutationId)).toMatchObject({
      status: 'error',
      kind: 'uncertain',
      error: { message: expect.stringContaining('peut-être') },
    });
    expect(server.sent(`POST ${ORDERS}`)).toHaveLength(1);
  });

  it.each(['POST', 'PATCH'])('unknown is sent again three times at most: %s', async (method) => {
    const { page, client } = openPage();
    const { server } = page;
    const options = { verify: () => 'unknown' as const, onUnknown: 'resend' as const };
    client.queue.configure({ origins: [PARTNER], endpoints: { [ORDERS]: options } });
    server.on(`HEAD ${ORDERS}`, { status: 200 });
    const calls = client.mutations(ORDERS);
    const { mutationId } =
      method === 'POST' ? calls.create({ item: 'masks' }) : calls.update('o1', { item: 'masks' });
    await page.advance(20 * 60_000);
    expect(server.sent(method)).toHaveLength(4);
    expect(client.queue.getEntry(mutationId)).toMatchObject({
      kind: 'uncertain',
      error: { code: 'OUTCOME_UNKNOWN' },
    });
    // A person's retry looks for it first, too.
    void client.queue.retry(mutationId);
    await page.advance(20 * 60_000);
    expect(server.sent(method)).toHaveLength(7);
  });

  it('after a reload is asked before anything is sent', async () => {
    const first = pageThatVerifies(() => 'unknown');
    await first.page.settle();
    const later = openPage(first.page.browser);
    first.page.end();
    let asked = 0;
    later.client.queue.configure({ origins: [PARTNER] });
    later.client.queue.getPendingCount();
    await later.page.advance(3_000);
    later.client.queue.configure({
      endpoints: { [ORDERS]: { verify: () => ((asked += 1), { applied: { id: 'o1' } }) } },
    });
    expect(asked).toBe(0);
    // What the page that died has sent has arrived by then, or never will (6.1).
    await later.page.advance(30_000);
    expect(asked).toBe(1);
    expect(later.client.queue.getPendingCount()).toBe(0);
    expect(later.page.server.sent(`POST ${ORDERS}`)).toHaveLength(1);
  });
});
